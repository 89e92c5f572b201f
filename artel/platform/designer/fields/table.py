"""The table of a section's fields: the company's own first, then built-in ones, then those taken out of use."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.designer.drafts import Working
from artel.platform.designer.wording import owner_words, type_words
from artel.platform.sections.fieldtype import field_types
from artel.platform.sections.spec import FieldSpec, SectionSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.icons import icon
from artel.platform.ui.table import Column, Group, Row, Table


def field_table(spec: SectionSpec, working: Working) -> Html:
    """Return the table, above it an invitation while there is no field of the company's own."""
    shown = [f for f in spec.shown_fields if not f.system]
    own = [f for f in shown if working.body("field", f"{spec.key}.{f.key}") is not None]
    fixed = [f for f in shown if f not in own]
    retired = [f for f in spec.fields.values() if f.retired]
    columns = (
        Column(key="label", label=_("Field"), is_name=True),
        Column(key="type", label=_("Type"), width=320),
        Column(key="key", label=_("Key"), width=180, is_soft=True),
        Column(key="rules", label=_("Rules"), width=280),
        Column(key="owner", label=_("Whose"), width=120, is_soft=True, is_wide_only=True),
    )
    groups = [
        Group(rows=[_row(f, spec, working) for f in own], label=_("Own fields"), count=len(own), key="own"),
        Group(
            rows=[_row(f, spec, working) for f in fixed],
            label=_("Built-in fields"),
            count=len(fixed),
            key="fixed",
        ),
        Group(
            rows=[_row(f, spec, working) for f in retired],
            label=_("Out of use"),
            count=len(retired),
            key="retired",
        ),
    ]
    table = Table(columns=columns, groups=[g for g in groups if g.rows], caption=_("Fields"), is_static=True)
    if own:
        return table
    text = _("Whatever your work needs and is not here yet: a number, a date, a choice, a reference to another record.")
    empty = EmptyState(title=_("No fields of your own yet"), text=text, icon="forms")
    return join((empty, table))


def _row(field: FieldSpec, spec: SectionSpec, working: Working) -> Row:
    url = reverse("designer:field", args=[spec.key, field.key])
    words = type_words(field_types.get(field.type))
    target = working.snapshot.sections.get(field.target or "")
    lookup = working.snapshot.lookups.get(field.lookup or "")
    about = target.label.text() if target else lookup.label.text() if lookup else str(field.options.get("unit", ""))
    name: Html = field.label.text()
    if not field.retired:
        name = format_html('<a href="{0}" hx-get="{0}" hx-target="#dialog" data-dialog="wide">{1}</a>', url, name)
    key = f"{spec.key}.{field.key}"
    is_changed = working.is_edited("field", key) or working.is_edited("naming", key)
    changed = Flag(_("not applied"), "soon") if is_changed else EMPTY
    type_ = format_html(
        '<span class="row-x">{}<span class="clip">{}{}</span></span>',
        icon(words.icon, "sm"),
        words.label,
        format_html(' <span class="muted">· {}</span>', about) if about else EMPTY,
    )
    return Row(
        id=field.key,
        name=field.label.text(),
        values={
            "label": format_html('<span class="row-x"><span class="clip">{}</span>{}</span>', name, changed),
            "type": type_,
            "key": format_html("<code>{}</code>", field.key),
            "rules": ", ".join(str(rule) for rule in _rules(field)),
            "owner": str(owner_words(field.owner)),
        },
    )


def _rules(field: FieldSpec) -> list[str]:
    rules = (
        (field.required, _("required")),
        (field.unique, _("unique")),
        (field.readonly, _("read only")),
        (field.searchable, _("found by search")),
        (field.indexed, _("index")),
    )
    return [label for is_set, label in rules if is_set]
