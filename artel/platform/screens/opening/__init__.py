"""From an address to the records it means: `state.py` (what it says), `tabs.py` (views), `filtering.py` (conditions),
`opened.py` (all of it together), `head.py` (what stands above the records of a list or board).
"""
