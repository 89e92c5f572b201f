"""The history of the configuration: revisions, two side by side, the way back; what a pack and the company contest.

Begin with `views.py`. `changes.py` draws changes and their effects; `conflicts.py` lets a person decide what a merge of
three could not.
"""
