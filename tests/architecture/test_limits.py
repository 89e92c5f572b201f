"""Sizes and names: a file is read in one sitting, a folder is seen at a glance, a name says what it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT, files, is_migration, is_test, shown, text, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 80
MOST_METHODS = 15
MOST_ENTRIES = 24
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager", "managers", "extras", "base2"}
AUTOMATIC_NAME = re.compile(r"^\d{4}_(auto_\d|initial$|alter_\w+_and_more)")


def all_python() -> tuple[Path, ...]:
    """Return every Python file of the project that people tend."""
    everywhere = (PACKAGE, ROOT / "tests", ROOT / "scripts", ROOT / "bench")
    return tuple(path for folder in everywhere for path in files("*.py", under=folder) if not is_migration(path))


def test_files_are_short() -> None:
    scripts = files("*.ts", under=ROOT / "frontend" / "src")
    too_long = [
        f"{shown(path)}: {lines} lines"
        for path in (*all_python(), *scripts)
        if (lines := len(text(path).splitlines())) > LONGEST_FILE
    ]
    assert not too_long, f"split by verb, one file each (at most {LONGEST_FILE} lines):\n" + "\n".join(too_long)


def test_functions_are_short() -> None:
    too_long = [
        f"{shown(path)}:{node.lineno} {node.name}: {lines} lines"
        for path in all_python()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not too_long, f"a function does one thing (at most {LONGEST_FUNCTION} lines):\n" + "\n".join(too_long)


def test_classes_have_few_public_methods() -> None:
    too_many = [
        f"{shown(path)}:{node.lineno} {node.name}: {count} public methods"
        for path in all_python()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and (count := public_methods(node)) > MOST_METHODS
    ]
    assert not too_many, f"a class has at most {MOST_METHODS} public methods:\n" + "\n".join(too_many)


def public_methods(node: ast.ClassDef) -> int:
    """Return how many methods of the class are for others."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return sum(isinstance(member, kinds) and not member.name.startswith("_") for member in node.body)


def test_templates_are_short() -> None:
    too_long = [
        f"{shown(path)}: {lines} lines"
        for path in files("*.html")
        if (lines := len(text(path).splitlines())) > LONGEST_TEMPLATE
    ]
    assert not too_long, f"a template has at most {LONGEST_TEMPLATE} lines:\n" + "\n".join(too_long)


def folders() -> Iterator[Path]:
    """Yield our folders with code."""
    for base in (PACKAGE, ROOT / "tests", ROOT / "frontend" / "src"):
        yield from {path.parent for path in files("*", under=base)}


def test_folders_are_seen_at_a_glance() -> None:
    crowded = []
    for folder in folders():
        if folder.name in {"migrations", "parts"}:
            continue
        entries = [entry for entry in folder.iterdir() if entry.name != "__pycache__"]
        if len(entries) > MOST_ENTRIES:
            crowded.append(f"{shown(folder)}: {len(entries)} entries")
    assert not crowded, f"a folder has at most {MOST_ENTRIES} entries:\n" + "\n".join(sorted(crowded))


def test_nothing_is_named_like_a_drawer() -> None:
    bad = [shown(path) for path in all_python() if DRAWERS & {*path.relative_to(ROOT).parts[:-1], path.stem}]
    assert not bad, "a name says what is inside:\n" + "\n".join(bad)


def test_migrations_have_names() -> None:
    bad = [
        shown(path)
        for path in files("[0-9]*.py")
        if is_migration(path) and AUTOMATIC_NAME.match(path.stem) and not is_test(path)
    ]
    assert not bad, "name a migration by what it does, 0007_add_deadline_to_task:\n" + "\n".join(bad)


def test_lock_files_name_no_registry() -> None:
    addresses = {
        "requirements/*.txt": r"://|^\s*-(i|f)\b|--(extra-)?index-url",
        "frontend/package-lock.json": r'"resolved"',
    }
    bad = [
        f"{shown(path)}:{number}"
        for pattern, address in addresses.items()
        for path in ROOT.glob(pattern)
        for number, line in enumerate(text(path).splitlines(), 1)
        if re.search(address, line) and not line.startswith("#")
    ]
    assert not bad, "lock files say what, not where from:\n" + "\n".join(bad[:20])
