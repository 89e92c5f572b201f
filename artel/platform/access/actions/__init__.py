"""The verbs of access: `users.py`, `teams.py`, `passwords.py`. Screens and the command line call the same ones."""
