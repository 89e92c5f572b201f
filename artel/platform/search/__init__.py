"""One box over all sections: words in Russian and English, any fragment of a phone, e-mails, numbers, ИНН.

Every record has one row in `search_entry`, written by one statement per batch in the transaction of the
change (`indexing.py`); `searching.py` asks it under the actor's access. No extension is needed: digits are
found by their three-digit grams.
"""
