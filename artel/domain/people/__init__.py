"""Whom we deal with: accounts (companies and persons), contacts, the ties between them, ways to reach them.

Words: account, contact, affiliation (a contact's place at an account), identity (a phone, an e-mail, a
messenger). Start at `models.py`; what follows by itself from a change is in `rules.py` and `subscribers.py`.
"""
