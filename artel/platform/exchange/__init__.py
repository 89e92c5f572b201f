"""Exchange: tables from outside become records (import), records become tables (export).

Words: a *table* is a sheet with a header; a *map* says which column goes to which field of which
section; a *run* is one import with its report, and can be undone. Read `reading/opening.py`, then
`recognising/recognise.py` (columns → fields), `human/` (human forms of values), then the engine in `running/engine.py`.
"""
