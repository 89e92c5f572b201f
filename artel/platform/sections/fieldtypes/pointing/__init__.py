"""Types whose values are ids: of a record, a person, a file, several files."""
