"""Examples of every component, shown at `/dev/ui/`: normal, long text, empty, error. Tests and screenshots use them.

A story is a function without arguments that returns components; modules of this folder list theirs in `STORIES`.
"""
