"""An import at work: `session.py` opens it, `engine.py` checks and loads, `writing.py` and `undoing.py` do and undo."""
