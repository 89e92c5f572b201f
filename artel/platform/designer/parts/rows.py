"""Rows of equal inputs that are dragged into order: values of a lookup, stages of a pipeline."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.designer.naming.keys import INNER, KeyOf
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.forms import Option
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Among(Component):
    """Other HTML that stands among the fields of a form."""

    inside: Html

    def render(self) -> SafeString:
        """See `Component`."""
        return join((self.inside,))


def hue_options() -> tuple[Option, ...]:
    """Return the colours of stages and of values."""
    names = (_("grey"), _("blue"), _("violet"), _("ochre"), _("pink"), _("green"))
    return tuple(Option(str(number), name) for number, name in enumerate(names, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One input of a row. `kind` is "text", "number", "select" or "hue"; `is_more` stands below, shown on demand."""

    name: str
    label: Text
    kind: str = "text"
    options: Sequence[Option] = ()
    css: str = ""
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEditor(Component):
    """The rows with a last blank one to copy, buttons to add, and grips to drag by.

    `rows` are values by name of cell with `key` and `retired`; `errors` messages by number of the row. Keys in `fixed`
    are in force; those of other rows may still be written anew. `more_label` shows the keys and what else `is_more`;
    rows that name nothing (`has_keys` off) have neither. Rows that another part of the form speaks of have ids.
    """

    cells: Sequence[Cell]
    rows: Sequence[Mapping[str, Any]]
    add_label: Text
    errors: Mapping[int, Sequence[Text]] = field(default_factory=dict)
    can_retire: bool = True
    fixed: Container[str] = ()
    more_label: Text = ""
    has_keys: bool = True
    has_ids: bool = False

    def render(self) -> SafeString:
        """See `Component`."""
        main = [cell for cell in self.cells if not cell.is_more]
        heads = join(format_html('<span class="{}">{}</span>', cell.css, cell.label) for cell in main)
        more = format_html(
            '<label class="a-check small"><input type="checkbox" class="form-check-input" data-row-more{}>{}</label>',
            attributes({"checked": bool(self.errors)}),
            self.more_label or _("Show the keys"),
        )
        items = join(self._row(row, self.errors.get(number, ())) for number, row in enumerate(self.rows))
        return format_html(
            '<div class="a-rows" data-controller="row-list" data-key-address="{}">'
            '<div class="a-rows-head" aria-hidden="true"><span></span>{}'
            '<span></span></div><ul data-controller="sortable" data-row-list>{}</ul>'
            '<template data-row-blank>{}</template><div class="row-x wrap">{}{}</div></div>',
            KeyOf(kind=INNER).address,
            heads,
            items,
            self._row({}, ()),
            Button(label=self.add_label, icon="plus", is_small=True, attrs={"data-row-add": True}),
            more if self.has_keys else EMPTY,
        )

    def _row(self, row: Mapping[str, Any], errors: Sequence[Text]) -> SafeString:
        key = str(row.get("key", ""))
        is_retired = bool(row.get("retired"))
        wrong = EMPTY
        if errors:
            wrong = format_html(
                '<div class="a-error" role="alert">{}<span>{}</span></div>',
                icon("alert-circle", "sm"),
                join(errors, " "),
            )
        return format_html(
            '<li class="a-row{}"><span class="grip" data-grip title="{}">{}</span>'
            '<input type="hidden" name="row.was" value="{}"><input type="hidden" name="row.retired" value="{}">'
            "{}{}{}{}{}</li>",
            " is-retired" if is_retired else "",
            _("Drag, or Alt and arrows"),
            icon("grip-vertical", "sm"),
            row.get("was", key),
            "1" if is_retired else "",
            format_html('<input type="hidden" name="row.id" value="{}">', key) if self.has_ids else EMPTY,
            join(self._cell(cell, row, has_error=bool(errors)) for cell in self.cells if not cell.is_more),
            self._act(key, is_retired=is_retired),
            self._more(row, has_error=bool(errors)) if self.has_keys else EMPTY,
            wrong,
        )

    def _more(self, row: Mapping[str, Any], *, has_error: bool) -> SafeString:
        return format_html(
            '<div class="a-row-more">{}{}</div>',
            self._key(str(row.get("key", "")), has_error=has_error),
            join(self._cell(cell, row, has_error=has_error) for cell in self.cells if cell.is_more),
        )

    def _key(self, key: str, *, has_error: bool) -> SafeString:
        given = attributes(
            {
                "name": "row.key",
                "value": key,
                "aria-label": _("Key"),
                "placeholder": _("Key: by the name"),
                "readonly": key in self.fixed and key != "",
                "aria-invalid": "true" if has_error else None,
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "data-row-key": True,
            }
        )
        return format_html('<span class="a-row-cell is-key"><input class="form-control"{}></span>', given)

    def _cell(self, cell: Cell, row: Mapping[str, Any], *, has_error: bool) -> SafeString:
        value = str(row.get(cell.name, "") if row.get(cell.name) is not None else "")
        given = {
            "name": f"row.{cell.name}",
            "aria-label": cell.label,
            "aria-invalid": "true" if has_error else None,
            "autocomplete": "off",
        }
        if cell.kind in ("select", "hue"):
            options = join(
                format_html(
                    '<option value="{}"{}>{}</option>', o.value, attributes({"selected": o.value == value}), o.label
                )
                for o in cell.options
            )
            css = f"dot hue-{value}" if value else "dot"
            dot = format_html('<span class="{}" data-hue></span>', css) if cell.kind == "hue" else EMPTY
            return format_html(
                '<span class="a-row-cell {}">{}<select class="form-select"{}>{}</select></span>',
                cell.css,
                dot,
                attributes({**given}),
                options,
            )
        mode = "numeric" if cell.kind == "number" else None
        return format_html(
            '<span class="a-row-cell {}"><input class="form-control"{}></span>',
            cell.css,
            attributes({**given, "value": value, "inputmode": mode, "placeholder": cell.label}),
        )

    def _act(self, key: str, *, is_retired: bool) -> Html:
        if key not in self.fixed or not self.can_retire:
            return Button(
                label=_("Remove"),
                icon="x",
                kind="bare",
                is_icon_only=True,
                is_small=True,
                attrs={"data-row-remove": True},
            )
        return Button(
            label=_("Bring back") if is_retired else _("Take out of use"),
            icon="restore" if is_retired else "archive",
            kind="bare",
            is_icon_only=True,
            is_small=True,
            is_pressed=is_retired,
            attrs={"data-row-retire": True},
        )
