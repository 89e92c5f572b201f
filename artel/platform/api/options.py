"""Query options: `$filter`, `$select`, `$orderby`, `$top`, `$skip`, `$count`, `$search`, `$expand` with options inside.

As OData 4.01 says: with or without `$`, in any case of letters. An option of OData that is not served is 501, so that
no answer silently means something else; custom options (without `$`, unknown) are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from artel.platform.api.errors import BadRequest, NotSupported

SERVED = frozenset({"filter", "select", "orderby", "top", "skip", "count", "expand", "search", "format", "skiptoken"})
INSIDE = frozenset({"filter", "select", "orderby", "top", "skip", "count", "expand", "search"})
NOT_SERVED = frozenset({"apply", "compute", "deltatoken", "id", "index", "levels", "schemaversion", "root"})
MAX_EXPANDS = 12
MAX_DEPTH = 3
MAX_ORDER = 8
MAX_SKIP = 100_000
PATH = re.compile(r"[A-Za-z_]\w*(/[A-Za-z_]\w*)*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One key of an order: a path, and whether it goes down."""

    path: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for. `select` None means every property; `expand` is by name of the relation."""

    filter: str = ""
    select: tuple[str, ...] | None = None
    orderby: tuple[Order, ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    search: str = ""
    skiptoken: str = ""
    format: str = ""
    expand: Mapping[str, Options] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


def read_options(query: QueryDict) -> Options:
    """Return the options of a request; raises BadRequest or NotSupported with the option as target."""
    given: dict[str, str] = {}
    aliases: dict[str, str] = {}
    for key, values in query.lists():
        if key.startswith("@"):
            aliases[key] = values[-1]
            continue
        name = _known(key)
        if name is None:
            continue
        if len(values) > 1 or name in given:
            raise BadRequest(str(_("The option is given twice.")), target=f"${name}")
        given[name] = values[0]
    counter = [0]
    return replace(_made(given, depth=0, counter=counter), aliases=aliases)


def _known(key: str) -> str | None:
    is_system, name = key.startswith("$"), key.removeprefix("$").lower()
    if name in SERVED:
        return name
    if not is_system:
        return None
    if name in NOT_SERVED:
        raise NotSupported(target=key)
    near = get_close_matches(name, SERVED, n=1)
    hint = str(_("There is no option “%(word)s”.") % {"word": key})
    raise NotSupported(
        f"{hint} {_('Perhaps “%(near)s” is meant.') % {'near': '$' + near[0]}}" if near else hint, target=key
    )


def _made(given: Mapping[str, str], *, depth: int, counter: list[int]) -> Options:
    return Options(
        filter=given.get("filter", ""),
        select=_select(given["select"]) if given.get("select") else None,
        orderby=tuple(_orders(given.get("orderby", ""))),
        top=_number(given, "top") if "top" in given else None,
        skip=_number(given, "skip", most=MAX_SKIP) if "skip" in given else 0,
        count=_boolean(given, "count"),
        search=given.get("search", ""),
        skiptoken=given.get("skiptoken", ""),
        format=given.get("format", ""),
        expand=_expand(given.get("expand", ""), depth=depth + 1, counter=counter),
    )


def _select(text: str) -> tuple[str, ...] | None:
    names = tuple(part.strip() for part in text.split(","))
    if "*" in names:
        return None
    for name in names:
        if not PATH.fullmatch(name):
            raise BadRequest(str(_("“%(word)s” is no name of a property.") % {"word": name}), target="$select")
    return tuple(dict.fromkeys(names))


def _orders(text: str) -> Iterator[Order]:
    if not text.strip():
        return
    parts = text.split(",")
    if len(parts) > MAX_ORDER:
        raise BadRequest(str(_("Too many keys of order.")), target="$orderby")
    for part in parts:
        words = part.split()
        direction = words[1].lower() if len(words) == 2 else "asc"
        if not words or len(words) > 2 or direction not in ("asc", "desc") or not PATH.fullmatch(words[0]):
            message = _("“%(word)s” is no key of order: write “name desc”.") % {"word": part.strip()}
            raise BadRequest(str(message), target="$orderby")
        yield Order(path=words[0], is_descending=direction == "desc")


def _number(given: Mapping[str, str], name: str, *, most: int = 2**31) -> int:
    text = given[name].strip()
    if not text.isascii() or not text.isdigit() or int(text[:12]) > most:
        limit = _("A whole number from 0 to %(most)s is expected.") % {"most": most}
        raise BadRequest(str(limit), target=f"${name}")
    return int(text)


def _boolean(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "false").strip().lower()
    if text not in ("true", "false"):
        raise BadRequest(str(_("“true” or “false” is expected.")), target=f"${name}")
    return text == "true"


def _expand(text: str, *, depth: int, counter: list[int]) -> dict[str, Options]:
    found: dict[str, Options] = {}
    if not text.strip():
        return found
    if depth > MAX_DEPTH:
        raise BadRequest(str(_("Expands go at most %(depth)s deep.") % {"depth": MAX_DEPTH}), target="$expand")
    for item in cut(text, ","):
        counter[0] += 1
        if counter[0] > MAX_EXPANDS:
            raise BadRequest(str(_("At most %(count)s expands.") % {"count": MAX_EXPANDS}), target="$expand")
        name, parenthesis, rest = item.strip().partition("(")
        if parenthesis and not rest.endswith(")"):
            raise BadRequest(str(_("A parenthesis is not closed.")), target="$expand")
        if "/" in name or name == "*":
            raise NotSupported(target=f"$expand={name}")
        if not PATH.fullmatch(name) or name in found:
            raise BadRequest(str(_("“%(word)s” is no name of a relation.") % {"word": name}), target="$expand")
        found[name] = _inner(rest[:-1], depth=depth, counter=counter)
    return found


def _inner(text: str, *, depth: int, counter: list[int]) -> Options:
    given: dict[str, str] = {}
    for part in cut(text, ";") if text.strip() else ():
        key, equals, value = part.strip().partition("=")
        name = _known(key.strip())
        if not equals or name is None or name not in INSIDE:
            raise BadRequest(str(_("“%(word)s” is no option of $expand.") % {"word": key}), target="$expand")
        given[name] = value
    return _made(given, depth=depth, counter=counter)


def cut(text: str, separator: str) -> Sequence[str]:
    """Return the parts between separators that stand outside of parentheses and quotes."""
    parts, start, depth, is_quoted = [], 0, 0, False
    for place, character in enumerate(text):
        if character == "'":
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == separator and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]
