"""The words of several packs about one thing, joined: who stands on whom (`standing`), what comes out (`joining`).

The pure part, one body and its amendments, is `definitions/overlays/amending.py`.
"""
