"""Solutions: reading a pack from files, planning its difference, applying, exporting, loading its demo data.

A pack is a folder of YAML (`solutions/<name>/` or any other). Start with `reading` (folder → Documents), then
`planning` (several packs → one Plan), `installing` (what `artel up` does) and `exporting` (Documents → folder).
A pack holds no code; what it can't say is missing in the platform.
"""
