"""Dashboards: blocks that count records of sections, each asked for by itself and each leading to what it counted.

`asked.py` is what the address says (period, person, team), `narrowing.py` the `$filter` of a block under it,
`measuring.py` the one bounded statement; `blocks/` shows each kind, `contents.py` chooses among them.
"""
