"""The one door for writing records: create, change, remove; history, trash, merge."""
