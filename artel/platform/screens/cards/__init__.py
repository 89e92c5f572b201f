"""The card of a record: head with stages and next action, facts, feed, related records. Start at `screen.py`."""
