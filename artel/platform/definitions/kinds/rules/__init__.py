"""What a rule of automation is: its body (`bodies.py`) and what must fit in it (`checking.py`).

How rules act is told in `artel.platform.automation`.
"""
