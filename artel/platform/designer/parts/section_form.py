"""The form of a section, its icon picker, and the table of all sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.designer.drafts import Working
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.section_input import DEFAULTS, FORMS
from artel.platform.designer.wording import owner_words
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.icons import icon, known
from artel.platform.ui.table import Column, Group, Row, Table

Errors = Mapping[str, tuple[Text, ...]]

ICONS = [
    "folder",
    "briefcase",
    "building",
    "building-factory-2",
    "building-store",
    "building-warehouse",
    "home-2",
    "map-pin",
    "map-2",
    "world",
    "user",
    "users",
    "users-group",
    "id-badge-2",
    "headset",
    "phone",
    "mail",
    "messages",
    "speakerphone",
    "calendar",
    "clock",
    "list-check",
    "checkbox",
    "clipboard-list",
    "clipboard-check",
    "file-text",
    "certificate",
    "signature",
    "books",
    "book",
    "report",
    "presentation",
    "chart-bar",
    "chart-line",
    "target-arrow",
    "award",
    "trophy",
    "star",
    "heart",
    "gift",
    "shopping-cart",
    "package",
    "box",
    "truck-delivery",
    "truck",
    "barrel",
    "bottle",
    "scale",
    "receipt",
    "cash",
    "wallet",
    "credit-card",
    "coin",
    "discount",
    "tag",
    "category",
    "stack-2",
    "table",
    "route",
    "tool",
    "hammer",
    "ruler-2",
    "paint",
    "crane",
    "elevator",
    "window",
    "armchair",
    "bolt",
    "bulb",
    "droplet",
    "flame",
    "recycle",
    "leaf",
    "plant-2",
    "wheat",
    "tractor",
    "fish",
    "dog",
    "car",
    "motorbike",
    "ship",
    "train",
    "plane",
    "bike",
    "school",
    "stethoscope",
    "microscope",
    "flask",
    "gavel",
    "shield",
    "key",
    "lock",
    "camera",
    "photo",
    "music",
    "movie",
    "coffee",
    "bread",
    "pizza",
    "shirt",
    "diamond",
    "palette",
    "puzzle",
    "anchor",
    "ticket",
]


def section_table(working: Working) -> Table:
    """Return all sections: own ones and built-in ones, with what each has."""
    columns = (
        Column(key="label", label=_("Section"), is_name=True),
        Column(key="fields", label=_("Fields"), width=100, is_number=True),
        Column(key="own", label=_("Own"), width=80, is_number=True),
        Column(key="views", label=_("Views"), width=120, is_number=True, is_wide_only=True),
        Column(key="pipelines", label=_("Pipelines"), width=100, is_number=True, is_wide_only=True),
        Column(key="key", label=_("Key"), width=200, is_soft=True, is_wide_only=True),
        Column(key="owner", label=_("Whose"), width=140, is_soft=True),
    )
    alive = [s for s in working.snapshot.sections.values() if not s.retired]
    made = [s for s in alive if working.body("section", s.key) is not None]
    fixed = [s for s in alive if s not in made]
    groups = [
        Group(rows=[_row(s, working) for s in made], label=_("Own sections"), count=len(made), key="own"),
        Group(rows=[_row(s, working) for s in fixed], label=_("Built-in sections"), count=len(fixed), key="fixed"),
    ]
    return Table(columns=columns, groups=[g for g in groups if g.rows], caption=_("Sections"), is_static=True)


def _row(spec: SectionSpec, working: Working) -> Row:
    shown = [f for f in spec.shown_fields if not f.system]
    own = [f for f in shown if working.body("field", f"{spec.key}.{f.key}") is not None]
    is_touched = any(
        step.document.key == spec.key or step.document.key.startswith(f"{spec.key}.") for step in working.steps
    )
    flag = Flag(_("not applied"), "soon") if is_touched else EMPTY
    detail = _parent_of(spec, working)
    name = format_html(
        '<span class="row-x">{}<span class="clip">{}</span>{}{}</span>',
        icon(known(spec.icon)),
        spec.label.text(),
        format_html('<span class="small muted nowrap">{}</span>', detail) if detail else EMPTY,
        flag,
    )
    values = {
        "label": name,
        "fields": str(len(shown)),
        "own": str(len(own)) if own else "",
        "views": str(len(spec.views)) if spec.views else "",
        "pipelines": str(len(spec.pipelines)) if spec.pipelines else "",
        "key": format_html("<code>{}</code>", spec.key),
        "owner": str(owner_words(spec.owner)),
    }
    return Row(id=spec.key, url=reverse("designer:fields", args=[spec.key]), name=spec.label.text(), values=values)


def _parent_of(spec: SectionSpec, working: Working) -> str:
    field = spec.field(spec.parent) if spec.parent else None
    above = working.snapshot.sections.get(field.target or "") if field else None
    return _("detail of “%(section)s”") % {"section": above.label.text()} if above else ""


def section_form(
    working: Working,
    key: str,
    body: Mapping[str, Any],
    errors: Errors,
    *,
    action: str,
    is_new: bool,
    csrf_token: str,
    parent: str = "",
    acts: Html = EMPTY,
) -> Form:
    """Return the form of a new or a present section of the company's."""
    groups = [
        Fieldset(title=_("Names"), fields=_names(key, body, errors, is_new=is_new)),
        Fieldset(
            title=_("With a number"),
            note=_(
                "“1 contract, 2 contracts, 5 contracts”: suggested from the name of one of them, mend it if need be."
            ),
            fields=_counted(body, errors),
        ),
        Fieldset(title=_("Icon"), fields=[IconPicker(value=str(body.get("icon", "folder")))]),
        Fieldset(title=_("What it has"), fields=_switches(working, key, body, errors, parent, is_new=is_new)),
    ]
    back = reverse("designer:sections") if is_new else reverse("designer:fields", args=[key])
    return Form(
        action=action,
        groups=groups,
        errors=errors.get("", ()),
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=back),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=csrf_token,
    )


def _text(body: Mapping[str, Any], name: str, code: str) -> str:
    value = body.get(name)
    return str(value.get(code, "")) if isinstance(value, Mapping) else str(value or "")


def _names(key: str, body: Mapping[str, Any], errors: Errors, *, is_new: bool) -> list[Component]:
    suggest, of = reverse("designer:suggest"), KeyOf(kind="section")

    def name(path: str, label: str, **more: Any) -> Field:
        part, _dot, code = path.partition(".")
        return Field(name=path, label=label, value=_text(body, part, code), error=errors.get(path, ()), **more)

    return [
        name(
            "label.ru",
            _("Name in Russian, plural"),
            is_required=True,
            placeholder=_("Elevators"),
            attrs={"data-suggest-from": of.address if is_new else None, "autofocus": is_new or None},
        ),
        name("label.en", _("The same in English")),
        key_field(of, key, errors.get("key", ()), is_new=is_new),
        name(
            "singular.ru",
            _("One of them, in Russian"),
            placeholder=_("Elevator"),
            attrs={"data-suggest-from": suggest, "data-suggest-as": "singular"},
        ),
        name(
            "singular.en",
            _("One of them in English"),
            attrs={"data-suggest-from": suggest, "data-suggest-as": "singular_en"},
        ),
        name("name_label.ru", _("What its main field is called"), placeholder=_("Name")),
        name("name_label.en", _("The same in English")),
    ]


def _counted(body: Mapping[str, Any], errors: Errors) -> list[Component]:
    forms = body.get("counted") or ("",) * len(FORMS)
    words = ("1 …", "2 …", "5 …", "1 … (en)", "5 … (en)")
    wrong = tuple(m for at, messages in errors.items() if at.startswith("counted") for m in messages)
    return [
        Field(
            name=f"counted.{name}",
            label=label,
            value=str(form),
            error=wrong if name == "one" else (),
            attrs={"data-suggest-into": name},
        )
        for name, label, form in zip(FORMS, words, forms, strict=False)
    ]


def _switches(
    working: Working, key: str, body: Mapping[str, Any], errors: Errors, parent: str, *, is_new: bool
) -> list[Component]:
    asked = (
        ("in_menu", _("Stands in the menu")),
        ("name_required", _("The main field must be filled")),
        ("has_feed", _("Feed: history, comments, messages")),
        ("has_activities", _("Activities: tasks, calls, meetings about a record")),
        ("has_pipeline", _("Pipeline: stages and a board")),
    )
    had_pipeline = not is_new and bool(body.get("has_pipeline"))
    found: list[Component] = []
    for name, label in asked:
        is_fixed = name == "has_pipeline" and had_pipeline
        value = "on" if body.get(name, DEFAULTS[name]) else ""
        found.append(Field(name=name, label=label, kind="switch", value=value, is_readonly=is_fixed))
        if not is_fixed:
            found.append(Field(name="asked", label="", kind="hidden", value=name, attrs={"id": f"asked-{name}"}))
    if is_new:
        sections = (s for s in working.snapshot.sections.values() if not s.retired)
        found.append(
            Field(
                name="parent",
                label=_("Detail of"),
                kind="select",
                value=parent,
                options=tuple(Option(s.key, s.label.text()) for s in sections),
                placeholder=_("a section of its own"),
                help=_("Records of a detail stand on the card of another record: positions of an order."),
                error=errors.get("parent", ()),
            )
        )
    spec = None if is_new else working.snapshot.sections.get(key)
    if spec is not None:
        found += _order(spec, body)
    found.append(
        Field(
            name="position",
            label=_("Place in the menu"),
            kind="number",
            value=str(body.get("position", 100)),
            error=errors.get("position", ()),
            help=_("Lower numbers come first."),
        )
    )
    return found


def _order(spec: SectionSpec, body: Mapping[str, Any]) -> list[Component]:
    """Return the order of the list before anybody chooses another."""
    first = next(iter(body.get("default_order", spec.default_order)), "")
    return [
        Field(
            name="order",
            label=_("The list is ordered by"),
            kind="select",
            value=first.removeprefix("-"),
            options=tuple(Option(f.key, f.label.text()) for f in spec.shown_fields),
        ),
        Field(
            name="descending",
            label=_("Largest or newest first"),
            kind="switch",
            value="on" if first.startswith("-") else "",
        ),
    ]


class IconPicker(Component):
    """A grid of signs; one is chosen like any radio button."""

    __slots__ = ("value",)

    def __init__(self, *, value: str) -> None:
        """`value` is the icon chosen now."""
        self.value = value

    def render(self) -> SafeString:
        """See `Component`."""
        names = ICONS if self.value in ICONS else [self.value, *ICONS]
        items = join(
            format_html(
                '<label title="{0}"><input type="radio" class="visually-hidden" name="icon" value="{0}"'
                ' aria-label="{0}"{1}>{2}</label>',
                name,
                attributes({"checked": name == self.value}),
                icon(known(name)),
            )
            for name in names
        )
        return format_html('<div class="a-icons is-wide" role="radiogroup" aria-label="{}">{}</div>', _("Icon"), items)
