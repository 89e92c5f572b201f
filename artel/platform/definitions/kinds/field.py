"""A field added to any section. The document's key is `<section>.<field>`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationError

from artel.platform.definitions.derived_check import derived_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, LabelBody, Labelled, problem
from artel.platform.definitions.kinds.section import PREFIX
from artel.platform.definitions.wording import form_problems
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.kernel.text import KEY
from artel.platform.sections.carrying import fits, handovers, is_writable
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.linked import LINKED, PARENT, chain_above
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

RESERVED = frozenset({"x_id", "x_name", "x_version"})


CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})
NEVER_UNIQUE = frozenset({Kind.CHOICES, Kind.FILES, Kind.LONG_TEXT, Kind.BOOLEAN})
"""Kinds whose equality says nothing: a list, a text of pages, a yes or no."""


class FieldBody(Labelled):
    """`type` and `target` never change after the field is made; the rest may.

    `carry` names, by section, the field that takes the value when a record there is made of this one (a lead's
    account); an empty text keeps it here. A field that it does not name goes to one of its own key.
    """

    type: str
    help: LabelBody = LabelBody()
    required: bool = False
    unique: bool = False
    searchable: bool = False
    indexed: bool = False
    readonly: bool = False
    cascade: bool = False
    default: Any = None
    target: str | None = None
    lookup: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    carry: dict[str, str] = Field(default_factory=dict)


def split_key(key: str) -> tuple[str, str]:
    """Return (section, field) of a document key `deals.x_floors`."""
    section, _dot, name = key.partition(".")
    return section, name


def check(document: Document, body: FieldBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Section, type, options, target, lookup and default all hold."""
    section, name = split_key(document.key)
    if section not in snapshot.sections:
        yield problem(document, "", "unknown_section", _("There is no section “%(key)s”.") % {"key": section})
        return
    if not name.startswith(PREFIX) or not KEY.match(name) or name in RESERVED:
        yield problem(document, "", "bad_key", _("The key of an own field begins with x_ and holds a-z, 0-9 and _."))
    field_type = field_types.find(body.type)
    if field_type is None:
        known = ", ".join(field_types.keys())
        yield problem(
            document,
            "type",
            "unknown_type",
            _("There is no field type “%(type)s”; known are %(known)s.") % {"type": body.type, "known": known},
        )
        return
    try:
        field_type.options(**body.options)
    except ValidationError as error:
        for found in form_problems(error):
            yield problem(document, f"options.{found.path}", "bad_option", found.message)
        return
    target = snapshot.sections.get(body.target or "")
    if field_type.kind is Kind.REFERENCE and (target is None or target.retired):
        yield problem(document, "target", "unknown_section", _("A reference needs a target section that exists."))
    if field_type.kind in CHOSEN and body.lookup not in snapshot.lookups:
        yield problem(document, "lookup", "unknown_lookup", _("A choice needs a lookup that exists."))
    if body.unique and field_type.kind in NEVER_UNIQUE:
        yield problem(document, "unique", "never_unique", _("A field of this type can't be unique."))
    spec = snapshot.sections[section].field(name)
    if spec is not None:
        yield from _carry_problems(document, section, spec, snapshot)
    if spec is not None and spec.derived:
        yield from derived_problems(document, snapshot.sections[section], name, snapshot)
        return
    if body.type == LINKED and spec is not None:
        yield from _linked_problems(document, spec, snapshot.sections[section], snapshot)
    if body.default is not None and spec is not None:
        try:
            field_type.parse(spec, body.default)
        except ValueProblem as refused:
            yield problem(document, "default", refused.code, refused.message)


def _carry_problems(
    document: Document, section: str, field: FieldSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what is wrong with where a value goes when another record is made of this one."""
    handover = handovers.find(section)
    for target, into in field.carry.items():
        path = f"carry.{target}"
        if handover is None or target not in handover.targets:
            message = _("No record of “%(target)s” is made of one of “%(section)s”.")
            yield problem(document, path, "nothing_made", message % {"target": target, "section": section})
            continue
        found = snapshot.sections[target].field(into)
        if into and found is None:
            message = _("There is no field “%(key)s” in this section.")
            yield problem(document, path, "unknown_field", message % {"key": f"{target}.{into}"})
        elif found is not None and not (is_writable(found) and fits(field, found)):
            message = _("“%(into)s” can't hold the values of “%(key)s”.")
            yield problem(document, path, "does_not_fit", message % {"into": f"{target}.{into}", "key": field.key})


MOST_TOLD = 10
"""Values with a parent that is not there: the first few tell enough of a list of thousands."""


def _linked_problems(
    document: Document, field: FieldSpec, section: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    """Yield what is wrong with a linked choice and its list."""
    named = field.options.get(PARENT)
    if not named:
        return
    upper = section.field(str(named))
    path = f"options.{PARENT}"
    if upper is None or upper.type not in (LINKED, "choice"):
        alone = _("“%(key)s” is no choice of this section: only a choice can stand above a linked one.")
        yield problem(document, path, "bad_parent", alone % {"key": named})
        return
    chain = chain_above(section, field)
    last = chain[-1].options.get(PARENT)
    if last and any(f.key == last for f in (field, *chain)):
        circle = " → ".join(f.key for f in (field, *chain))
        message = _("The linked choices stand in a circle: %(circle)s.") % {"circle": f"{circle} → {last}"}
        yield problem(document, path, "cycle", message)
        return
    yield from _strangers(document, field, chain, snapshot)


def _strangers(
    document: Document, field: FieldSpec, chain: Iterable[FieldSpec], snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    lookup = snapshot.lookups.get(field.lookup or "")
    uppers = [found for f in chain if (found := snapshot.lookups.get(f.lookup or ""))]
    if lookup is None or not uppers:
        return
    told = 0
    for value in lookup.values.values():
        if value.parent is None or any(value.parent in upper.values for upper in uppers):
            continue
        told += 1
        if told > MOST_TOLD:
            return
        message = _("Lookup “%(lookup)s”: the value “%(value)s” hangs on “%(parent)s”, which no list above has.")
        data = {"lookup": lookup.key, "value": value.key, "parent": value.parent}
        yield problem(document, "lookup", "unknown_parent", message % data)


KIND = DefinitionKind(key="field", label=Label("Поле", "Field"), body=FieldBody, check=check, order=20)
