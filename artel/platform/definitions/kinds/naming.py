"""What a company calls a section or a field of the product. The key is the section's, or `<section>.<field>`.

What is left out stays as the product calls it; taken out of use, everything is as it was. Keys never change, and
imports keep knowing a field by its standard name too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, LabelBody, Labelled, problem, unknown_menu
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.declaring import built_in_sections
from artel.platform.sections.spec import FieldSpec, SectionSpec, Snapshot

OF_A_SECTION = ("singular", "counted", "icon", "position", "menu")


class NamingBody(Labelled):
    """`singular`, `counted`, `icon`, place (`position`, `menu`: see that kind) are a section's, `help` a field's."""

    label: LabelBody = LabelBody()
    singular: LabelBody = LabelBody()
    counted: tuple[str, str, str, str, str] | None = None
    icon: str = Field(default="", pattern=r"^[a-z0-9-]*$")
    position: int | None = None
    menu: str = ""
    help: LabelBody = LabelBody()


def check(document: Document, body: NamingBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """There is such a section or field of the product, and nothing is said that it does not have."""
    section, _dot, name = document.key.partition(".")
    spec = built_in_sections.find(section)
    if spec is None:
        text = _("There is no section “%(key)s” of the product; what a company made bears its own names.")
        yield problem(document, "", "unknown_section", text % {"key": section})
    elif name and name not in spec.fields:
        text = _("There is no field “%(key)s” of the product in this section.")
        yield problem(document, "", "unknown_field", text % {"key": name})
    yield from unknown_menu(document, body.menu, snapshot)
    for part in OF_A_SECTION if name else ("help",):
        # A body joined of several words says its defaults too.
        if getattr(body, part) != NamingBody.model_fields[part].default:
            yield problem(document, part, "bad_option", _("“%(part)s” does not go here.") % {"part": part})


def renamed(
    sections: Mapping[str, SectionSpec], bodies: Iterable[tuple[Document, NamingBody]]
) -> dict[str, SectionSpec]:
    """Return the sections as the company calls them and their fields."""
    found = dict(sections)
    for document, body in bodies:
        section, _dot, name = document.key.partition(".")
        spec = found.get(section)
        if document.is_retired or spec is None:
            continue
        if not name:
            found[section] = _section(spec, body)
        elif name in spec.fields:
            found[section] = replace(spec, fields={**spec.fields, name: _field(spec.fields[name], body)})
    return found


def _section(spec: SectionSpec, body: NamingBody) -> SectionSpec:
    return replace(
        spec,
        label=_over(spec.label, body.label),
        singular=_over(spec.singular, body.singular),
        counted=CountedLabel(*body.counted) if body.counted else spec.counted,
        icon=body.icon or spec.icon,
        position=spec.position if body.position is None else body.position,
        menu=body.menu,
    )


def _field(field: FieldSpec, body: NamingBody) -> FieldSpec:
    label = _over(field.label, body.label)
    known_as = () if label == field.label else (*field.known_as, field.label)
    return replace(field, label=label, help=_over(field.help, body.help), known_as=known_as)


def _over(standard: Label, given: LabelBody) -> Label:
    return Label(ru=given.ru or standard.ru, en=given.en or standard.en)


KIND = DefinitionKind(key="naming", label=Label("Название", "Naming"), body=NamingBody, check=check, order=12)
