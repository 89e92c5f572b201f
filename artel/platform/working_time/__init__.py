"""Working time: when a company works, and how much of that lies between two moments.

Begin with `hours.py`: pure arithmetic over one calendar. `calendars.py` says whose calendar holds.
"""
