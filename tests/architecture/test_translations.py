"""No text of the interface is left in English for a Russian: every message of code and templates is in the catalogue.

Messages are extracted as Django does it, without GNU gettext: Python through Babel, templates through Django's own
parser, so that what is compared is what is looked up at run time.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from babel.messages.extract import extract
from django.template import Context, Template, engines
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from tests.architecture.tree import ROOT, files, is_test, shown, text

RUSSIAN = ROOT / "artel" / "locale" / "ru"
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CONSTANT = re.compile(r"""_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)""")
Key = tuple[str | None, str]


def compiler() -> ModuleType:
    """Return `scripts/compile_messages.py`, which merges the parts of the catalogue."""
    spec = importlib.util.spec_from_file_location("compile_messages", ROOT / "scripts" / "compile_messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def in_python(path: Path) -> Iterator[Key]:
    """Yield (context, message) of a Python file."""
    if "translation import" not in text(path):
        return
    with path.open("rb") as file:
        for _line, message, _comments, context in extract("python", file, keywords=KEYWORDS, options={}):
            yield context, message[0] if isinstance(message, tuple) else message


def in_template(path: Path) -> Iterator[Key]:
    """Yield (context, message) of a template; raises what Django raises when it does not compile."""
    template: Template = engines["django"].from_string(text(path)).template
    for node in nodes(template.nodelist):
        if isinstance(node, TranslateNode):
            message = node.filter_expression.var.literal or node.filter_expression.var.var
            yield resolved(node.message_context), str(message)
        elif isinstance(node, BlockTranslateNode):
            yield resolved(node.message_context), node.render_token_list(node.singular)[0]
    for constant in CONSTANT.findall(text(path)):
        yield None, ast.literal_eval(constant)


def resolved(context: object) -> str | None:
    """Return the context of a message, if it has one."""
    return str(context.resolve(Context())) if context is not None and hasattr(context, "resolve") else None


def nodes(nodelist: NodeList | list[Node]) -> Iterator[Node]:
    """Yield every node below, those of partials too."""
    for node in nodelist:
        yield node
        for name in {*getattr(node, "child_nodelists", ()), "nodelist"}:
            child = getattr(node, name, None)
            if isinstance(child, NodeList):
                yield from nodes(child)


def used() -> Iterator[tuple[Path, Key]]:
    """Yield every message of the product with the file it stands in."""
    for path in files("*.py"):
        if not is_test(path):
            yield from ((path, key) for key in in_python(path))
    for path in files("*.html"):
        yield from ((path, key) for key in in_template(path))


def test_every_text_is_translated() -> None:
    catalogue, _problems = compiler().merge(RUSSIAN)
    known = {(message.context, ids(message.id)) for message in catalogue if message.id and translated(message.string)}
    missing = sorted({f"{shown(path)}: {key[1]!r}" for path, key in used() if key[1] and key not in known})
    assert not missing, f"{len(missing)} texts lack Russian (artel/locale/ru/parts):\n" + "\n".join(missing)


def test_the_parts_of_the_catalogue_agree() -> None:
    _catalogue, problems = compiler().merge(RUSSIAN)
    assert not problems, "\n".join(problems)


def test_plurals_have_the_three_russian_forms() -> None:
    catalogue, _problems = compiler().merge(RUSSIAN)
    bad = [
        message.id[0] for message in catalogue if message.pluralizable and len(list(filter(None, message.string))) != 3
    ]
    assert not bad, f"«1 запись, 2 записи, 5 записей»: {bad}"


def test_placeholders_survive_translation() -> None:
    catalogue, _problems = compiler().merge(RUSSIAN)
    named = re.compile(r"%\((\w+)\)s|(?<!\{)\{(\w+)\}(?!\})")
    bad = []
    for message in catalogue:
        source = message.id if isinstance(message.id, str) else message.id[-1]
        for translation in (message.string,) if isinstance(message.string, str) else message.string:
            wanted, found = set(named.findall(source)), set(named.findall(translation))
            # A plural's first form may leave the number out.
            if wanted != found and not (message.pluralizable and found < wanted):
                bad.append(f"{source!r} → {translation!r}")
    assert not bad, "\n".join(bad)


def test_english_is_quoted_as_english() -> None:
    catalogue, _problems = compiler().merge(RUSSIAN)
    foreign = [message.id for message in catalogue if re.search("[«»]", str(message.id))]
    assert not foreign, f"“quotes” of English texts, not «quotes»: {foreign}"


def ids(message_id: str | tuple[str, ...]) -> str:
    """Return the message's singular, by which it is looked up."""
    return message_id if isinstance(message_id, str) else message_id[0]


def translated(string: str | tuple[str, ...]) -> bool:
    """Tell whether every form is there."""
    return bool(string) if isinstance(string, str) else bool(string) and all(string)
