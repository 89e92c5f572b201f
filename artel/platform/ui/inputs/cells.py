"""CellEditor: the editor that takes the place of a cell's or a fact's value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, attributes, join
from artel.platform.ui.forms import Field
from artel.platform.ui.icons import icon


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEditor(Component):
    """The editor that takes the place of a cell's or a fact's value; see «Edit in place» in docs/develop/screens.md.

    `version` is the record's, for the check that nobody changed it meanwhile. The field's label is said aloud only.
    An editor of files stays until one of its buttons is pressed: going away to look for a file is no end of editing.
    """

    field: Field
    action: str
    version: int | None = None

    def render(self) -> SafeString:
        """See `Component`."""
        inner = replace(self.field, is_label_hidden=True, help="", prefix=self.field.prefix or "cell")
        stays = inner.uploads is not None
        version: Html = EMPTY
        if self.version is not None:
            version = format_html('<input type="hidden" name="version" value="{}">', self.version)
        return format_html(
            '<form class="a-edit" method="post" action="{0}" hx-post="{0}" hx-target="closest [data-edit]"'
            ' hx-swap="innerHTML"{1} novalidate>{2}{3}{4}</form>',
            self.action,
            attributes({"data-edit-stays": stays, "enctype": "multipart/form-data" if stays else None}),
            version,
            inner.control(),
            join((_errors(inner), _buttons())) if stays else join((_keys(inner), _hidden_save())),
        )


def _errors(field: Field) -> SafeString:
    if not field.errors:
        return EMPTY
    return format_html(
        '<span class="a-error" id="{}-error">{}<span>{}</span></span>',
        field.id,
        icon("alert-circle", "sm"),
        join(field.errors, " "),
    )


def _keys(field: Field) -> SafeString:
    """Return what is wrong and which keys do what."""
    return format_html(
        '<span class="a-cell-hint" aria-hidden="true">{}<span class="keys"><kbd>Enter</kbd> {} '
        "<kbd>Esc</kbd> {} <kbd>Tab</kbd> {}</span></span>",
        _errors(field),
        pgettext("key", "save"),
        pgettext("key", "cancel"),
        pgettext("key", "next"),
    )


def _hidden_save() -> SafeString:
    return format_html('<button class="visually-hidden" tabindex="-1">{}</button>', _("Save"))


def _buttons() -> SafeString:
    return format_html(
        '<span class="row-x a-edit-foot">{}{}</span>',
        Button(label=_("Save"), kind="primary", is_small=True, is_submit=True),
        Button(label=_("Cancel"), kind="bare", is_small=True, attrs={"data-edit-cancel": True}),
    )
