"""`make setup` on machines that lack something: it says exactly what, never a traceback, and goes no further.

The script itself is run, on a machine made of a folder of programs. What it does on a bare Debian is tried by
`scripts/bare_machine.sh` (it needs root, debootstrap and some minutes).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

APT = "#!/bin/sh\n"
OFFERS = '#!/bin/sh\necho "nodejs:"\necho "  Candidate: {version}"\n'
NODE = '#!/bin/sh\necho "{version}"\n'
Machine = Callable[..., "subprocess.CompletedProcess[str]"]
SUDO = "" if os.geteuid() == 0 else "sudo "
"""Root is not told to become root; apt has been tried for him, and here installs nothing."""


@pytest.fixture
def set_up(tmp_path: Path) -> Machine:
    """Return what runs set-up in a fresh clone on a machine that has these programs and nothing else."""

    def run(
        *words: str, is_venv_there: bool = True, is_venv_in_the_way: bool = False, **programs: str
    ) -> subprocess.CompletedProcess[str]:
        clone, there, bin_ = tmp_path / "clone", tmp_path / "python", tmp_path / "bin"
        shutil.copytree(ROOT / "scripts", clone / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        (clone / "frontend").mkdir()
        there.mkdir()
        if not is_venv_there:
            (there / "ensurepip.py").write_text("raise ImportError('Debian keeps it in python3-venv')\n")
        bin_.mkdir()
        for name, text in programs.items():
            (bin_ / name.replace("_", "-")).write_text(text)
            (bin_ / name.replace("_", "-")).chmod(0o755)
        if is_venv_in_the_way:
            (clone / ".venv").write_text("a file, not a folder")
        return subprocess.run(
            [sys.executable, str(clone / "scripts" / "set_up.py"), *words],
            env={"PATH": str(bin_), "PYTHONPATH": str(there), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_missing_package_is_named_with_the_command_that_installs_it(set_up: Machine) -> None:
    said = set_up(is_venv_there=False, apt_get=APT, node=NODE.format(version="v22.12.0"), npm=APT)
    assert said.returncode == 1
    own = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert said.stderr.endswith(f"setup: please install: {SUDO}apt-get install -y {own}\n")


def test_a_browser_is_asked_for_by_the_tests_alone(set_up: Machine) -> None:
    node = {"node": NODE.format(version="v22.12.0"), "npm": APT}
    said = set_up("--browser", apt_get=APT, **node)
    assert said.returncode == 1
    assert said.stderr.endswith(f"setup: please install: {SUDO}apt-get install -y chromium\n")


def test_the_browser_without_windows_is_taken_where_apt_has_it(set_up: Machine) -> None:
    node = {"node": NODE.format(version="v22.12.0"), "npm": APT}
    said = set_up("--browser", apt_get=APT, apt_cache=OFFERS.format(version="156.0.8078.79-1"), **node)
    assert said.stderr.endswith(f"{SUDO}apt-get install -y chromium-headless-shell\n")


def test_a_node_that_apt_has_is_asked_of_apt(set_up: Machine) -> None:
    said = set_up(apt_get=APT, apt_cache=OFFERS.format(version="22.14.0+dfsg-1"))
    assert f"{SUDO}apt-get install -y nodejs npm" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("node", [{}, {"node": NODE.format(version="v18.20.4"), "npm": APT}])
def test_a_node_that_apt_has_not_is_asked_of_its_makers(set_up: Machine, node: dict[str, str]) -> None:
    said = set_up(apt_get=APT, apt_cache=OFFERS.format(version="18.20.4+dfsg-1"), **node)
    assert said.returncode == 1
    assert "Node 20.19 or newer with npm is needed" in said.stderr
    assert "have 18.20: take it from https://nodejs.org" in said.stderr
    assert "apt-get install" not in said.stderr


def test_a_machine_without_apt_is_told_the_names(set_up: Machine) -> None:
    said = set_up(is_venv_there=False)
    assert said.returncode == 1
    assert "please install (the names are Debian's)" in said.stderr


def test_a_folder_that_cannot_be_written_is_told_without_a_traceback(set_up: Machine) -> None:
    said = set_up(node=NODE.format(version="v22.12.0"), npm=APT, is_venv_in_the_way=True)
    assert said.returncode == 1
    assert ".venv" in said.stderr
    assert "Traceback" not in said.stderr
