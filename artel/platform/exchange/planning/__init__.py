"""From rows of a file to plans: cells read (`values.py`), records named (`plans.py`), doubles found (`matching.py`)."""
