"""How a stored value is shown: as text for people, and as HTML for a cell, a fact or a board card.

One object per page carries the language, the moment and the actor; it asks nothing of the database. Dispatch is by
kind of value; nothing here knows a section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from artel.platform.screens.place import Place
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.fieldtypes.address import map_url
from artel.platform.sections.fieldtypes.money import show_money
from artel.platform.sections.pipelines import StageKind, StageSpec
from artel.platform.sections.showing import choice_in_words, in_words
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot
from artel.platform.ui import formats
from artel.platform.ui.atoms import Ago, Due, Person, Pill, Tags
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.icons import icon
from artel.platform.ui.inputs.uploads import file_icon

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
LONGEST_IN_CELL = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """Shows values of one section to one person at one moment. `linked` are sections he may open."""

    spec: SectionSpec
    snapshot: Snapshot
    now: datetime
    language: str
    user_id: int | None
    linked: frozenset[str]

    def text(self, field: FieldSpec, cell: CellValue) -> str:
        """Return the value in words, empty when there is none."""
        return in_words(
            self.spec,
            self.snapshot,
            field,
            cell.value,
            self.language,
            label=cell.label,
            currency=cell.currency,
            pipeline=cell.pipeline,
            files=[file.name for file in cell.files],
        )

    def html(self, field: FieldSpec, cell: CellValue, *, is_brief: bool = True) -> Html:
        """Return the value as HTML. `is_brief` cuts dates and long texts to what a cell holds."""
        value = cell.value
        if value is None or value == "":
            return EMPTY
        if field.type == "stage":
            return self.pill(cell.pipeline, str(value))
        if field.kind is Kind.CHOICE and (hue := self.snapshot.choice_hue(field, str(value))):
            return Pill(self.choice(field, value), hue)
        if field.kind is Kind.CHOICES:
            return Tags([self.choice(field, key) for key in value], [self.snapshot.choice_hue(field, k) for k in value])
        if field.kind is Kind.PERSON:
            return Person(self.text(field, cell), is_me=value == self.user_id)
        if field.kind is Kind.REFERENCE:
            return self.link(field.target or "", value, self.text(field, cell), css="soft" if is_brief else "a-link")
        if field.kind is Kind.DATETIME and isinstance(value, datetime):
            return self._moment(field, value) if is_brief else formats.exact(value, self.now.tzinfo)
        if field.kind is Kind.DATE and isinstance(value, date) and is_brief:
            shown = formats.date_short(value, self.now.date())
            return format_html(
                '<time datetime="{}" title="{}">{}</time>', value.isoformat(), formats.exact(value), shown
            )
        if field.kind is Kind.FILE and cell.key:
            return file_link(cell.key, self.text(field, cell))
        if field.kind is Kind.FILES:
            return _brief_files(cell) if is_brief else _all_files(cell)
        return self._by_type(field, self.text(field, cell), str(value), is_brief=is_brief)

    def _moment(self, field: FieldSpec, value: datetime) -> Html:
        if field.key in ("due_at", "next_activity_at"):
            return Due(value, self.now)
        return Ago(value, self.now)

    def _by_type(self, field: FieldSpec, shown: str, stored: str, *, is_brief: bool) -> Html:
        if field.type == "phone":
            return format_html('<a class="soft" href="tel:{}">{}</a>', stored.partition(";")[0], shown)
        if field.type == "email":
            return format_html('<a class="soft" href="mailto:{}">{}</a>', stored, shown)
        if field.type == "url" and urlsplit(stored).scheme in ("http", "https"):
            return format_html(
                '<a class="soft" href="{}" rel="noopener nofollow" target="_blank">{}</a>', stored, shown
            )
        if field.type == "address" and not is_brief and (url := map_url(field, stored)):
            return format_html(
                '{} <a class="a-link small" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>',
                shown,
                url,
                _("on the map"),
            )
        if field.kind is Kind.LONG_TEXT:
            return shown[:LONGEST_IN_CELL].replace("\n", " ") if is_brief else paragraphs(shown)
        return shown

    def pill(self, pipeline: str | None, stage_key: str) -> Html:
        """Return the mark of a stage; one that the pipeline has no more shows its key."""
        stage = self.spec.stage(pipeline, stage_key)
        if stage is None:
            return Pill(stage_key)
        return Pill(stage.label.text(self.language), hue_of(stage))

    def link(self, section: str, record_id: object, label: str, *, css: str = "a-link") -> Html:
        """Return the name of a record, a link when the actor may open its section."""
        if section not in self.linked:
            return label
        url = reverse("screens:card", kwargs={"section": section, "record_id": record_id})
        return format_html('<a class="{}" href="{}" title="{}">{}</a>', css, url, label, label)

    def sums(self, sums: Iterable[tuple[str, Decimal]]) -> str:
        """Return sums of several currencies in one line."""
        return " + ".join(
            show_money(amount, currency, self.language) if currency else formats.number(amount)
            for currency, amount in sums
        )

    def choice(self, field: FieldSpec, key: object) -> str:
        """Return what one value of a choice is called; one that its list has no more shows its key."""
        return choice_in_words(self.snapshot, field, str(key), self.language)

    def choices(self, field: FieldSpec, pipeline: str | None = None) -> Mapping[str, str]:
        """Return key → label of the values that a choice or stage field offers now, retired ones left out."""
        if field.type == "stage":
            found = self.spec.pipeline(pipeline)
            return {s.key: s.label.text(self.language) for s in (found.stages if found else ())}
        if field.lookup and (lookup := self.snapshot.lookups.get(field.lookup)):
            values = sorted(lookup.values.values(), key=lambda v: v.order)
            return {v.key: v.label.text(self.language) for v in values if not v.is_retired}
        return {key: label.text(self.language) for key, label in field.choices.items()}


def paragraphs(text: str, mark: Callable[[str], Html] = str) -> SafeString:
    """Return a text as paragraphs with its line breaks; `mark` turns a line into what stands for it."""
    blocks = (block.split("\n") for block in text.split("\n\n") if block.strip())
    return join(format_html("<p>{}</p>", join((mark(line) for line in lines), "<br>")) for lines in blocks)


def file_link(key: str, name: str) -> SafeString:
    """Return the name of a file, a link to its bytes."""
    return format_html('<a class="a-link" href="/files/{}/" title="{}">{}</a>', key, name, name)


def _brief_files(cell: CellValue) -> Html:
    """Return the first file, and how many more there are."""
    if not cell.files:
        return EMPTY
    first, more = cell.files[0], len(cell.files) - 1
    link = file_link(first.key, first.name)
    if not more:
        return link
    title = ", ".join(file.name for file in cell.files[1:])
    count = format_html('<span class="a-count" title="{}">+{}</span>', title, more)
    return format_html('<span class="a-files-brief">{}{}</span>', link, count)


def _all_files(cell: CellValue) -> Html:
    """Return the files one below another; the size is told on hover."""
    links = (
        format_html(
            '<a href="/files/{}/" title="{}, {}">{}<span class="clip">{}</span></a>',
            file.key,
            file.name,
            formats.file_size(file.size),
            icon(file_icon(file.content_type), "sm"),
            file.name,
        )
        for file in cell.files
    )
    return format_html('<span class="a-files">{}</span>', join(links))


def hue_of(stage: StageSpec) -> int | str:
    """Return the hue that a stage is painted with."""
    return {StageKind.SUCCESS: "won", StageKind.FAILURE: "lost"}.get(stage.kind, stage.hue)


def display_of(spec: SectionSpec, snapshot: Snapshot, *, user_id: int | None, linked: Iterable[str]) -> Display:
    """Return the display for a page made now, in the language in force."""
    return Display(
        spec=spec,
        snapshot=snapshot,
        now=timezone.localtime(),
        language=get_language() or "ru",
        user_id=user_id,
        linked=frozenset(linked),
    )


def screen_display(place: Place) -> Display:
    """Return the display for a screen of this place: references lead to sections that the actor may open."""
    targets = {f.target for f in place.fields.values() if f.target}
    linked = [key for key in targets if place.may_in(key, "read")]
    return display_of(place.spec, place.snapshot, user_id=place.actor.user_id, linked=linked)
