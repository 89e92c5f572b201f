"""What pages are made of: frozen Python objects with a tiny template each, and the frame around them.

A screen builds a tree of components (`Table`, `Button`, `Field`, …), a template prints it with `{{ component }}`.
Atoms that occur hundreds of times on a page (`Pill`, `Due`, cells, board cards) are written by Python directly.
Start with `component`, then look at `/dev/ui/`: every component stands there with examples from `stories`.
"""
