"""The one door for writing, with history, trash and merging.

Every change of a record, from a screen, the API, an import, a portal, a channel or a rule, goes through
`door.py`, for many records at once (one record is a batch of one), in one transaction. Features hook in with
`rules.py` (derive and refuse before the write) and with subscribers of the events (react after it).
"""
