"""Our own lint rules as data: what is looked for, where, why, and a bad and a good sample of each."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tests.architecture.tree import files, tree

WRITING = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete",
}  # fmt: skip
READING_RECORDS = {"visible_to", "model_of"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `finds` gives the lines of a text that break it; `where` and `except_in` are parts of paths."""

    name: str
    why: str
    suffix: str
    finds: Callable[[str], Iterator[int]]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    where: tuple[str, ...] = ("artel/",)
    except_in: tuple[str, ...] = ()

    def applies(self, path: str) -> bool:
        """Tell whether the rule holds for the file of that path from the project's root."""
        is_inside = path.startswith(self.where) and path.endswith(self.suffix)
        return is_inside and not any(part in path for part in (*self.except_in, "/tests/", "/migrations/"))


def lines_with(pattern: str) -> Callable[[str], Iterator[int]]:
    """Return a finder of the lines where the pattern occurs."""
    expression = re.compile(pattern)

    def find(source: str) -> Iterator[int]:
        for number, line in enumerate(source.splitlines(), 1):
            if expression.search(line):
                yield number

    return find


def chain(node: ast.expr) -> list[str]:
    """Return the names of `a.b(c).d` from the left: attributes and calls alike."""
    if isinstance(node, ast.Attribute):
        return [*chain(node.value), node.attr]
    if isinstance(node, ast.Call):
        return chain(node.func)
    return [node.id] if isinstance(node, ast.Name) else []


@cache
def record_models() -> frozenset[str]:
    """Return the names of the trades' models that are records; what a trade keeps for itself is not."""
    classes = [node for path in files("models*.py") for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]
    found = {"RecordModel"}
    for _ in range(3):
        found |= {
            node.name for node in classes if any(chain(base)[-1:] and chain(base)[-1] in found for base in node.bases)
        }
    return frozenset(found)


def writes_past_the_door(source: str) -> Iterator[int]:
    """Find `Deal.objects….update()` and the like, and `deal.save()`: only the door writes records."""
    instances = {name.lower() for name in record_models()} | {"record", "row", "instance"}
    for node in ast.walk(ast.parse(source)):
        names = chain(node.func) if isinstance(node, ast.Call) else []
        is_query = names[1:2] == ["objects"] and names[0] in record_models() and names[-1] in WRITING
        is_instance = len(names) == 2 and names[0] in instances and names[1] in {"save", "asave", "delete", "adelete"}
        if names and (is_query or is_instance or (names[-1] in WRITING and READING_RECORDS & set(names[:-1]))):
            yield node.lineno


def writes_what_was_read(source: str) -> Iterator[int]:
    """Find `visible_to(…).update()`: generic code that writes the records it has read."""
    for node in ast.walk(ast.parse(source)):
        names = chain(node.func) if isinstance(node, ast.Call) else []
        if names and names[-1] in WRITING and READING_RECORDS & set(names[:-1]):
            yield node.lineno


def translates_at_import(source: str) -> Iterator[int]:
    """Find `gettext()` where a module is loaded: it would speak the language of whoever came first."""
    module = ast.parse(source)
    eager = {
        alias.asname or alias.name
        for node in module.body
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }
    pending: list[ast.AST] = list(module.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in eager:
            yield node.lineno
        pending.extend(ast.iter_child_nodes(node))


RULES = (
    Rule(
        name="the door is the only writer of the trades' records",
        why="A write past artel.platform.records is not checked, not kept in history and tells nobody.",
        suffix=".py",
        where=("artel/domain/", "artel/connectors/"),
        finds=writes_past_the_door,
        bad=("Deal.objects.create(name='x')", "Deal.objects.filter(id=1).update(name='x')", "deal.save()"),
        good=("door.change('deals', 1, {'name': 'x'}, actor=actor)", "values.update(name='x')", "Own.objects.create()"),
    ),
    Rule(
        name="generic code writes through the door",
        why="A write past artel.platform.records is not checked, not kept in history and tells nobody.",
        suffix=".py",
        where=("artel/platform/",),
        except_in=("artel/platform/records/", "artel/platform/schema/"),
        finds=writes_what_was_read,
        bad=("visible_to(actor, spec).filter(id=1).update(name='x')", "model_of(spec).objects.create(name='x')"),
        good=("visible_to(actor, spec).filter(id=1).values('id')", "Mapping.objects.create(name='x')"),
    ),
    Rule(
        name="nobody asks whether something is custom",
        why="Built-in and custom sections are one value, SectionSpec; a question splits every consumer in two.",
        suffix=".py",
        where=("artel/platform/", "artel/domain/"),
        except_in=tuple(f"artel/platform/{room}/" for room in ("schema", "sections", "definitions", "records")),
        finds=lines_with(r"\bis_(custom|builtin|built_in|runtime|static_section)\b|\.startswith\(['\"]x_"),
        bad=("if spec.is_custom:", "if field.key.startswith('x_'):"),
        good=("if spec.is_hidden:",),
    ),
    Rule(
        name="no text is trusted as HTML",
        why="format_html escapes what it is given.",
        suffix=".py",
        finds=lines_with(r"\bmark_safe\b|\bSafe(String|Text)\((?![\"'])"),
        # JSON in a <script> of data, which HTML's escaping would spoil; and the joining of what is escaped already,
        # done by hand where a list page passes thousands of times.
        except_in=tuple(f"artel/platform/ui/{name}.py" for name in ("templatetags/ui", "component", "table")),
        bad=("return mark_safe(text)", "return SafeString(text)", "return SafeString(f'<b>{text}</b>')"),
        good=("return format_html('<b>{}</b>', text)", "EMPTY = SafeString('')"),
    ),
    Rule(
        name="no text of a template is trusted as HTML",
        why="What is escaped once, where it is made, needs no |safe.",
        suffix=".html",
        finds=lines_with(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off"),
        bad=("{{ text|safe }}", "{% autoescape off %}"),
        good=("{{ text }}",),
    ),
    Rule(
        name="links lead somewhere",
        why='`href="#"` is a button that says it is a link; it breaks new tabs, history and screen readers.',
        suffix="",
        where=("artel/", "frontend/src/"),
        except_in=(".po", "/static/", "/static_root/", ".mo", ".pyc"),
        finds=lines_with(r"href=[\"']#[\"']"),
        bad=('<a href="#" class="x">',),
        good=('<a href="#content">', '<button type="button">'),
    ),
    Rule(
        name="pages carry no inline code and no inline style",
        why="The content security policy refuses them in the browser.",
        suffix=".html",
        except_in=("/print/", "/mail/", "/letters/"),
        finds=lines_with(
            r"<script(?![^>]*\b(src|type=\"application/json\"))[^>]*>|\son[a-z]+=[\"']|\sstyle=[\"']|javascript:"
        ),
        bad=("<script>go()</script>", '<a onclick="go()">', '<b style="color: red">'),
        good=('<script src="/static/app.js" defer></script>', '<b class="is-red" data-width="4">'),
    ),
    Rule(
        name="htmx attributes stand on their element",
        why="Inheritance is gone in the next htmx, and a reader does not see it in this one.",
        suffix=".html",
        finds=lines_with(r"\bhx-(inherit|disinherit|vars|params|ext|on)\b|hx-on[:-]"),
        bad=('<div hx-inherit="*">', '<a hx-on:click="x">'),
        good=('<a href="/deals" hx-get="/deals">',),
    ),
    Rule(
        name="an included template gets what it is given and nothing else",
        why="Without `only` it reads whatever its caller happens to have.",
        suffix=".html",
        finds=lines_with(r"\{%\s*include\s(?!.*\bonly\b)"),
        bad=('{% include "ui/button.html" %}', '{% include "ui/button.html" with label="x" %}'),
        good=('{% include "ui/button.html" with label="x" only %}',),
    ),
    Rule(
        name="module-level texts are lazy",
        why="gettext at import speaks the language of whoever came first.",
        suffix=".py",
        finds=translates_at_import,
        bad=("from django.utils.translation import gettext\nTITLE = gettext('Deals')",),
        good=(
            "from django.utils.translation import gettext_lazy as _\nTITLE = _('Deals')",
            "from django.utils.translation import gettext\ndef title():\n    return gettext('Deals')",
        ),
    ),
)
