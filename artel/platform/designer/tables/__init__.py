"""Values of a lookup from somebody's table: a file of Excel or CSV, its columns chosen, what comes of it shown first.

`input.py` turns the file and the choice into a table of values, `form.py` shows both, `views.py` keeps it in the draft.
"""
