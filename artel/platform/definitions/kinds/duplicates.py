"""A rule of duplicates: which records of a section may be the same. The document's key is `<section>.<name>`.

All fields of a rule agree together; several rules of a section stand beside one another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import Body, DefinitionKind, Labelled, problem, unknown_fields
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.comparing import can_compare, normal_forms
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

Act = Literal["typing", "save", "import", "search"]
ACTS: tuple[Act, ...] = ("typing", "save", "import", "search")


class MatchBody(Body):
    """How one field agrees: `exact` as stored, `normalised` in a form, `similar` by trigrams of the form.

    `form` names a normal form (by default the one of the field's type). `also` names a detail section with
    `kind` and `value`: values of the field's type that stand there count too (a contact's second phone).
    """

    field: str
    match: Literal["exact", "normalised", "similar"] = "normalised"
    form: str = ""
    also: str = ""


class DuplicatesBody(Labelled):
    """`differs` are fields that tell apart: two records with unlike values there are not the same, whatever agrees.

    `severity`: `warn` asks before it saves, `refuse` lets nobody through but administrators and `allowed` roles.

    `likeness` is the share of common trigrams in percent that counts as similar. `hidden` says whether a twin that
    one may not see is told of, without a word of what it holds.
    """

    fields: tuple[MatchBody, ...] = Field(min_length=1, max_length=8)
    differs: tuple[str, ...] = Field(default=(), max_length=4)
    when: str = ""
    severity: Literal["warn", "refuse"] = "warn"
    acts: tuple[Act, ...] = ACTS
    likeness: int = Field(default=55, ge=30, le=95)
    allowed: tuple[str, ...] = ()
    hidden: Literal["announce", "silent"] = "announce"
    position: int = 0


def check(document: Document, body: DuplicatesBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Section, fields, forms, roles and the condition hold; at most one field is compared by likeness."""
    section, _dot, _name = document.key.partition(".")
    spec = snapshot.sections.get(section)
    if spec is None:
        yield problem(document, "", "unknown_section", _("There is no section “%(key)s”.") % {"key": section})
        return
    yield from unknown_fields(document, "fields", (f.field for f in body.fields), spec.fields)
    for place, match in enumerate(body.fields):
        yield from _check_match(document, f"fields.{place}", match, spec, snapshot)
    yield from unknown_fields(document, "differs", body.differs, spec.fields)
    for place, key in enumerate(body.differs):
        if key in {f.field for f in body.fields}:
            message = _("“%(key)s” must agree already: it can't tell records apart too.") % {"key": key}
            yield problem(document, f"differs.{place}", "agrees_already", message)
        elif (field := spec.field(key)) is not None:
            yield from _check_type(document, f"differs.{place}", field)
    if sum(f.match == "similar" for f in body.fields) > 1:
        yield problem(document, "fields", "several_similar", _("Only one field of a rule can be compared by likeness."))
    if body.severity == "refuse" and "save" not in body.acts:
        yield problem(document, "acts", "refuses_nothing", _("A rule that refuses acts on saving."))
    for role in body.allowed:
        if role not in snapshot.roles:
            yield problem(document, "allowed", "unknown_role", _("There is no role “%(key)s”.") % {"key": role})
    yield from condition_problems(document, "when", body.when, spec, snapshot)


def _check_match(
    document: Document, path: str, match: MatchBody, spec: SectionSpec, snapshot: Snapshot
) -> Iterable[DefinitionProblem]:
    field = spec.field(match.field)
    if field is None:
        return
    if match.form and match.form not in normal_forms:
        message = _("There is no form “%(key)s”; known are %(known)s.")
        data = {"key": match.form, "known": ", ".join(normal_forms.keys())}
        yield problem(document, f"{path}.form", "unknown_form", message % data)
    yield from _check_type(document, f"{path}.field", field)
    if match.match == "similar" and field.kind is not Kind.TEXT:
        yield problem(document, f"{path}.match", "not_text", _("Only texts can be compared by likeness."))
    if match.also and pointer_of_more(match.also, spec, snapshot) is None:
        message = _("“%(section)s” is no detail of this section with a kind and a value.")
        yield problem(document, f"{path}.also", "bad_detail", message % {"section": match.also})


def _check_type(document: Document, path: str, field: FieldSpec) -> Iterable[DefinitionProblem]:
    if not can_compare(field):
        message = _("“%(field)s” can't be compared: it holds files, several values or a long text.")
        yield problem(document, path, "not_comparable", message % {"field": field.label.text()})


def pointer_of_more(section: str, spec: SectionSpec, snapshot: Snapshot) -> str | None:
    """Return the reference of a detail section to `spec` when it keeps further values (`kind`, `value`), else None."""
    detail = next((d for d in snapshot.details(spec.key) if d.section == section), None)
    if detail is None:
        return None
    held = snapshot.sections[section]
    return detail.field if held.field("kind") is not None and held.field("value") is not None else None


KIND = DefinitionKind(
    key="duplicates", label=Label("Правило дубликатов", "Duplicate rule"), body=DuplicatesBody, check=check, order=60
)
