"""What a person does with the mouse in the browser: gestures, and on top of them the words of the designer.

Typing is only for inputs of text; all else is pressed, dragged or chosen from a list. Begin with `windows.py` (a window
of somebody's own) and `shaping.py` (a definition made by hand).
"""
