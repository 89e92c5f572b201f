"""`python -m artel` is the `artel` command."""

import sys

from artel.cli import main

if __name__ == "__main__":
    sys.exit(main())
