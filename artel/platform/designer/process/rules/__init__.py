"""Rules of automation as sentences: when this happens, if that holds, then these actions follow.

A rule on the page is its form and nothing else: whatever is chosen, added or taken out sends the whole form, and the
server draws it anew from what was typed (`form_state.py`), so nothing is lost. Each event is a part of `events.py`,
each action one of `actions.py`; what an action writes into fields is in `values.py`.
"""
