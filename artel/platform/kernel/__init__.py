"""Values that every room uses: Actor, errors, problems, Registry, events, labels, text.

Plain Python: no model, no query, no HTTP. Start reading at `actor.py` and `errors.py`.
"""
