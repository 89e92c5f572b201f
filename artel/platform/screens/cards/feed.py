"""The feed of a record, a page at a time, the newest first: days, items, older on demand.

Names of records and people in old values come for the whole page in one statement; field values that the actor may
not read are left out of history as they are left out of the card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from artel.platform.access.policy import visible_to
from artel.platform.files.models import StoredFile
from artel.platform.kernel.labels import Label
from artel.platform.records.models import FeedEntry
from artel.platform.records.uploads import ids_in
from artel.platform.screens.cards.feed_kinds import ACTIVITIES, FILTERS, FeedKind, Said, feed_kinds, kinds_in
from artel.platform.screens.cards.mentions import with_mentions
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display, file_link
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.fieldtype import ValueProblem, field_types
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui import formats
from artel.platform.ui.atoms import Clock
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Component, Html, join
from artel.platform.ui.feed import Feed, FeedDay, FeedItem, FileLink
from artel.platform.ui.icons import known
from artel.platform.users.models import User

PAGE = 30
LONGEST_VALUE = 200
FILES = "files"
Labels = Mapping[tuple[str, int], tuple[str, str]]
"""(section, empty for people, `FILES` for files; id) → name, and the key of a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stored entry."""

    id: int
    kind: str
    at: datetime
    author_id: int | None
    author: str
    body: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the address of a feed says: the filter, a field whose history is wanted, the entry to go on after.

    Entries stand in the order of their time, which an import may set; `before` is the (moment, id) of the last one.
    """

    group: str = ""
    field: str = ""
    before: tuple[datetime, int] | None = None


def read_feed(record: Record, state: FeedState) -> list[Entry]:
    """Return a page of entries and one more, newest first; one query."""
    found = FeedEntry.objects.filter(section=record.place.spec.key, record_id=record.id)
    if state.group == ACTIVITIES:
        found = found.filter(body__has_key="activity")
    elif state.group in FILTERS:
        told = Q(kind__in=kinds_in(state.group))
        fields = [f.key for f in record.place.fields.values() if f.holds_files]
        if state.group == FILES and fields:
            told |= Q(body__fields__has_any_keys=fields)
        found = found.filter(told)
    if state.field:
        found = found.filter(body__fields__has_key=state.field)
    if state.before is not None:
        at, last_id = state.before
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=last_id))
    columns = ("id", "kind", "at", "author_id", "actor_name", "body", "rule")
    rows = found.order_by("-at", "-id").values_list(*columns)[: PAGE + 1]
    return [
        Entry(id=i, kind=kind, at=at, author_id=author, author=name, body=body or {}, rule=rule)
        for i, kind, at, author, name, body, rule in rows
    ]


def feed_of(record: Record, display: Display, state: FeedState) -> Feed:
    """Return the feed of a card as its address asks for it; two queries."""
    entries = read_feed(record, state)
    more, entries = len(entries) > PAGE, entries[:PAGE]
    labels = labels_in(record, entries)
    writer = _Writer(record=record, display=display, labels=labels)
    items: list[Component] = []
    last: date | None = None
    for entry in entries:
        day = timezone.localtime(entry.at).date()
        if day != last and not (state.before and last is None):
            items.append(FeedDay(formats.day_heading(day, display.now.date())))
        last = day
        item = writer.item(entry)
        if item is not None:
            items.append(item)
    return Feed(items=items, more=_more(record, state, entries[-1]) if more else EMPTY)


def _more(record: Record, state: FeedState, last: Entry) -> Html:
    place = {"group": state.group, "field": state.field, "before": f"{last.at.isoformat()} {last.id}"}
    url = f"{record.place.url('feed', record_id=record.id)}?{urlencode(place)}"
    button = Button(
        label=_("Show older"),
        url=url,
        kind="bare",
        is_small=True,
        attrs={"hx-get": url, "hx-target": "closest li", "hx-swap": "outerHTML", "hx-select": "#feed > li"},
    )
    return format_html('<li class="a-feed-more">{}</li>', button)


def labels_in(record: Record, entries: Iterable[Entry]) -> Labels:
    """Return the names of all records and people that the old and new values point to; one query."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        for key, pair in _changes(entry).items():
            spec = record.place.fields.get(key)
            if spec is not None and spec.holds_files:
                wanted[FILES].update(file for value in pair for file in ids_in(value))
            elif spec is not None and spec.kind in (Kind.REFERENCE, Kind.PERSON):
                target = spec.target or "" if spec.kind is Kind.REFERENCE else ""
                wanted[target].update(v for v in pair if isinstance(v, int))
    parts = []
    for target, ids in wanted.items():
        if not ids:
            continue
        kept = Value(target, output_field=CharField())
        address = Cast("key", CharField()) if target == FILES else Value("", output_field=CharField())
        named = _named(record, target).filter(id__in=ids)
        parts.append(
            named.annotate(kept_in=kept, number=Cast("id", BigIntegerField()), address=address).values_list(
                "kept_in", "number", "name", "address"
            )
        )
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {(target, number): (name, address) for target, number, name, address in rows}


def _named(record: Record, target: str) -> QuerySet[Any]:
    """Return the files that lie at a record, the people, or the records of a section that the actor sees."""
    if target == FILES:
        return StoredFile.objects.filter(section=record.place.spec.key, record_id=record.id).order_by()
    return visible_to(record.place.actor, target, include_trashed=True) if target else User.objects.order_by()


def _changes(entry: Entry) -> Mapping[str, Sequence[Any]]:
    fields = entry.body.get("fields")
    return {k: v for k, v in fields.items() if isinstance(v, list) and len(v) == 2} if isinstance(fields, dict) else {}


def _reason(body: Mapping[str, Any]) -> Html:
    """Say why a record was moved when nobody moved it by hand: the stage that it stood in went."""
    why = body.get("why")
    if not isinstance(why, dict) or "gone" not in why:
        return EMPTY
    text = _("The stage “%(stage)s” is there no more.") % {"stage": Label.of(why["gone"]).text()}
    return format_html('<p class="small soft">{}</p>', text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Puts entries into words."""

    record: Record
    display: Display
    labels: Labels

    def item(self, entry: Entry) -> FeedItem | None:
        """Return one item; None for a change of nothing that the actor may see."""
        kind = feed_kinds.find(entry.kind) or FeedKind(key=entry.kind, group="", icon="history")
        said = self._said(entry, kind)
        if said is None:
            return None
        who = _("You") if entry.author_id == self.display.user_id and entry.author_id else entry.author
        return FeedItem(
            icon=self._icon(entry, kind),
            who=who or _("Artel"),
            what=format_html('<a class="a-link" href="{}">{}</a>', said.url, said.what) if said.url else said.what,
            time=Clock(entry.at, self.display.now),
            body=said.body,
            tone=said.tone,
            files=self._files(entry),
            actions=self._why(entry),
            id=f"entry-{entry.id}",
        )

    def _why(self, entry: Entry) -> tuple[Html, ...]:
        """Return the way to «why did this happen?» of what a rule has done."""
        if not entry.rule:
            return ()
        url = self.record.place.url("because", record_id=self.record.id, entry_id=entry.id)
        attrs: dict[str, AttributeValue] = {"hx-get": url, "hx-target": "#dialog"}
        return (Button(label=_("Why?"), url=url, kind="bare", is_small=True, attrs=attrs),)

    def _said(self, entry: Entry, kind: FeedKind) -> Said | None:
        if entry.kind == "comment":
            return Said(body=with_mentions(entry.body), tone="team")
        if entry.kind == "file":
            return Said(what=_("attached a file"))
        if "activity" in entry.body:
            return self._activity(entry.body)
        changes = {k: v for k, v in _changes(entry).items() if k in self.record.place.fields}
        if "fields" not in entry.body:
            return kind.say(entry.body)
        if not changes:
            return None
        if entry.kind == "stage" and "stage" in changes:
            before, after = changes.pop("stage")
            return Said(what=self._move(before, after), body=join((_reason(entry.body), self._lines(changes))))
        if len(changes) == 1:
            key = next(iter(changes))
            return Said(what=self._line(key, changes[key]))
        what = _("computed anew") if entry.kind == "derived" else _("changed fields")
        return Said(what=what, body=self._lines(changes))

    def _icon(self, entry: Entry, kind: FeedKind) -> str:
        spec = self.record.place.snapshot.sections.get(str(entry.body.get("activity", "")))
        return known(spec.icon, "checkbox") if spec else kind.icon

    def _activity(self, body: Mapping[str, Any]) -> Said:
        """Say what was planned or done; see `artel.platform.screens.cards.feed_kinds` for the shape of the body."""
        section = str(body.get("activity"))
        spec = self.record.place.snapshot.sections.get(section)
        kind = spec.singular.text(self.display.language) if spec else section
        act = _("%(what)s done") if body.get("event") == "done" else _("%(what)s planned")
        if not self.record.place.may_in(section, "read"):
            return Said(what=act % {"what": kind})
        link = format_html('<a class="a-link" href="/{}/{}/">{}</a>', section, body.get("id"), body.get("name") or "")
        result = spec.field("result") if spec else None
        label = self.record.place.snapshot.choices(result).get(str(body.get("result") or "")) if result else None
        due = parse_datetime(str(body.get("due_at") or "")) if body.get("event") != "done" else None
        words = [formats.datetime_short(due, self.display.now)] if due else []
        words += [label.text(self.display.language)] if label else []
        words += [str(body["text"])] if body.get("text") else []
        below = format_html('<span class="small soft">{}</span>', ". ".join(words)) if words else EMPTY
        return Said(what=join((act % {"what": kind}, ": ", link)), body=below)

    def _move(self, before: Any, after: Any) -> Html:
        pipeline = self.record.value("pipeline")
        pills = [self.display.pill(pipeline, str(key)) for key in (before, after) if key]
        return join(pills, " → ")

    def _lines(self, changes: Mapping[str, Sequence[Any]]) -> Html:
        return join(format_html('<p class="small soft">{}</p>', self._line(key, pair)) for key, pair in changes.items())

    def _line(self, key: str, pair: Sequence[Any]) -> Html:
        spec = self.record.place.fields[key]
        if spec.holds_files:
            return self._moved_files(spec, *(ids_in(value) for value in pair))
        before, after = (self._value(spec, value) for value in pair)
        label = spec.label.text(self.display.language)
        if not before:
            return format_html('<span class="muted">{}:</span> {}', label, after)
        return format_html(
            '<span class="muted">{}:</span> <s class="muted">{}</s> → {}', label, before, after or _("empty")
        )

    def _moved_files(self, spec: FieldSpec, before: Sequence[int], after: Sequence[int]) -> Html:
        """Say which files came and which went; what is gone for good has no name any more."""
        added, removed = [i for i in after if i not in before], [i for i in before if i not in after]
        said = [
            format_html("{} {}", word, join((self._file(i) for i in ids), ", "))
            for word, ids in (
                (npgettext("files", "added", "added", len(added)), added),
                (npgettext("files", "taken out", "taken out", len(removed)), removed),
            )
            if ids
        ]
        label = spec.label.text(self.display.language)
        return format_html('<span class="muted">{}:</span> {}', label, join(said, "; ") if said else _("put in order"))

    def _file(self, file: int) -> Html:
        name, key = self.labels.get((FILES, file), ("", ""))
        return file_link(key, name) if key else format_html('<span class="muted">{}</span>', _("a removed file"))

    def _value(self, spec: FieldSpec, value: Any) -> str:
        """Return an old value in words; one that the field could not hold today is shown as it was written."""
        if value is None or value == "":
            return ""
        if spec.kind in (Kind.REFERENCE, Kind.PERSON):
            target = spec.target or "" if spec.kind is Kind.REFERENCE else ""
            return self.labels.get((target, value), (formats.record_number(value), ""))[0]
        try:
            stored = value if spec.kind is Kind.BOOLEAN else field_types.get(spec.type).parse(spec, value)
            shown = self.display.text(spec, CellValue(value=stored, pipeline=self.record.value("pipeline")))
        except (ValueProblem, ValueError, TypeError):
            shown = str(value)
        return shown if len(shown) <= LONGEST_VALUE else f"{shown[:LONGEST_VALUE]}…"

    def _files(self, entry: Entry) -> tuple[FileLink, ...]:
        listed = entry.body.get("files") if entry.kind != "file" else [entry.body]
        return tuple(
            FileLink(name=str(f.get("name", "")), size=int(f.get("size") or 0), url=f"/files/{f['file']}/")
            for f in (listed or ())
            if isinstance(f, dict) and f.get("file")
        )
