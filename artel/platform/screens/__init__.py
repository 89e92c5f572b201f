"""The generic screens of any section: list, board, card, form, trash, merge, and the shell around them.

A screen is made of a SectionSpec and never asks where a field comes from. Start reading at `place.py` (where a
request stands), then `opening` (what an address means), `reading` (how records are read), `display.py` (how values are
shown), and the folder of a screen: `lists`, `boards`, `cards`, `forms`, `trash`. Buttons of features are registered in
`actions.py`. Every read starts from `visible_to`, every write goes through the door.
"""
