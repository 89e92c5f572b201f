"""From what was sent to stored values: unknown and forbidden fields refused, each value parsed by its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import field_access
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import Problem
from artel.platform.records.drafts import Draft
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

Parse = Callable[[object], object]


@dataclass(slots=True)
class Normaliser:
    """Parsers of one section's fields for one actor, made once per batch."""

    section: SectionSpec
    parsers: dict[str, Parse]
    refused: dict[str, tuple[str, str | Promise]]

    def take(self, draft: Draft, parsed: Mapping[str, object]) -> None:
        """Put values that are parsed already into `draft.values`; fields that may not be written are noted as ever."""
        if parsed.keys() <= self.parsers.keys():
            draft.values.update(parsed)
        else:
            self.fill(draft, parsed)

    def fill(self, draft: Draft, given: Mapping[str, object]) -> None:
        """Parse `given` into `draft.values`; problems are noted beside their fields."""
        values = draft.values
        parsers = self.parsers
        for key, value in given.items():
            parse = parsers.get(key)
            if parse is None:
                code, message = self.refused.get(key, ("unknown_field", _("There is no such field in this section.")))
                draft.problems.append(Problem(code=code, message=message, field=key, row=draft.row, value=value))
            elif value is None or value == "":
                values[key] = None
            else:
                try:
                    values[key] = parse(value)
                except ValueProblem as refused:
                    draft.problems.append(
                        Problem(
                            code=refused.code,
                            message=refused.message,
                            field=key,
                            row=draft.row,
                            value=value,
                            suggestion=refused.suggestion,
                        )
                    )


def make_normaliser(section: SectionSpec, snapshot: Snapshot, actor: Actor) -> Normaliser:
    """Return parsers of the fields that the actor may write; the system may write read-only ones too."""
    access = field_access(actor, section.key)
    is_system = actor.kind is ActorKind.SYSTEM
    parsers: dict[str, Parse] = {}
    refused: dict[str, tuple[str, str | Promise]] = {}
    for field in section.shown_fields:
        if field.key in access.hidden:
            continue
        if field.system or field.derived or (field.readonly and not is_system):
            refused[field.key] = ("readonly", _("This field is filled in by the system."))
        elif field.key in access.readonly:
            refused[field.key] = ("readonly", _("You may read this field but not change it."))
        else:
            parsers[field.key] = parser_of(field, snapshot)
    return Normaliser(section=section, parsers=parsers, refused=refused)


def parser_of(field: FieldSpec, snapshot: Snapshot) -> Parse:
    """Return what makes a stored value of what was sent, never of a blank; it raises ValueProblem."""
    parse = field_types.get(field.type).parse
    if field.kind is Kind.CHOICES:
        return _parser_of_several(field, snapshot)
    if field.kind is Kind.CHOICE and field.type != "stage":
        allows = _allowing(field, snapshot)

        def parse_choice(value: object) -> object:
            key = parse(field, value)
            if not allows(str(key)):
                raise ValueProblem("unknown_choice", _("Choose a value from the list."))
            return key

        return parse_choice
    return partial(parse, field)


def _parser_of_several(field: FieldSpec, snapshot: Snapshot) -> Parse:
    """Return the parser of a field that holds several values: kept in the order of the list, each once."""
    parse = field_types.get(field.type).parse
    allows = _allowing(field, snapshot)
    places = {key: place for place, key in enumerate(snapshot.choices(field))}

    def parse_choices(value: object) -> object:
        keys = parse(field, value)
        if not isinstance(keys, list):
            return None
        unknown = [key for key in keys if not allows(key)]
        if unknown:
            message = _("Choose values from the list; there is no “%(value)s” in it.")
            raise ValueProblem("unknown_choice", message % {"value": str(unknown[0])[:60]})
        return sorted(keys, key=lambda key: places[key])

    return parse_choices


def _allowing(field: FieldSpec, snapshot: Snapshot) -> Callable[[str], bool]:
    """Return whether a key is a value in use: asked of the list as it stands, for it may hold thousands."""
    lookup = snapshot.lookups.get(field.lookup or "")
    if lookup is None:
        return lambda key: key in field.choices

    def is_offered(key: str) -> bool:
        value = lookup.values.get(key)
        return value is not None and not value.is_retired

    return is_offered
