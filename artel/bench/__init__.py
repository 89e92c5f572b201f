"""`artel bench`: how fast the product is on a base of a big company, measured against a server that really runs.

Start with `commands`: it builds a scratch database (`scratch`, `filling`), starts the product on it (`serving`), asks
it as one client and as eight (`scenarios`, `loading`), loads a file (`importing`) and prints a table (`report`).
"""
