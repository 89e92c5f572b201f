"""The form of a rule of duplicates, and what a try-out found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from artel.platform.definitions.kinds.duplicates import ACTS, pointer_of_more
from artel.platform.designer.condition_input import ConditionField
from artel.platform.designer.drafts import Working
from artel.platform.designer.duplicates.rule_input import REFUSE, default_of
from artel.platform.designer.list_input import label_in, problems_by_row
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.parts.rows import Among, Cell, RowEditor
from artel.platform.designer.views.frame import Errors
from artel.platform.duplicates.trying import MOST_PAIRS, Tried
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.comparing import can_compare, normal_forms
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, Text, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.formats import number as in_digits
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.record import Panel

MATCHES: dict[str, Text] = {
    "normalised": gettext_lazy("is the same however it is written"),
    "exact": gettext_lazy("is exactly the same"),
    "similar": gettext_lazy("is alike"),
}
ACT_WORDS: dict[str, Text] = {
    "typing": gettext_lazy("while one types"),
    "save": gettext_lazy("on saving"),
    "import": gettext_lazy("on import"),
    "search": gettext_lazy("in the search"),
}
SEVERITIES: dict[str, Text] = {
    "warn": gettext_lazy("warns and lets one go on"),
    "refuse": gettext_lazy("does not let it be saved"),
}
HIDDEN: dict[str, Text] = {
    "announce": gettext_lazy("say that there is one, without a word of what it holds"),
    "silent": gettext_lazy("say nothing"),
}


def details_with_values(spec: SectionSpec, working: Working) -> list[Option]:
    """Return the details of a section that keep further phones and e-mails of it."""
    found = dict.fromkeys(d.section for d in working.snapshot.details(spec.key))
    sections = working.snapshot.sections
    return [Option(k, sections[k].label.text()) for k in found if pointer_of_more(k, spec, working.snapshot)]


def compared(spec: SectionSpec) -> list[Option]:
    """Return the fields that may be compared."""
    offered = (f for f in spec.shown_fields if can_compare(f) and (not f.system or f.key == "owner"))
    return [Option(f.key, f.label.text()) for f in offered]


def rule_form(
    request: HttpRequest,
    working: Working,
    spec: SectionSpec,
    key: str,
    body: Mapping[str, Any],
    builder: Builder,
    errors: Errors,
    *,
    is_new: bool,
    acts: Html = EMPTY,
) -> Form:
    """Return the form; the key of a new rule is asked for."""
    in_rows, rest = problems_by_row(errors, "fields")
    placed = ("key", "when", "differs", "allowed", "acts", "likeness", "position", "severity")
    for name in placed:
        rest = [message for message in rest if message not in errors.get(name, ())]
    return Form(
        action=request.path,
        groups=[
            Fieldset(fields=_names(spec, key, body, errors, is_new=is_new)),
            Fieldset(title=_("The same is the one of which"), fields=_agreeing(spec, working, body, errors, in_rows)),
            Fieldset(title=_("When it acts"), fields=_acting(working, body, errors)),
            Fieldset(fields=[_condition(builder, body, errors)]),
        ],
        errors=rest,
        buttons=(
            acts,
            Button(label=_("Cancel"), kind="bare", url=reverse("designer:duplicates", args=[spec.key])),
            Button(label=_("Try it"), icon="search", is_submit=True, attrs={"name": "act", "value": "try"}),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
        foot="sticky",
    )


def _names(spec: SectionSpec, key: str, body: Mapping[str, Any], errors: Errors, *, is_new: bool) -> list[Component]:
    of = KeyOf(kind="duplicates", section=spec.key)
    return [
        Field(
            name="label.ru",
            label=_("Name in Russian"),
            value=label_in(body, "ru"),
            error=errors.get("label.ru", ()),
            is_required=True,
            attrs={"data-suggest-from": of.address} if is_new else {},
        ),
        Field(name="label.en", label=_("Name in English"), value=label_in(body, "en")),
        key_field(of, key, errors.get("key", ()), is_new=is_new),
    ]


def _agreeing(
    spec: SectionSpec, working: Working, body: Mapping[str, Any], errors: Errors, in_rows: Mapping[int, Sequence[Text]]
) -> list[Component]:
    forms = [Option("", _("by the type of the field")), *(Option(f.key, f.label.text()) for f in normal_forms)]
    cells = [
        Cell(name="field", label=_("Field"), kind="select", options=[Option("", "—"), *compared(spec)], css="grow"),
        Cell(
            name="match", label=_("How"), kind="select", options=[Option(k, w) for k, w in MATCHES.items()], css="grow"
        ),
        Cell(name="form", label=_("What is compared"), kind="select", options=forms, css="grow"),
    ]
    if more := details_with_values(spec, working):
        cells.append(Cell(name="also", label=_("And in"), kind="select", options=[Option("", "—"), *more], css="grow"))
    rows = [dict(each) for each in body.get("fields", ())] or [{}]
    editor = RowEditor(cells=cells, rows=rows, add_label=_("And one more field"), errors=in_rows, has_keys=False)
    text = _("All these fields must agree together. For “this or that” make two rules.")
    return [
        Among(format_html('<div class="is-wide stack"><p class="muted">{}</p>{}</div>', text, editor)),
        Field(
            name="likeness",
            label=_("Alike means"),
            kind="number",
            value=str(body.get("likeness", default_of("likeness"))),
            suffix="%",
            error=errors.get("likeness", ()),
            help=_("Percent of common groups of three letters, for a field that is alike: 30 to 95."),
        ),
        Field(
            name="differs",
            label=_("But not if these differ"),
            kind="multiselect",
            value=tuple(body.get("differs", ())),
            options=compared(spec),
            error=[m for path, found in errors.items() if path.startswith("differs") for m in found],
            help=_("Both have a value there and the values differ: these are two, however alike they are."),
        ),
    ]


def _acting(working: Working, body: Mapping[str, Any], errors: Errors) -> list[Component]:
    def select(name: str, label: Text, words: Mapping[str, Text], **more: Any) -> Field:
        options = tuple(Option(k, w) for k, w in words.items())
        value = str(body.get(name, default_of(name)))
        return Field(name=name, label=label, kind="select", value=value, options=options, is_required=True, **more)

    roles = tuple(Option(r.key, r.label.text()) for r in working.snapshot.roles.values())
    return [
        Field(
            name="acts",
            label=_("Where"),
            kind="multiselect",
            value=tuple(body.get("acts", ACTS)),
            options=tuple(Option(k, w) for k, w in ACT_WORDS.items()),
            error=errors.get("acts", ()),
        ),
        select("severity", _("What it does"), SEVERITIES, attrs={"data-reveals": REFUSE}),
        Field(
            name="allowed",
            label=_("Lets through the roles"),
            kind="multiselect",
            value=tuple(body.get("allowed", ())),
            options=roles,
            error=errors.get("allowed", ()),
            help=_("They are only warned; administrators always are."),
            box={"data-revealed": REFUSE},
        ),
        select("hidden", _("Of a record that one does not see"), HIDDEN),
        Field(
            name="position",
            label=_("Place among the rules"),
            kind="number",
            value=str(body.get("position", 0)),
            error=errors.get("position", ()),
            help=_("The first rule that agrees is named."),
        ),
    ]


def _condition(builder: Builder, body: Mapping[str, Any], errors: Errors) -> ConditionField:
    return ConditionField(
        builder=builder,
        name="when",
        label=_("Only among records for which"),
        value=str(body.get("when", "")),
        errors=errors.get("when", ()),
    )


def tried_panel(section: str, tried: Tried | None) -> Html:
    """Return what the try-out found, or why it could not be tried."""
    if tried is None:
        text = _("A rule over new fields can be tried once they are applied and filled.")
        return format_html('<div id="tried">{}</div>', Notice(text=text, tone="info"))
    if tried.is_all:
        text = ngettext("Looked at %(number)s record.", "Looked at all %(number)s records.", tried.looked_at)
    else:
        text = ngettext(
            "Looked at the newest %(number)s record.", "Looked at the newest %(number)s records.", tried.looked_at
        )
    looked = format_html('<p class="muted">{}</p>', text % {"number": in_digits(tried.looked_at)})
    lines = join(
        format_html("<li>{} <span class='muted'>≈</span> {}</li>", *(_link(section, *each) for each in pair))
        for pair in tried.sample
    )
    rest = tried.pairs - len(tried.sample)
    more = format_html('<p class="muted small">{}</p>', _("and others")) if rest > 0 else EMPTY
    body = join((looked, format_html('<ul class="a-names">{}</ul>', lines), more))
    return format_html('<div id="tried">{}</div>', Panel(title=_found(tried.pairs), body=body))


def _found(pairs: int) -> str:
    if not pairs:
        return _("It would find nothing")
    if pairs >= MOST_PAIRS:
        return _("It would find more than %(number)s pairs") % {"number": in_digits(MOST_PAIRS)}
    text = ngettext("It would find %(number)s pair", "It would find %(number)s pairs", pairs)
    return text % {"number": in_digits(pairs)}


def _link(section: str, record_id: int, name: str) -> Html:
    url = reverse("screens:card", kwargs={"section": section, "record_id": record_id})
    return format_html('<a href="{}" target="_blank">{}</a>', url, name)
