"""What the columns of a file mean, and what comes of it: the part of the page that follows every choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.designer.tables.input import LABELS, MADE, PARENTS, Look
from artel.platform.sections.spec import LookupSpec
from artel.platform.ui.atoms import Pill
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field, Option
from artel.platform.ui.table import Column, Group, Row, Table

SHOWN = 10
MOST_NAMED = 200
MOST_FAULTS = 20


def look_form(look: Look, lookups: Sequence[LookupSpec]) -> Html:
    """Return the choice of columns, the parents to be named, the first values and the button."""
    number = len(look.values)
    said = ngettext("%(number)s value", "%(number)s values", number) % {"number": number}
    is_ready = bool(number) and not look.faults
    save = Button(
        label=_("Add to draft"),
        kind="primary",
        is_submit=True,
        is_disabled=not is_ready,
        attrs={"name": "act", "value": "save"},
    )
    return format_html(
        '{}{}<section class="stack"><h2 class="a-part">{}</h2><p class="a-help">{}</p>{}{}</section>'
        '<footer class="a-form-foot">{}</footer>',
        _mapping(look, lookups),
        _naming(look),
        _("What comes of it"),
        said,
        _warnings(look),
        _sample(look),
        save,
    )


def _mapping(look: Look, lookups: Sequence[LookupSpec]) -> Html:
    above = tuple(Option(each.key, each.label.text()) for each in lookups)
    key = [_column(look, "key", _("Key from the column"), made=True)]
    if look.choice.text("key.column") != MADE:
        key += _making(look, "key")
    labels = [
        _column(look, f"label.{n}", _("Name from the column") if n == 0 else _("empty there: from the column"))
        for n in range(LABELS)
        if n == 0 or look.choice.text(f"label.{n - 1}.column")
    ]
    en = _column(look, "en", _("Name in English from the column"))
    hue = _column(look, "hue", _("Colour from the column"), help_=_("Grey, blue, violet, ochre, pink, green, or 1–6."))
    parents: list[Field] = [
        Field(
            name="above",
            label=_("Belong to values of the lookup"),
            kind="select",
            value=look.above.key if look.above else "",
            options=above,
            placeholder=_("to none"),
        )
    ]
    if look.above is not None:
        for n in range(PARENTS):
            name = f"parent.{n}"
            if n and not look.choice.text(f"parent.{n - 1}.column"):
                break
            parents.append(_column(look, name, _("Named in the column") if n == 0 else _("else in the column")))
            if look.choice.text(f"{name}.column"):
                parents += [*_making(look, name), _only_when(look, name)]
    parts = ((_("Key"), key), (_("Names"), [*labels, en, hue]), (_("Place in the tree"), parents))
    return join(_group(title, join(fields)) for title, fields in parts)


def _group(title: Text, fields: Html) -> Html:
    return format_html(
        '<div class="a-fields" role="group" aria-label="{0}"><h2 class="is-wide">{0}</h2>{1}</div>', title, fields
    )


def _column(look: Look, name: str, label: Text, *, made: bool = False, help_: Text = "") -> Field:
    options = tuple(Option(column, heading) for column, heading in look.file.headings.items())
    return Field(
        name=f"{name}.column",
        label=label,
        kind="select",
        value=look.choice.text(f"{name}.column"),
        options=(*((Option(MADE, _("made of the name")),) if made else ()), *options),
        placeholder="—",
        help=help_,
    )


def _making(look: Look, name: str) -> list[Field]:
    """Return how a key is made of a cell: what stands before it, how many of its first signs."""
    return [
        Field(name=f"{name}.prefix", label=_("With these letters before it"), value=look.choice.text(f"{name}.prefix")),
        Field(
            name=f"{name}.width",
            label=_("Only its first signs"),
            kind="number",
            value=look.choice.text(f"{name}.width"),
            placeholder=_("all"),
        ),
    ]


def _only_when(look: Look, name: str) -> Field:
    return Field(
        name=f"{name}.when",
        label=_("Only where this column is filled"),
        kind="select",
        value=look.choice.text(f"{name}.when"),
        options=tuple(Option(column, heading) for column, heading in look.file.headings.items()),
        placeholder=_("everywhere"),
    )


def _naming(look: Look) -> Html:
    """Return a line for each text that is no key above: which value it means; the likely one is chosen already."""
    if look.above is None or not look.unnamed:
        return EMPTY
    if len(look.unnamed) > MOST_NAMED:
        text = _("%(number)s texts of the column are no keys of “%(lookup)s”. Make the key of its cells above.")
        data = {"number": len(look.unnamed) - len(look.named), "lookup": look.above.label.text()}
        return EMPTY if not data["number"] else Notice(text=text % data, tone="soon").render()
    values = [Option(v.key, v.label.text()) for v in look.above.values.values() if not v.is_retired]
    lines = join(_named(look, text, values) for text in look.unnamed)
    return _group(_("What the file calls them"), lines)


def _named(look: Look, text: str, values: Sequence[Option]) -> Html:
    number = look.unnamed.index(text)
    chosen = Field(
        name="named.to",
        label=text,
        kind="select",
        value=look.named.get(text, ""),
        options=values,
        placeholder="—",
        attrs={"id": f"named-{number}"},
    )
    return format_html('<div><input type="hidden" name="named.from" value="{}">{}</div>', text, chosen)


def _warnings(look: Look) -> Html:
    found: list[Html] = []
    if look.faults:
        lines = join(format_html("<p>{}</p>", message) for _code, message in look.faults[:MOST_FAULTS])
        found.append(Notice(text=lines, tone="late"))
    if gone := len(look.gone):
        text = ngettext(
            "%(number)s value is not in the file: it goes out of use, records keep it.",
            "%(number)s values are not in the file: they go out of use, records keep them.",
            gone,
        )
        found.append(Notice(text=text % {"number": gone}, tone="soon"))
    if lone := sum(1 for value in look.values.values() if value.parent is None) if look.above else 0:
        text = ngettext(
            "%(number)s value belongs to none: it is offered everywhere.",
            "%(number)s values belong to none: they are offered everywhere.",
            lone,
        )
        found.append(Notice(text=text % {"number": lone}))
    return join(found)


def _sample(look: Look) -> Html:
    columns = [
        Column(key="key", label=_("Key"), width=160, is_soft=True),
        Column(key="ru", label=_("Name in Russian"), is_name=True),
        Column(key="en", label=_("Name in English"), width=240),
    ]
    if look.above is not None:
        columns.append(Column(key="parent", label=_("Belongs to"), width=240))
    return Table(
        columns=columns,
        groups=[Group(rows=list(_rows(look)))],
        caption=_("The first values"),
        is_static=True,
    ).render()


def _rows(look: Look) -> Iterable[Row]:
    for value in list(look.values.values())[:SHOWN]:
        above = look.above.values.get(value.parent or "") if look.above else None
        yield Row(
            id=value.key,
            name=value.label.ru,
            values={
                "key": format_html("<code>{}</code>", value.key),
                "ru": Pill(value.label.ru, value.hue) if value.hue else value.label.ru,
                "en": "" if value.label.en == value.label.ru else value.label.en,
                "parent": above.label.text() if above else value.parent or "",
            },
        )
