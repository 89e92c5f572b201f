"""What goes where before it begins, how it goes, and what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import visible_to
from artel.platform.access.views.frame import act, moment
from artel.platform.kernel.actor import SYSTEM
from artel.platform.process.handing_over.form import FORM
from artel.platform.process.handing_over.models import HandOver, HandOverItem, HandOverState, ItemState
from artel.platform.process.handing_over.parts import all_parts
from artel.platform.process.handing_over.planning import Share
from artel.platform.process.handing_over.running import AT_WORK
from artel.platform.sections.spec import Snapshot
from artel.platform.ui import formats
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState, Notice, Progress
from artel.platform.ui.record import Entry, Panel
from artel.platform.ui.table import Column, Group, Row, Table
from artel.platform.users.models import User

MOST_TOLD = 50
RECENT = 10


def preview_panel(shares: Sequence[Share], person: int) -> Html:
    """Return what of a person's would go where, a line for each part, and the button that begins."""
    if not shares:
        return EmptyState(
            title=_("Nothing to hand over"), text=_("He has no records, tasks or meetings."), icon="check"
        )
    names = _names([person, *(to for share in shares for to in share.people)])
    total = sum(share.count for share in shares)
    columns = (
        Column(key="what", label=_("What"), is_name=True, width=180),
        Column(key="count", label=_("How many"), is_number=True, width=100),
        Column(key="who", label=_("To whom")),
        Column(key="such", label=_("For example"), is_soft=True, is_wide_only=True),
    )
    rows = [
        Row(
            id=share.part.key,
            values={
                "what": share.part.label.text(),
                "count": formats.number(share.count),
                "who": _people(share.people, names),
                "such": "; ".join(share.examples) + (" …" if share.count > len(share.examples) else ""),
            },
        )
        for share in shares
    ]
    title = _("What goes where: %(count)s") % {"count": formats.number(total)}
    begin = Button(
        label=_("Hand work over"),
        kind="primary",
        is_submit=True,
        attrs={"name": "act", "value": "begin", "form": FORM},
    )
    said = _("%(person)s. Nothing is changed yet.") % {"person": names.get(person, "")}
    return Panel(
        title=title,
        action=begin,
        body=join(
            (
                format_html('<p class="muted small">{}</p>', said),
                Table(columns=columns, groups=[Group(rows=rows)], caption=title, is_static=True),
            )
        ),
    )


def _people(people: Mapping[int, int], names: Mapping[int, str]) -> str:
    ordered = sorted(people.items(), key=lambda pair: (-pair[1], names.get(pair[0], "")))
    return ", ".join(f"{names.get(person, person)}: {formats.number(count)}" for person, count in ordered)


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(id__in=set(ids)).values_list("id", "name"))


def progress(request: HttpRequest, found: HandOver, snapshot: Snapshot) -> Html:
    """Return how an operation stands; while it is at work the part asks for itself again."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    people: dict[str, Counter[int]] = defaultdict(Counter)
    rows = found.items.order_by().values_list("part", "state", "to_id").annotate(Count("id"))
    for part, state, to, number in rows:
        counts[part][state] += number
        people[part][to] += number
    states = sum(counts.values(), Counter[str]())
    total = sum(states.values())
    left = states[ItemState.DONE] if found.state == HandOverState.UNDOING else states[ItemState.WAITING]
    inside: list[Html] = []
    if found.state in AT_WORK:
        label = _("Being given back") if found.state == HandOverState.UNDOING else _("Being handed over")
        inside.append(Progress(title=label, percent=100 * (total - left) / (total or 1)))
    inside += [_summary(request, found, states), _table(counts, people, snapshot), _refused(found, snapshot)]
    again = "every 2s" if found.state in AT_WORK else None
    attrs = format_html(' hx-get="{}" hx-trigger="{}" hx-select="#handed" hx-swap="outerHTML"', request.path, again)
    return format_html('<div id="handed" class="stack"{}>{}</div>', attrs if again else EMPTY, join(inside))


def _summary(request: HttpRequest, found: HandOver, states: Mapping[str, int]) -> Html:
    done, refused = states.get(ItemState.DONE, 0), states.get(ItemState.REFUSED, 0)
    match found.state:
        case HandOverState.DONE:
            text = _("Handed over: %(done)s. Refused: %(refused)s.") % {
                "done": formats.number(done),
                "refused": formats.number(refused),
            }
            url = reverse("process:undo_hand_over", args=[found.pk])
            question = _("Give back all that nobody has given to somebody else since?")
            button = act(request, url, _("Undo"), icon="arrow-back-up", confirm=question)
            return Notice(text=text, tone="late" if refused else "good", actions=(button,) if done else ())
        case HandOverState.UNDONE:
            text = _("Given back: %(undone)s. Left where it is, for somebody has changed it: %(kept)s.") % {
                "undone": formats.number(states.get(ItemState.UNDONE, 0)),
                "kept": formats.number(states.get(ItemState.KEPT, 0)),
            }
            return Notice(text=text)
        case _:
            return EMPTY


def _table(counts: Mapping[str, Counter[str]], people: Mapping[str, Counter[int]], snapshot: Snapshot) -> Html:
    if not counts:
        return EMPTY
    names = _names({person for each in people.values() for person in each})
    columns = (
        Column(key="what", label=_("What"), is_name=True, width=200),
        Column(key="count", label=_("How many"), is_number=True, width=110),
        Column(key="who", label=_("Who has got it")),
    )
    rows = [
        Row(
            id=part.key,
            values={
                "what": part.label.text(),
                "count": formats.number(sum(counts[part.key].values())),
                "who": _people(people[part.key], names),
            },
        )
        for part in all_parts(snapshot)
        if part.key in counts
    ]
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("What was handed over"), is_static=True)


def _refused(found: HandOver, snapshot: Snapshot) -> Html:
    """Return the things that could not be given, each with the reason; the first fifty."""
    items = list(found.items.exclude(error="").order_by("id")[:MOST_TOLD])
    if not items:
        return EMPTY
    names = {
        (part, record_id): name
        for part in {item.part for item in items} & snapshot.sections.keys()
        for record_id, name in visible_to(SYSTEM, part)
        .filter(id__in=[item.item_id for item in items if item.part == part])
        .values_list("id", "name")
    }
    lines = join(
        format_html("<li>{}: {}</li>", _link(item, names.get((item.part, item.item_id))), item.error) for item in items
    )
    return Panel(title=_("What was refused"), body=format_html('<ul class="plain">{}</ul>', lines))


def _link(item: HandOverItem, name: str | None) -> Html:
    if name is None:
        return f"№ {item.item_id}"
    return format_html('<a class="a-link" href="/{}/{}/">{}</a>', item.part, item.item_id, name)


def recent() -> Html:
    """Return the latest operations, each with the way to it."""
    listed = list(HandOver.objects.order_by("-id")[:RECENT])
    if not listed:
        text = _("Somebody leaves or changes his place: all that is his goes to others in one operation.")
        return Panel(title=_("Handed over before"), body=format_html('<p class="muted">{}</p>', text))
    names = _names({each.person_id for each in listed})
    lines = join(
        Entry(
            label=names.get(each.person_id, f"№ {each.person_id}"),
            url=reverse("process:handed_over", args=[each.pk]),
            note=moment(each.begun_at),
            value=_state(each.state),
        )
        for each in listed
    )
    return Panel(title=_("Handed over before"), body=lines)


def _state(state: str) -> Flag:
    return {
        HandOverState.RUNNING: Flag(_("at work"), "info"),
        HandOverState.DONE: Flag(_("handed over"), "good"),
        HandOverState.UNDOING: Flag(_("being given back"), "info"),
        HandOverState.UNDONE: Flag(_("given back")),
    }[HandOverState(state)]
