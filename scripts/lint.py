"""`make lint`: every checker of style, types and architecture, one after another; says at the end which complained."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
CHECKS: dict[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "--quiet", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "mypy": [str(BIN / "mypy")],
    "import-linter": [str(BIN / "lint-imports"), "--no-logo"],
    "djlint": [str(BIN / "djlint"), "artel", "--lint", "--quiet"],
    "front end": ["npm", "--prefix", "frontend", "run", "--silent", "lint"],
}
ARCHITECTURE = [str(BIN / "python"), "-m", "pytest", "-q", "tests/architecture"]


def main() -> int:
    """Run every checker; `--with-architecture` adds the tests that `make test` runs anyway."""
    checks = dict(CHECKS)
    if "--with-architecture" in sys.argv[1:]:
        checks["architecture"] = ARCHITECTURE
    complained = [name for name, command in checks.items() if not passes(name, command)]
    print(f"lint: {', '.join(complained)} complained" if complained else "lint: all is well", file=sys.stderr)
    return 1 if complained else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one checker; what it says is shown only when it complains."""
    started = time.monotonic()
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    is_well = finished.returncode == 0
    print(f"lint: {name:<14} {'ok' if is_well else 'FAILED':<7} {time.monotonic() - started:.1f} s", file=sys.stderr)
    if not is_well:
        print(finished.stdout + finished.stderr, flush=True)
    return is_well


if __name__ == "__main__":
    sys.exit(main())
