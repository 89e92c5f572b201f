"""The window to pick products in: several criteria at once, each with its counts, and quantities for many products.

`criteria.py` reads the address, `finding.py` asks the database, `screen.py` shows, `adding.py` writes the lines.
"""
