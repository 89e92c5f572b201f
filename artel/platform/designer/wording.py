"""Words and signs for what the registries name by key: field types, their options, kinds of definition.

A type or an option that nobody described here shows under its own label and name, so new ones appear by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from artel.platform.sections.fieldtype import FieldType, field_types
from artel.platform.sections.spec import Kind
from artel.platform.ui.component import Text

HIDDEN_TYPES = frozenset({"stage"})
"""Types that the machinery makes by itself."""

TYPES: dict[str, tuple[str, Text]] = {
    "text": ("cursor-text", _("One line: a name, a code, a requisite with its check.")),
    "long_text": ("align-left", _("Several lines: a comment, a description.")),
    "integer": ("hash", _("A number without a fraction: floors, pieces, hectares.")),
    "decimal": ("decimal", _("A number with a fraction: weight, area, percent.")),
    "money": ("cash", _("A sum in a currency, to the kopeck.")),
    "date": ("calendar", _("A day without a time.")),
    "datetime": ("calendar-time", _("A day and a time.")),
    "boolean": ("toggle-left", _("Yes or no, a tick on the form.")),
    "choice": ("list-check", _("One value from a lookup, such as a source or a reason.")),
    "multi_choice": ("checks", _("Several values from a lookup at once, such as tags.")),
    "linked_choice": ("list-tree", _("A value that depends on the one above: region → city.")),
    "reference": ("link", _("A record of another section: a client, a contract.")),
    "person": ("user", _("A colleague: who answers, who measures.")),
    "file": ("paperclip", _("One file.")),
    "files": ("file-stack", _("Several files: photos, drawings, scans.")),
    "phone": ("phone", _("A phone number; found by any fragment.")),
    "email": ("at", _("An e-mail address, checked.")),
    "url": ("world", _("An address on the web.")),
    "address": ("map-pin", _("A postal address, with a link to the map.")),
    "duration": ("hourglass", _("How long something takes: 1 h 30 min.")),
    "autonumber": ("list-numbers", _("A number given by itself when the record is created.")),
    "computed": ("math-function", _("Counted by an expression from other fields; nobody types it.")),
    "rollup": ("sum", _("A sum or a count over records of another section that point here.")),
}

KIND_ICONS = {Kind.INTEGER: "hash", Kind.DECIMAL: "decimal", Kind.BOOLEAN: "toggle-left", Kind.CHOICE: "list-check"}

OPTIONS: dict[str, tuple[Text, Text]] = {
    "min": (_("Not less than"), ""),
    "max": (_("Not more than"), ""),
    "unit": (_("Unit"), _("Shown after the number: ha, t, m².")),
    "scale": (_("Digits after the point"), ""),
    "max_length": (_("Most characters"), ""),
    "min_length": (_("Least characters"), ""),
    "pattern": (_("Pattern"), _("A regular expression that the whole text must fit.")),
    "check": (_("Check of a requisite"), _("The form and the check digit are proven.")),
    "holds_numbers": (_("Found by any part of a number in it"), ""),
    "currency": (_("Currency"), _("Three letters: RUB, USD, CNY.")),
    "currency_field": (_("Field with the currency"), _("Empty: all sums are in the one currency.")),
    "template": (
        _("Template of the number"),
        _("{number:05} is the number with five digits; {year}, {month} and {day} may stand beside it."),
    ),
    "parent": (_("Depends on the field"), _("The list shows only what belongs to the value chosen there.")),
    "expression": (_("Expression"), ""),
    "result": (_("Type of the result"), ""),
    "section": (_("Section of the details"), ""),
    "field": (_("Field of the details"), ""),
    "pointer": (_("Field that points here"), ""),
    "function": (_("What to count"), ""),
    "filter": (_("Only records for which"), ""),
    "of": (_("By the field"), _("Whose values are added up; a number of records needs none.")),
    "places": (_("Digits after the point"), ""),
    "reset": (_("Numbers begin anew"), ""),
    "start": (_("First number"), ""),
    "map": (_("Shown on the map of"), ""),
    "max_files": (_("Most files"), ""),
    "max_size": (_("Megabytes of one file"), _("Empty: as many as any upload may have.")),
    "schemes": (_("Allowed beginnings of the address"), ""),
}

VALUES: dict[str, Text] = {
    "inn": _("taxpayer number (INN)"),
    "kpp": _("registration reason code (KPP)"),
    "ogrn": _("state registration number (OGRN)"),
    "okpo": _("classifier code of organisations (OKPO)"),
    "bik": _("bank code (BIK)"),
    "bank_account": _("account number"),
    "sum": _("sum"),
    "count": _("number of records"),
    "avg": _("average"),
    "min": _("least"),
    "max": _("greatest"),
    "never": _("never"),
    "yearly": _("every year"),
    "monthly": _("every month"),
    "daily": _("every day"),
    "yandex": _("Yandex"),
    "osm": "OpenStreetMap",
    "none": _("no map"),
}

OWNERS: dict[str, Text] = {"platform": _("built-in"), "local": _("own")}

ACTIONS: dict[str, Text] = {
    "add": _("new"),
    "revive": _("brought back"),
    "change": _("changed"),
    "retire": _("taken out of use"),
    "rebase": _("stays as it is"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeWords:
    """How a field type is offered."""

    key: str
    icon: str
    label: Text
    help: Text


def type_words(field_type: FieldType) -> TypeWords:
    """Return the words of a type; a type unknown here has its own label and the sign of its kind."""
    icon, text = TYPES.get(field_type.key, (KIND_ICONS.get(field_type.kind, "forms"), ""))
    return TypeWords(key=field_type.key, icon=icon, label=field_type.label.text(), help=text)


def option_words(name: str, info: FieldInfo) -> tuple[Text, Text]:
    """Return label and help of an option: ours, else what its model says, else its name."""
    if name in OPTIONS:
        return OPTIONS[name]
    return info.title or name.replace("_", " ").capitalize(), info.description or ""


def value_words(value: Any) -> Text:
    """Return a fixed value of an option in words; the name of a field type as that type is called."""
    named = field_types.find(str(value))
    return VALUES.get(str(value)) or (named.label.text() if named else str(value))


def owner_words(owner: str) -> Text:
    """Return who owns a definition; a pack is called by its key."""
    return OWNERS.get(owner, owner)
