"""A text with fields of the record in it: the input, and a choice of fields that puts one where the cursor stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui.component import Component, Html, Text, attributes, join
from artel.platform.ui.forms import Field, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateField(Component):
    """`names` are the fields by what stands for them in the text: `{{ amount }}`. The form listens by `suggest`."""

    name: str
    label: Text
    value: str
    names: Sequence[Option]
    rows: int = 1
    error: Sequence[Text] = ()
    help: Html = ""

    def render(self) -> SafeString:
        """See `Component`."""
        text = Field(
            name=self.name,
            label=self.label,
            kind="textarea",
            rows=self.rows,
            value=self.value,
            error=self.error,
            help=self.help,
        )
        options = join(format_html('<option value="{}">{}</option>', o.value, o.label) for o in self.names)
        given = attributes({"data-inserts": self.name, "aria-label": _("Put a field into “%s”") % self.label})
        choice = format_html(
            '<select class="form-select"{}><option value="">{}</option>{}</select>',
            given,
            _("Put in a field…"),
            options,
        )
        return format_html('<div class="a-template is-wide">{}{}</div>', text, choice)
