"""What a person is told: in the product, by letter, and the live hint to open pages to ask again.

`telling.py` writes notifications, `live.py` streams hints (never data), `views.py` shows the list.
"""
