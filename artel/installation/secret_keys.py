"""Keys that an installation makes for itself once and keeps in `<data>/secret`, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def signing_key(data: Path) -> str:
    """Return the key that signs sessions and links."""
    return _kept(data, "signing.key", secrets.token_urlsafe(50))


def encryption_keys(data: Path) -> tuple[str, ...]:
    """Return the Fernet keys of secrets at rest, one per line of the file, the newest first."""
    return tuple(_kept(data, "encryption.keys", Fernet.generate_key().decode()).split())


def _kept(data: Path, name: str, fresh: str) -> str:
    """Return the file's text; write `fresh` first when there is none yet. Safe when two processes start at once."""
    folder = data.resolve() / "secret"
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(fresh + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
