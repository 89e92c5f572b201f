"""`make setup`: everything a fresh clone needs, inside the clone; quick when nothing changed.

Runs on the machine's own Python with nothing installed. Each step keeps the hash of what it was made from in
`.setup/`, and is done again only when that changes. System packages are installed when we are root on Debian or
Ubuntu; otherwise the exact command is printed. `--browser` asks for a browser too (`make test`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / ".setup"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
LOWEST_PYTHON = (3, 11)
LOWEST_NODE = (20, 19)
APT_LISTS = Path("/var/lib/apt/lists")
Version = tuple[int, int]
LEAN_BROWSER = "chromium-headless-shell"
"""Chromium without windows: it needs a fifth less of the processor. Not every system has it."""
BROWSERS = (LEAN_BROWSER, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Do what is not done yet."""
    if sys.version_info < LOWEST_PYTHON:
        return refuse(
            f"Python {'.'.join(map(str, LOWEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}"
        )
    try:
        if not system_packages(is_browser_needed="--browser" in sys.argv[1:]):
            return 1
        packages_of_python()
        packages_of_node()
        front_end()
        translations()
    except subprocess.CalledProcessError as error:
        return refuse(f"this step failed: {' '.join(map(str, error.cmd))}")
    except OSError as error:
        return refuse(f"{error.strerror or error}: {error.filename or ROOT}")
    except KeyboardInterrupt:
        return refuse("stopped; the next `make setup` goes on from here")
    return 0


def system_packages(*, is_browser_needed: bool) -> bool:
    """Install what is missing, or say what to install. False when set-up cannot go on."""
    is_ours_to_install = os.geteuid() == 0 and bool(shutil.which("apt-get"))
    missing = missing_packages(is_browser_needed=is_browser_needed)
    if missing and is_ours_to_install:
        say(f"installing {', '.join(missing)}")
        install(missing)
        missing = missing_packages(is_browser_needed=is_browser_needed)
    if missing and shutil.which("apt-get"):
        say(f"please install: {'' if is_ours_to_install else 'sudo '}apt-get install -y {' '.join(missing)}")
    elif missing:
        say(f"please install (the names are Debian's): {' '.join(missing)}")
    return is_node_fit() and not missing


def missing_packages(*, is_browser_needed: bool) -> list[str]:
    """Return the names of Debian's packages that set-up lacks; Node only if Debian's own is new enough."""
    missing = []
    if not is_node_fit(is_quiet=True) and node_offered() >= LOWEST_NODE:
        missing += ["nodejs", "npm"]
    if not has_ensurepip():
        missing.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if is_browser_needed and not any(shutil.which(name) for name in BROWSERS):
        missing.append(LEAN_BROWSER if offered(LEAN_BROWSER) != (0, 0) else "chromium")
    return missing


def install(packages: list[str]) -> None:
    """Install packages of Debian's; what apt says is shown when it fails."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], env=quiet, check=False)
    done = run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], env=quiet, check=False)
    if done.returncode:
        print(done.stdout, file=sys.stderr)


def is_node_fit(*, is_quiet: bool = False) -> bool:
    """Tell whether Node and npm are there and new enough; says what is wrong and where to get them."""
    found = node_version() if shutil.which("node") and shutil.which("npm") else None
    is_fit = found is not None and found >= LOWEST_NODE
    if not is_fit and not is_quiet:
        here = f"this one is {written(found)}" if found else "there is none, or no npm beside it"
        say(f"Node {written(LOWEST_NODE)} or newer with npm is needed; {here}")
        if node_offered() < LOWEST_NODE:
            own = f"the packages of this system have {written(node_offered())}" if node_offered() != (0, 0) else ""
            say(f"{own or 'the packages of this system have none'}: take it from https://nodejs.org/en/download")
    return is_fit


def node_offered() -> Version:
    """Return the version of Node that apt would install, (0, 0) when it has none."""
    return offered("nodejs")


def offered(package: str) -> Version:
    """Return the version of a package that apt would install, (0, 0) when it has none."""
    if not shutil.which("apt-cache"):
        return (0, 0)
    if os.geteuid() == 0 and shutil.which("apt-get") and not any(APT_LISTS.glob("*_Packages*")):
        run(["apt-get", "update", "-qq"], check=False)
    said = run(["apt-cache", "policy", package], check=False, env={**os.environ, "LC_ALL": "C"}).stdout
    found = re.search(r"Candidate: (?:\d+:)?(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def written(version: Version) -> str:
    """Return a version as people write it."""
    return ".".join(map(str, version))


def packages_of_python() -> None:
    """Make `.venv` and fill it with exactly the pinned packages."""
    lock = ROOT / "requirements" / "dev.txt"
    # One that was left half-made, or whose Python has gone, is made anew.
    if not has_pip():
        say("making .venv")
        venv.create(VENV, with_pip=True, symlinks=True, clear=True)

    def install() -> None:
        run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock])

    step("python packages", install, [lock], [sys.version])

    def install_ourselves() -> None:
        own = ["--no-deps", "--no-build-isolation", "-e", ROOT]
        run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *own])

    step("artel command", install_ourselves, [ROOT / "pyproject.toml"], [sys.version, str(ROOT)])


def packages_of_node() -> None:
    """Install exactly the locked packages of the front end."""

    def install() -> None:
        run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FRONTEND)

    is_there = (FRONTEND / "node_modules").exists()
    step("node packages", install, [FRONTEND / "package-lock.json"], [written(node_version())], is_made=is_there)


def front_end() -> None:
    """Build the front end and collect what the web processes serve."""
    sources = [
        path
        for path in sorted(FRONTEND.rglob("*"))
        if path.is_file() and "node_modules" not in path.parts and not path.name.endswith(".test.ts")
    ]
    sources.append(ROOT / "artel" / "platform" / "ui" / "icons.txt")
    built = ROOT / "artel" / "static" / "artel"
    step("front end", lambda: run(["npm", "run", "--silent", "build"], cwd=FRONTEND), sources, is_made=built.exists())

    def collect() -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "artel.settings.collecting", "ARTEL_DATA": str(STAMPS / "data")}
        command = [PYTHON, "-m", "django", "collectstatic", "--noinput", "--clear", "--ignore=README", "--verbosity=0"]
        run(command, env={**os.environ, **settings})
        keep_readme()

    made = [path for path in sorted((ROOT / "artel").rglob("static/**/*")) if path.is_file()]
    is_collected = (ROOT / "artel" / "static_root" / "staticfiles.json").exists()
    step("static files", collect, [*made, ROOT / "requirements" / "dev.txt"], is_made=is_collected)


def keep_readme() -> None:
    """Put back the one committed file of the folder that collecting has cleared."""
    text = "What `make setup` collects here is served by the web processes and is not committed.\n"
    (ROOT / "artel" / "static_root" / "README").write_text(text, encoding="utf-8")


def translations() -> None:
    """Compile the catalogues."""
    script = ROOT / "scripts" / "compile_messages.py"
    parts = sorted((ROOT / "artel" / "locale").rglob("*.po"))
    folders = {path.parent.parent for path in parts}
    is_made = all((folder / "LC_MESSAGES" / "django.mo").exists() for folder in folders)
    step("translations", lambda: run([PYTHON, script]), [script, *parts], is_made=is_made)


def step(
    name: str,
    work: Callable[[], object],
    files: Iterable[Path],
    words: Iterable[str] = (),
    *,
    is_made: bool = True,
) -> None:
    """Do the work unless it was done from the same files and words before and what it made is still there."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    stamp = STAMPS / name.replace(" ", "-")
    if is_made and stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    say(name)
    work()
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest(), encoding="ascii")


def has_ensurepip() -> bool:
    """Tell whether this Python can make an environment with pip; Debian keeps that in a package of its own."""
    return has_pip() or run([sys.executable, "-c", "import ensurepip"], check=False).returncode == 0


def has_pip() -> bool:
    """Tell whether `.venv` is there and whole."""
    return PYTHON.exists() and any(VENV.glob("lib/python3.*/site-packages/pip/__main__.py"))


def node_version() -> Version:
    """Return the version of Node, (0, 0) when it does not start."""
    found = re.match(r"v(\d+)\.(\d+)", run(["node", "--version"], check=False).stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def run(
    command: Iterable[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a command; what it says is shown only when it fails: standard output belongs to what comes after set-up."""
    words = [str(word) for word in command]
    both = subprocess.STDOUT
    finished = subprocess.run(words, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=both, text=True, check=False)
    if finished.returncode and check:
        print(finished.stdout, file=sys.stderr)
        raise subprocess.CalledProcessError(finished.returncode, words)
    return finished


def say(text: str) -> None:
    """Tell what is being done."""
    print(f"setup: {text}", file=sys.stderr, flush=True)


def refuse(text: str) -> int:
    """Say why set-up cannot go on."""
    say(text)
    return 1


if __name__ == "__main__":
    sys.exit(main())
