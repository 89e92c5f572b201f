"""The only place that issues DDL (`apply.py`) and builds runtime classes (`runtime.py`).

A runtime class of a section is built from its SectionSpec alone, the same for built-in sections and
those made by the company, in a private registry per revision.
"""
