"""Field and its inputs: the one place where label, help, error and ARIA of a form are wired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon
from artel.platform.ui.inputs.uploads import Uploads
from artel.platform.ui.page import Tab, Tabs

INPUT_TYPES = {
    "text": "text",
    "email": "email",
    "phone": "tel",
    "url": "url",
    "password": "password",
    "number": "text",
    "money": "text",
    "date": "date",
    "datetime": "datetime-local",
    "time": "time",
    "search": "search",
    "file": "file",
    "color": "color",
    "hidden": "hidden",
}
_MODES = {"number": "decimal", "money": "decimal", "phone": "tel", "email": "email", "url": "url"}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice."""

    value: str
    label: Text
    is_disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Component):
    """A labelled input with its help and its error.

    `kind` is a key of `INPUT_TYPES`, or "textarea", "select", "multiselect", "checkbox", "switch", "radio". A "file"
    with `uploads` keeps one file or several as they are chosen, without them it is a plain choice of a file.
    `value` is text, a list of texts (multiselect), or "on"/"" (checkbox).
    `search_url` turns a select into a search of a remote list: `options` then hold what is chosen. `suffix` stands
    inside at the end (₽, %). `attrs` go to the input.
    """

    name: str
    label: Text
    kind: str = "text"
    value: str | Sequence[str] = ""
    options: Sequence[Option] = ()
    help: Html = ""
    error: Text | Sequence[Text] = ""
    is_required: bool = False
    is_readonly: bool = False
    is_label_hidden: bool = False
    placeholder: Text = ""
    search_url: str = ""
    create_url: str = ""
    suffix: Text = ""
    autocomplete: str = "off"
    rows: int = 3
    width: str = ""
    """"" is one column, "wide" the whole row, "half" half of a column."""
    prefix: str = ""
    sends_blank: bool = False
    """A multiselect or box with nothing chosen sends an empty text instead of nothing."""
    uploads: Uploads | None = None
    is_conditional: bool = False
    """Whether it is required may change as one types: the mark is there, in sight or not."""
    box: dict[str, AttributeValue] = field(default_factory=dict)
    """Attributes of the element around label and input."""
    attrs: dict[str, AttributeValue] = field(default_factory=dict)

    template: ClassVar[str] = "ui/field.html"

    @property
    def id(self) -> str:
        """Return the id of the input; `prefix` keeps two forms of one page apart."""
        given = self.attrs.get("id")
        return str(given) if given else f"f-{self.prefix}{'-' if self.prefix else ''}{self.name}"

    @property
    def errors(self) -> tuple[Text, ...]:
        """Return the errors, one or many."""
        if not self.error:
            return ()
        return (self.error,) if isinstance(self.error, str | Promise) else tuple(self.error)

    @property
    def is_check(self) -> bool:
        """Tell whether the label stands beside the input instead of above."""
        return self.kind in {"checkbox", "switch"}

    @property
    def is_group(self) -> bool:
        """Tell whether the field is a group of inputs with a legend."""
        return self.kind == "radio"

    @property
    def mark(self) -> SafeString:
        """Return the mark of a required field; a conditional one has it even while it is out of sight."""
        if not self.is_required and not self.is_conditional:
            return EMPTY
        given = attributes({"data-required-mark": True, "hidden": not self.is_required}) if self.is_conditional else ""
        return format_html(" <span{}>{}</span>", given, required_mark()) if given else join((" ", required_mark()))

    @property
    def around(self) -> SafeString:
        """Return the attributes of the element around."""
        return attributes(self.box)

    @property
    def css(self) -> str:
        """Return the modifier of the width."""
        return f" is-{self.width}" if self.width else ""

    def wiring(self) -> dict[str, AttributeValue]:
        """Return the attributes that every input carries."""
        described = [f"{self.id}-error"] if self.errors else [f"{self.id}-help"] if self.help else []
        return {
            "id": self.id,
            "name": self.name,
            "required": self.is_required and not self.is_group,
            "aria-invalid": "true" if self.errors else None,
            "aria-describedby": " ".join(described) or None,
            "aria-label": self.label if self.is_label_hidden else None,
            **self.attrs,
        }

    def control(self) -> SafeString:
        """Return the input itself."""
        if self.kind == "textarea":
            return self._textarea()
        if self.kind in {"select", "multiselect"}:
            return self._select()
        if self.kind == "file" and self.uploads is not None:
            return self.uploads.control(self.name, self.wiring(), is_readonly=self.is_readonly)
        if self.is_check:
            role = "switch" if self.kind == "switch" else None
            given = {
                **self.wiring(),
                "value": "on",
                "checked": bool(self.value),
                "role": role,
                "disabled": self.is_readonly,
            }
            return format_html('{}<input type="checkbox" class="form-check-input"{}>', self._blank(), attributes(given))
        if self.is_group:
            return self._radios()
        return self._input()

    def _input(self) -> SafeString:
        given = {
            "type": INPUT_TYPES.get(self.kind, "text"),
            "value": None if self.kind in {"file", "password"} else str(self.value),
            "placeholder": self.placeholder or None,
            "readonly": self.is_readonly,
            "autocomplete": self.autocomplete,
            "inputmode": _MODES.get(self.kind),
            **self.wiring(),
        }
        css = " num" if self.kind in {"number", "money"} else ""
        if self.kind == "password":
            return format_html(
                '<span class="a-input" data-controller="password"><input class="form-control{}"{}></span>',
                css,
                attributes(given),
            )
        box = format_html('<input class="form-control{}"{}>', css, attributes(given))
        if not self.suffix:
            return box
        return format_html(
            '<span class="a-input">{}<span class="a-suffix" aria-hidden="true">{}</span></span>', box, self.suffix
        )

    def _textarea(self) -> SafeString:
        given = {
            **self.wiring(),
            "rows": self.rows,
            "placeholder": self.placeholder or None,
            "readonly": self.is_readonly,
        }
        # The line break after the tag is eaten by the browser, so a text that begins with one keeps it.
        return format_html('<textarea class="form-control"{}>\n{}</textarea>', attributes(given), str(self.value))

    def _select(self) -> SafeString:
        chosen = {self.value} if isinstance(self.value, str) else set(self.value)
        is_multiple = self.kind == "multiselect"
        given: dict[str, AttributeValue] = {**self.wiring(), "multiple": is_multiple, "disabled": self.is_readonly}
        if self.search_url or is_multiple:
            given |= {
                "data-controller": "select linked" if "data-linked" in self.attrs else "select",
                "data-url": self.search_url or None,
                "data-create-url": self.create_url or None,
                "data-placeholder": self.placeholder or None,
            }
        elif "data-linked" in self.attrs:
            given["data-controller"] = "linked"
        blank = EMPTY if is_multiple else format_html('<option value="">{}</option>', self.placeholder or "")
        options = join(
            format_html(
                '<option value="{}"{}>{}</option>',
                option.value,
                attributes({"selected": option.value in chosen, "disabled": option.is_disabled}),
                option.label,
            )
            for option in self.options
        )
        select = format_html('<select class="form-select"{}>{}{}</select>', attributes(given), blank, options)
        return join((self._blank(), select))

    def _blank(self) -> SafeString:
        """Nothing chosen sends nothing at all: the empty value before it says that the field was asked."""
        return format_html('<input type="hidden" name="{}" value="">', self.name) if self.sends_blank else EMPTY

    def _radios(self) -> SafeString:
        return join(
            format_html(
                '<label class="a-check"><input type="radio" class="form-check-input"{}>{}</label>',
                attributes(
                    {
                        **self.attrs,
                        "id": f"{self.id}-{number}",
                        "name": self.name,
                        "value": option.value,
                        "checked": option.value == self.value,
                        "required": self.is_required,
                        "disabled": option.is_disabled or self.is_readonly,
                    }
                ),
                option.label,
            )
            for number, option in enumerate(self.options)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldset:
    """A group of fields under a heading; without one it is just a grid.

    At most `columns` stand side by side (0: as many as fit). A folded one is opened by its heading. `tab` is the key of
    the form's tab that shows it; `part` names it for scripts.
    """

    fields: Sequence[Component]
    title: Text = ""
    note: Html = ""
    columns: int = 0
    is_folded: bool = False
    is_open: bool = False
    tab: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class FormTab:
    """A tab of a form; groups name its key."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Component):
    """A form: groups of fields, errors of the whole above them, buttons below.

    `attrs` are those of `<form>` (`hx-post`, `hx-target`, …); the action works without a script. `draft` is a key under
    which what is typed is kept in the browser until it is saved. `hidden` are name → value. `buttons` default to Save.
    Groups of a tab stand in its panel, the others above or below as they come; `watch` listens to what is typed.
    """

    action: str
    groups: Sequence[Fieldset]
    errors: Sequence[Html] = ()
    buttons: Sequence[Html] = ()
    hidden: dict[str, str] = field(default_factory=dict)
    attrs: dict[str, AttributeValue] = field(default_factory=dict)
    draft: str = ""
    has_files: bool = False
    csrf_token: str = ""
    tabs: Sequence[FormTab] = ()
    watch: Html = ""
    foot: str = ""
    """"" puts the buttons below; "sticky" keeps them at the foot of the window."""

    template: ClassVar[str] = "ui/form.html"

    @property
    def given(self) -> SafeString:
        """Return the attributes of `<form>`."""
        keeper = "draft" if self.draft else None
        return attributes(
            {
                "action": self.action,
                "method": "post",
                "enctype": "multipart/form-data" if self.has_files else None,
                "data-controller": keeper,
                "data-draft": self.draft or None,
                "novalidate": True,
                **self.attrs,
            }
        )

    @property
    def open_groups(self) -> list[Fieldset]:
        """Return the groups that come before the first one of a tab."""
        return [g for n, g in enumerate(self.groups) if n < self._first_of_a_tab and g.part != "more"]

    @property
    def last_groups(self) -> list[Fieldset]:
        """Return the groups below the tabs, and what is folded away at the end."""
        known = {tab.key for tab in self.tabs}
        after = [g for g in self.groups[self._first_of_a_tab :] if g.tab not in known and g.part != "more"]
        return [*after, *(g for g in self.groups if g.part == "more")]

    @property
    def _first_of_a_tab(self) -> int:
        known = {tab.key for tab in self.tabs}
        return next((n for n, g in enumerate(self.groups) if g.tab in known), len(self.groups))

    @property
    def panels(self) -> list[tuple[str, list[Fieldset]]]:
        """Return the panels of the tabs that have groups: id and groups."""
        found = ((f"panel-{tab.key}", [g for g in self.groups if g.tab == tab.key]) for tab in self.tabs)
        return [(panel, groups) for panel, groups in found if groups]

    @property
    def tab_line(self) -> Html:
        """Return the tabs; the first one with an error is chosen."""
        if not self.panels:
            return EMPTY
        wrong = next((panel for panel, groups in self.panels if any(g.is_open for g in groups)), self.panels[0][0])
        labels = {f"panel-{tab.key}": tab.label for tab in self.tabs}
        tabs = [Tab(label=labels[panel], panel=panel, is_current=panel == wrong) for panel, _groups in self.panels]
        return Tabs(label=_("Parts of the form"), tabs=tabs).render()

    @property
    def icon(self) -> SafeString:
        """Return the mark of the errors."""
        return icon("alert-circle")


def required_mark() -> SafeString:
    """Return the star of a required field, said aloud as a word."""
    return format_html(
        '<span class="req" aria-hidden="true">*</span><span class="visually-hidden">{}</span>', _("required")
    )
