"""Templates of texts: what a definition says with fields of a record in it, such as the title of a step.

Begin with `templates.py`.
"""
