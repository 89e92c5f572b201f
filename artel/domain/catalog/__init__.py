"""What a company sells: products in a tree of categories, price lists, and the window to pick products in.

Words: product, product category, price list, price. Start at `models.py`; the window is in `picker/`, and whose
lines it fills is registered in `lines.py`.
"""
