"""The narrow waist: SectionSpec and FieldSpec say what a record is, wherever it came from.

Built-in sections (a Django model plus `sections.py`) and sections made by the company (definitions)
become the same frozen values. Screens, API, search, import and process depend on these values only.
Start at `spec.py`; field types are one file each in `fieldtypes/` and its rooms.
"""
