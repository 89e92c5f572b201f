"""The calendar of a person for programs outside: a secret address that answers with iCalendar (RFC 5545).

Begin with `writing.py` (what a program reads) and `addresses.py` (who may read it).
"""
