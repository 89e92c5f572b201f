"""Which column is which field: words of headers, the look of values, and what features know of their own.

`recognise.py` proposes, `describing.py` makes a first map of the proposals; features declare words in
`vocabulary.py` and readings of cells in `readings.py`.
"""
