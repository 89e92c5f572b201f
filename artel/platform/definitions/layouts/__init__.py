"""Layouts of sections: `bodies.py` is how they are written, `building.py` what a section carries, `checking.py` what is
wrong with them.
"""
