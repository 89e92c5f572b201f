"""Roles in the designer: the matrix of sections and operations, rights in one section, who would see what.

A role goes into the draft like everything else; who may change roles (`Tool.ROLES`) need not be who shapes sections.
Begin with `views.py`; `role_input.py` turns the forms into the body, `seeing.py` looks through somebody's eyes.
"""
