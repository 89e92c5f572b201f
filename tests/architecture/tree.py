"""The files of the project as the architecture tests see them: read once, parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "artel"
NOT_OURS = {"node_modules", "__pycache__", "static_root", ".venv", "data"}


@cache
def files(pattern: str, *, under: Path = PACKAGE) -> tuple[Path, ...]:
    """Return our files that match, sorted."""
    found = (path for path in under.rglob(pattern) if path.is_file() and not NOT_OURS & set(path.parts))
    return tuple(sorted(path for path in found if PACKAGE / "static" / "artel" not in path.parents))


@cache
def text(path: Path) -> str:
    """Return what the file says."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed Python file."""
    return ast.parse(text(path), filename=str(path))


def is_test(path: Path) -> bool:
    """Tell whether the file belongs to the tests."""
    return "tests" in path.parts or path.name == "conftest.py" or path.name.startswith("test_")


def is_migration(path: Path) -> bool:
    """Tell whether the file is a migration: made once, never tended."""
    return "migrations" in path.parts


def shown(path: Path) -> str:
    """Return the path from the project's root."""
    return str(path.relative_to(ROOT))
