"""Projects: work planned as a whole, as tasks that wait for one another, and measured against what really happened.

Words: template (phases and tasks as a definition), link (a task begins when another ends), plan (dates by working
calendars), fact (what people entered), forecast (where the fact leads). Begin at `models.py`; the arithmetic is in
`planning.py`, the verbs in `starting.py`, `following.py` and `replanning.py`.
"""
