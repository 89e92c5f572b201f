"""Compiles `artel/locale/<language>/parts/*.po` into the one catalogue that Django reads, without GNU gettext.

A part is a plain fragment by topic, so that two people who add texts do not touch the same file. A message that
two parts translate differently is an error.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parent.parent / "artel" / "locale"
# Django looks plural forms up by the header; CLDR's rule for Russian has a fourth form for fractions, gettext's three.
PLURAL_FORMS = {
    "ru": (3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)"),
    "en": (2, "(n != 1)"),
}


def main() -> int:
    """Compile every language; 1 when parts contradict each other or cannot be read."""
    problems: list[str] = []
    for folder in sorted(path for path in LOCALE.iterdir() if (path / "parts").is_dir()):
        catalogue, found = merge(folder)
        problems += found
        target = folder / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalogue)
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


def merge(folder: Path) -> tuple[Catalog, list[str]]:
    """Return one catalogue of all parts of a language's folder, and what is wrong with them."""
    merged = Catalog(locale=folder.name, charset="utf-8")
    # Babel knows no other way to state the rule that the header should carry.
    merged._num_plurals, merged._plural_expr = PLURAL_FORMS[folder.name]
    problems: list[str] = []
    for part in sorted((folder / "parts").glob("*.po")):
        try:
            with part.open("rb") as file:
                messages = read_po(file, locale=folder.name, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            problems.append(f"{part}: {error}")
            continue
        for message in messages:
            problems += add(merged, message, part)
    return merged, problems


def add(merged: Catalog, message: Message, part: Path) -> list[str]:
    """Add one message of a part; return why it was refused."""
    if not message.id or not message.string:
        return []
    there = merged.get(message.id, message.context)
    if there and there.string and there.string != message.string:
        return [f"{part}: {message.id!r} is translated as {there.string!r} elsewhere, here as {message.string!r}"]
    merged.add(message.id, message.string, context=message.context, flags=message.flags)
    return []


if __name__ == "__main__":
    sys.exit(main())
