"""Conditions: OData `$filter` text, checked against sections and compiled to a Django `Q`.

Views, filters, access policies, gates and rules all state conditions as this one text. `parsing.parse` makes an
expression, `checking.check` lists what is wrong with it, `compiling.compile_condition` makes the `Q`,
`rendering.render` writes an expression canonically, `filter_model` is the filter builder's form of it.
Between text and `Q` stands `binding`: names resolved (`names.py`), types known (`kinds.py`, `functions.py`).
"""
