"""What saving asks when a rule of duplicates warns: write it all the same, open the other one, or merge the two.

The record is written first and looked at as stored, with all that follows from it; when it has twins and nobody has
decided yet, the transaction is rolled back and the form comes back with the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import field_access
from artel.platform.duplicates.finding import Twin, twins_by
from artel.platform.duplicates.marking import read_more, read_rows
from artel.platform.duplicates.specs import DuplicateRule, rules_of
from artel.platform.kernel.text import in_a_phrase
from artel.platform.screens.answers import panel
from artel.platform.screens.merging.screen import merge_dialog, read_records
from artel.platform.screens.place import Place
from artel.platform.ui import formats
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Html, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Form

DECISION = "twins"
"""The parameter of a form that carries the decision: `anyway`, or the id of the record to merge with."""
ANYWAY = "anyway"
SHOWN = 5


class TwinsFound(Exception):
    """The record has twins, and nobody has said yet what to do."""

    def __init__(self, twins: Sequence[Twin]) -> None:
        """`twins` is not empty."""
        super().__init__()
        self.twins = tuple(twins)


def is_decided(request: HttpRequest) -> bool:
    """Return whether the form carries a decision."""
    return bool(request.POST.get(DECISION))


def merged_with(request: HttpRequest) -> int | None:
    """Return the record that the person wants to merge the written one with."""
    text = request.POST.get(DECISION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def compared_values(place: Place, record_id: int) -> Mapping[str, object]:
    """Return what a record is compared by on saving, before it is changed; nothing where no rule acts."""
    rules = _asking(place)
    return read_rows(place.spec.key, [record_id], rules).get(record_id, {}) if rules else {}


def twins_of_written(place: Place, record_id: int, before: Mapping[str, object] | None = None) -> tuple[Twin, ...]:
    """Return the twins of a record just written, by the rules that ask on saving.

    With `before`, the values it had, only by rules of which a value has changed.
    """
    rules = _asking(place)
    if not rules:
        return ()
    # A condition may speak of any field of the record.
    more = [f.key for f in place.spec.shown_fields] if any(rule.when for rule in rules) else []
    rows = read_rows(place.spec.key, [record_id], rules, more)
    row = rows.get(record_id, {})
    if before is not None:
        rules = [r for r in rules if any(row.get(key) != before.get(key) for key in r.compared)]
    if not rules or not row:
        return ()
    details = read_more([record_id], rules)
    return twins_by(place.spec.key, [row], rules, actor=place.actor, ids=[record_id], more=details)[0]


def ask_about_twins(
    place: Place, record_id: int, request: HttpRequest, before: Mapping[str, object] | None = None
) -> None:
    """Raise TwinsFound, to roll the write back, unless there are none or the form carries a decision."""
    if is_decided(request):
        return
    twins = twins_of_written(place, record_id, before)
    if twins:
        raise TwinsFound(twins)


def _asking(place: Place) -> list[DuplicateRule]:
    """Return the rules that ask: those that refuse have refused already, but for those whom they let through."""
    hidden = field_access(place.actor, place.spec.key).hidden
    return [
        rule
        for rule in rules_of(place.spec.key, place.snapshot, "save")
        if not rule.refuses(place.actor) and hidden.isdisjoint(rule.fields)
    ]


def question(place: Place, twins: Sequence[Twin], *, can_merge: bool = True) -> list[Html]:
    """Return the lines above a form: who is there already, and for each what can be done."""
    seen = [t for t in twins if t.is_visible][:SHOWN]
    lines: list[Html] = [_("This may be there already. Nothing was saved yet.")]
    can_merge = can_merge and place.may("change") and place.may("remove")
    lines += [_line(place, twin, can_merge=can_merge) for twin in seen]
    if len(seen) < len(twins[:SHOWN]):
        lines.append(_("There is one more in a record that you do not see: ask your head."))
    return lines


def _line(place: Place, twin: Twin, *, can_merge: bool) -> Html:
    acts = [Button(label=_("Open"), url=place.url("card", record_id=twin.record_id), is_small=True,
                   attrs={"target": "_blank", "hx-boost": "false"})]  # fmt: skip
    if can_merge:
        decision = {"name": DECISION, "value": str(twin.record_id)}
        acts.append(Button(label=_("Save and merge"), is_submit=True, is_small=True, attrs={**decision}))
    return format_html(
        '<span class="a-twin"><b>{}</b> <span class="muted">{}</span> <span class="row-x">{}</span></span>',
        twin.name or formats.record_number(twin.record_id),
        ", ".join(in_a_phrase(rule.label.text()) for rule in twin.rules),
        join(acts),
    )


def questioned(dialog: Dialog, place: Place, twins: Sequence[Twin], label: str, *, can_merge: bool = True) -> Dialog:
    """Return a form's dialog with the question above its fields; `label` is the button that writes all the same."""
    form = dialog.body
    if not isinstance(form, Form):
        raise TypeError("the dialog holds no form")
    anyway = Button(label=label, kind="primary", is_submit=True, attrs={"name": DECISION, "value": ANYWAY})
    others = [b for b in form.buttons if not (isinstance(b, Button) and b.is_submit)]
    return replace(
        dialog,
        body=replace(
            form, errors=[*question(place, twins, can_merge=can_merge), *form.errors], buttons=[*others, anyway]
        ),
    )


def merge_after(place: Place, record_id: int, other: int, request: HttpRequest) -> HttpResponse:
    """Return the records just written and chosen side by side, to be merged."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{place.url('merge')}?ids={other},{record_id}")
    dialog = merge_dialog(place, read_records(place, [other, record_id]), request)
    return panel(dialog, record_changed={"section": place.spec.key, "ids": [record_id]})
