"""What the three sorts of activity have in common, for code that deals with all of them at once."""

from __future__ import annotations

ACTIVITY_SECTIONS = ("tasks", "calls", "meetings")
FEED_KINDS = {"tasks": "task", "calls": "call", "meetings": "meeting"}
"""Section of an activity → kind of the entries that it leaves in feeds."""
CLIENTS = {"account": "accounts", "contact": "contacts"}
"""Reference field of an activity → section of the client it names."""
