"""New records and whole records edited: few fields now, the rest on the card. Start at `views.py`."""
