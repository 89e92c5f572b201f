"""Where packs lie: `solutions/` shipped with the product, found by name, or any folder, found by path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_lazy as _

import artel
from artel.platform.kernel.errors import NotFound

NAME = re.compile(r"^[a-z][a-z0-9_-]{0,47}$")
MANIFEST = "pack.yaml"

_PACKAGE = Path(artel.__file__).resolve().parent
SHIPPED = (_PACKAGE / "solutions", _PACKAGE.parent / "solutions")
"""Inside the package where it is installed from a wheel, beside it in a checkout."""


class PackNotFound(NotFound):
    """No pack has this name, or the folder holds none."""

    code = "pack_not_found"


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with the product, in order."""
    found = {p.parent.name for root in SHIPPED if root.is_dir() for p in root.glob(f"*/{MANIFEST}")}
    return tuple(sorted(found))


def shipped_pack(name: str) -> Path:
    """Return the folder of a shipped pack; raises PackNotFound. A name is a word, never a path."""
    if NAME.match(name):
        for root in SHIPPED:
            if (root / name / MANIFEST).is_file():
                return root / name
    known = ", ".join(shipped_packs()) or "-"
    raise PackNotFound(_("There is no pack “%(name)s”; there are: %(known)s.") % {"name": name, "known": known})


def find_pack(name_or_folder: str, *, beside: Iterable[Path] = ()) -> Path:
    """Return the folder of a pack given by name or by path; raises PackNotFound.

    A word is looked for among `beside` (packs next to the one that requires it), then among the shipped ones;
    anything with a separator, or that begins with a dot, is a path.
    """
    if NAME.match(name_or_folder):
        for folder in beside:
            if (folder / name_or_folder / MANIFEST).is_file():
                return folder / name_or_folder
        return shipped_pack(name_or_folder)
    folder = Path(name_or_folder).expanduser()
    if (folder / MANIFEST).is_file():
        return folder.resolve()
    raise PackNotFound(_("“%(folder)s” is no pack: it holds no %(file)s.") % {"folder": folder, "file": MANIFEST})
