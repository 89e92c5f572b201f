"""Every command meets a database that no Artel has ever seen: it does its work, or says in a sentence what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.upgrade.conftest import database

pytestmark = pytest.mark.slow

REFUSED = (
    "worker --until-empty",
    "pack list",
    "pack plan base",
    "pack apply base --yes",
    "pack export new",
    "pack diff 1 2",
    "pack drift",
    "pack remove lifts",
    "recompute deals.amount",
    "token create --user admin --name x",
    "token list --user admin",
    "token revoke --user admin 1",
    "user create ivan --name Иван",
    "user password admin",
    "user unlink admin",
    "import accounts table.csv",
    "export accounts",
)
FINE = {
    "pack schema --out schema": 0,
    "registry": 0,
    "webhook key": 0,
    "backup kept.zip": 0,
    "pack diff base lifts": 2,
    "migrate --check": 2,
    "doctor": 1,
}
"""What needs no tables, or tells by its own status that they are not there."""
NOT_HERE = {"up", "web", "bench", "prepare", "restore"}
"""What goes on for ever, and what makes the tables itself."""

RUN_ALL = """
import contextlib, io, json, sys, traceback
from artel.cli import main

told = {}
for line in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(line.split())
        except SystemExit as leaving:
            status = leaving.code
        except Exception:
            status = traceback.format_exc()
    told[line] = [status, err.getvalue()]
print(json.dumps(told))
"""
LEAVES = """
import argparse, json
from artel.cli import _parser

def leaves(parser, name):
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield name
    for action in below:
        for word, child in action.choices.items():
            yield from leaves(child, f"{name} {word}".strip())

print(json.dumps(list(leaves(_parser([]), ""))))
"""


def run(code: str, *words: str, folder: Path, where: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": where, "DJANGO_SETTINGS_MODULE": "artel.settings"}
    environment["ARTEL_DATA"] = str(folder / "data")
    environment["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True, timeout=300)


def test_each_command_says_what_to_do_on_a_database_that_was_never_migrated(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("Название\nООО «Дом»\n", encoding="utf-8")
    with database() as where:
        known = json.loads(run(LEAVES, folder=tmp_path, where=where).stdout)
        tried = {name for name in known for line in (*REFUSED, *FINE) if f"{line} ".startswith(f"{name} ")}
        assert set(known) - tried == NOT_HERE, "a new command: say above how it meets an empty database"
        done = run(RUN_ALL, json.dumps([*REFUSED, *FINE]), folder=tmp_path, where=where)
    told = json.loads(done.stdout)
    refused = {line: status for line, (status, said) in told.items() if "Run `artel migrate`" in said}
    assert refused == dict.fromkeys(REFUSED, 1)
    assert {line: said for line, (_status, said) in told.items() if "Traceback" in said} == {}
    assert {line: told[line][0] for line in FINE} == FINE
