"""Formulas: what a computed field and a rollup are made of, and what they follow from.

`binding.py` reads an expression in the grammar of conditions, `reading.py` a whole field, `graph.py` puts all derived
fields of a snapshot in order and knows what each change reaches. Writing is the door's: `records/derived/`.
"""
