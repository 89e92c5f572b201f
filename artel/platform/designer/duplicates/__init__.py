"""Rules of duplicates in the designer: the list of a section, one rule with a try-out on the company's own records.

Begin with `views.py`; `rule_input.py` turns the form into the body. What a rule means is told in `platform/duplicates`.
"""
