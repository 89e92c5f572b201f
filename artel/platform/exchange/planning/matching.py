"""Which records of the base, and of the file itself, a chunk of rows speaks of. Set-based: a handful of
queries per chunk, whatever its size.

A *key* (ИНН, an outer number) says that it is the same record: it is updated. Likeness (phone, e-mail,
name) only asks: what happens is the target's `on_similar`. Two rows of a file that agree in a key, or
in the whole name while the file speaks of several sections, are one record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Value, Window
from django.db.models.functions import Lower, Replace, RowNumber
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.duplicates.specs import Part
from artel.platform.exchange.mapping import Target
from artel.platform.exchange.planning.held import CANDIDATES, Held, ask_about, ask_which
from artel.platform.exchange.planning.plans import Act, Finding, Level, Mention, RowPlan
from artel.platform.exchange.planning.ruled import are_unlike, ruled_twins, tellers, told
from artel.platform.exchange.planning.seen import Seen, SeenKeys, digest
from artel.platform.exchange.planning.values import Wanted
from artel.platform.exchange.recognising.readings import name_forms
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.text import fold
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

MOST_ALIKE = 20
"""Records with one value that are looked at."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention in its row, with the values by which it is compared."""

    plan: RowPlan
    mention: Mention
    keys: Sequence[tuple[str, object]]


Found = Mapping[str, Mapping[object, Sequence[Held]]]
"""Key field → value for comparing → records."""


@dataclass(slots=True)
class Matcher:
    """Finds doubles for one import.

    `joined` are the aliases whose equal names are one record of the file (a company on the rows of its
    people). `made_here` tells which of some records this import has made. `seen` remembers the file's
    earlier rows when nothing is written.
    """

    actor: Actor
    snapshot: Snapshot
    specs: Mapping[str, SectionSpec]
    joined: frozenset[str]
    made_here: Callable[[str, Iterable[int]], set[int]]
    seen: SeenKeys | None = None
    _tellers: dict[tuple[str, str], tuple[Part, ...]] = field(default_factory=dict)
    _holders: dict[str, tuple[SectionSpec, str] | None] = field(default_factory=dict)

    def match(self, plans: Sequence[RowPlan], targets: Iterable[Target]) -> None:
        """Decide create, update or keep for every mention; note what needs a decision."""
        for target in targets:
            mentions = [(plan, plan.mentions[target.alias]) for plan in plans if target.alias in plan.mentions]
            compared = self._compared(target)
            if not mentions or not (compared or target.on_similar != "create"):
                continue
            placed = [Placed(plan, mention, self._keys(target, mention, compared)) for plan, mention in mentions]
            found = self._in_base(target, placed)
            earlier = self._in_file(target, placed)
            chunk: dict[tuple[str, object], tuple[RowPlan, Mention]] = {}
            for place in placed:
                if not place.plan.is_refused:
                    self._match_one(place, found, earlier, chunk)
            self._ask_rules(target, placed)
            self._remember(target, placed)

    def _ask_rules(self, target: Target, placed: Sequence[Placed]) -> None:
        """Ask the company's rules about mentions that would be created and of which nothing has been noted yet."""
        asked = [
            p
            for p in placed
            if p.mention.act is Act.CREATE
            and p.mention.twin is None
            and not (p.plan.is_refused or p.mention.is_forced or any(f.target == target.alias for f in p.plan.findings))
        ]
        if target.on_similar == "create" or not asked:
            return
        rows = [{k: v for k, v in p.mention.values.items() if not isinstance(v, Wanted)} for p in asked]
        found = ruled_twins(self.specs[target.alias], rows, actor=self.actor, snapshot=self.snapshot)
        made = self.made_here(target.section, [t.record_id for twins in found for t in twins]) if any(found) else set()
        for place, twins in zip(asked, found, strict=True):
            if twins:
                held = [Held(t.record_id, t.name, t.record_id in made) for t in twins]
                key = twins[0].rules[0].fields[0]
                self._settle(place.plan, place.mention, key, place.mention.values.get(key), held)

    def form(self, section: str, key: str, value: object) -> object:
        """Return a value as it is compared: names by their own form, texts as stored."""
        if key == "name":
            own = name_forms.find(section)
            return own.make(str(value)) if own else fold(str(value))
        return value

    def _compared(self, target: Target) -> tuple[str, ...]:
        """Return the fields by which records are compared; who makes one of every row is not asked for likeness."""
        similar = target.similar if target.on_similar != "create" else ()
        return tuple(dict.fromkeys((*target.keys, *similar, *(["name"] if target.alias in self.joined else []))))

    def _keys(self, target: Target, mention: Mention, compared: Iterable[str]) -> list[tuple[str, object]]:
        return [
            (key, self.form(target.section, key, mention.values[key]))
            for key in compared
            if mention.values.get(key) not in (None, "") and not isinstance(mention.values[key], Wanted)
        ]

    def _in_base(self, target: Target, placed: Iterable[Placed]) -> Found:
        wanted: dict[str, set[object]] = defaultdict(set)
        for place in placed:
            for key, value in place.keys:
                wanted[key].add(value)
        found = {key: self._holders_of(target, key, values) for key, values in wanted.items()}
        ids = {held.id for by_value in found.values() for holders in by_value.values() for held in holders}
        made = self.made_here(target.section, ids) if ids else set()
        if not made:
            return found
        return {
            key: {v: [replace(h, is_made_here=h.id in made) for h in holders] for v, holders in by_value.items()}
            for key, by_value in found.items()
        }

    def _holders_of(self, target: Target, key: str, values: set[object]) -> Mapping[object, Sequence[Held]]:
        spec = self.specs[target.alias]
        records = visible_to(self.actor, target.section)
        column = key
        if key == "name":
            own = name_forms.find(target.section)
            if own is None:
                # The database folds as `fold` does, up to blanks, which the door has put right already.
                lowered = Replace(Lower("name"), Value("ё"), Value("е"))
                records = records.annotate(folded_name=lowered)
            column = own.field if own else "folded_name"
        found: dict[object, list[Held]] = defaultdict(list)
        # In a big base thousands are called alike; the youngest tell enough, this import's own among them.
        nth = Window(RowNumber(), partition_by=F(column), order_by=F("id").desc())
        near = records.filter(**{f"{column}__in": any_of(values, _type_of(records, column))}).annotate(nth=nth)
        rows: QuerySet[Any] = near.filter(nth__lte=MOST_ALIKE).order_by("id")
        telling = self.tellers(target, key)
        for value, record_id, name, *others in rows.values_list(column, "id", "name", *(p.field for p in telling)):
            apart = tuple(part.text(other) for part, other in zip(telling, others, strict=True))
            found[value].append(Held(record_id, name, told=apart))
        for value, held in self._by_details(spec, key, values):
            if all(other.id != held.id for other in found[value]):
                found[value].append(held)
        return found

    def _by_details(self, spec: SectionSpec, key: str, values: set[object]) -> Iterable[tuple[object, Held]]:
        """Yield records that hold a phone or e-mail among their further ways to reach."""
        place = self.place_of_more(spec, key)
        if place is None:
            return
        detail, pointer = place
        rows = visible_to(self.actor, detail.key).filter(
            value__in=any_of(values, "text"), kind=spec.fields[key].type, **{f"{pointer}__isnull": False}
        )
        for value, record_id, name in rows.values_list("value", f"{pointer}_id", F(f"{pointer}__name")):
            yield value, Held(record_id, name or "")

    def place_of_more(self, spec: SectionSpec, key: str) -> tuple[SectionSpec, str] | None:
        """Return the detail section, and its reference to `spec`, that keeps further values of a field.

        That is one with a `value` and a `kind` that has a choice named like the field's type.
        """
        place = f"{spec.key}.{key}"
        if place not in self._holders:
            self._holders[place] = next(iter(self._places(spec, spec.fields[key])), None)
        return self._holders[place]

    def _places(self, spec: SectionSpec, held: FieldSpec) -> Iterable[tuple[SectionSpec, str]]:
        for detail in self.snapshot.details(spec.key):
            section = self.snapshot.sections[detail.section]
            kind = section.field("kind")
            is_place = section.parent is not None and kind is not None and section.field("value") is not None
            if is_place and kind is not None and held.type in self.snapshot.choices(kind):
                yield section, detail.field

    def tellers(self, target: Target, key: str) -> tuple[Part, ...]:
        """Return the fields that tell records apart which agree in `key`."""
        if (target.alias, key) not in self._tellers:
            self._tellers[target.alias, key] = tellers(self.specs[target.alias], key, self.snapshot)
        return self._tellers[target.alias, key]

    def _told(self, target: Target, key: str, mention: Mention) -> tuple[str, ...]:
        return told(self.tellers(target, key), mention.values)

    def _in_file(self, target: Target, placed: Sequence[Placed]) -> Mapping[bytes, Seen]:
        if self.seen is None:
            return {}
        return self.seen.find({digest(target.alias, k, v) for place in placed for k, v in place.keys})

    def _remember(self, target: Target, placed: Sequence[Placed]) -> None:
        if self.seen is not None:
            self.seen.add(
                (digest(target.alias, key, value), place.plan.number, self._told(target, key, place.mention))
                for place in placed
                if not place.plan.is_refused
                for key, value in place.keys
            )

    def _match_one(
        self,
        place: Placed,
        found: Found,
        earlier: Mapping[bytes, Seen],
        chunk: dict[tuple[str, object], tuple[RowPlan, Mention]],
    ) -> None:
        plan, mention, keys = place.plan, place.mention, place.keys
        if not mention.is_forced:
            decided = self._by_key(plan, mention, keys, found, earlier, chunk)
            if not decided:
                self._by_likeness(plan, mention, keys, found, earlier, chunk)
        if not plan.is_refused:
            for key in keys:
                chunk.setdefault(key, (plan, mention))

    def _is_same(self, target: Target, key: str) -> bool:
        """True for what makes two mentions one record of the file."""
        return key in target.keys or (key == "name" and target.alias in self.joined)

    def _by_key(
        self,
        plan: RowPlan,
        mention: Mention,
        keys: Sequence[tuple[str, object]],
        found: Found,
        earlier: Mapping[bytes, Seen],
        chunk: Mapping[tuple[str, object], tuple[RowPlan, Mention]],
    ) -> bool:
        target = mention.target
        for key, value in keys:
            held = found.get(key, {}).get(value, ())
            if key not in target.keys:
                held = [h for h in held if h.is_made_here and self._is_same(target, key)]
            if len(held) == 1:
                mention.record_id = held[0].id
                mention.act = Act.UPDATE
                mention.is_repeat = held[0].is_made_here
            elif len(held) > 1:
                plan.findings.append(ask_which(target, key, value, held))
            elif self._is_same(target, key) and (key, value) in chunk and self._agree(mention, chunk[key, value][1]):
                mention.twin = chunk[key, value][1]
                mention.act = Act.UPDATE
            elif earlier and self._is_same(target, key) and digest(target.alias, key, value) in earlier:
                mention.act = Act.KEEP
            else:
                continue
            return True
        return False

    def _agree(self, one: Mention, other: Mention) -> bool:
        """Two companies of one name but different ИНН are two companies."""
        return all(
            one.values.get(key) in (None, other.values.get(key)) or other.values.get(key) is None
            for key in one.target.keys
        )

    def _by_likeness(
        self,
        plan: RowPlan,
        mention: Mention,
        keys: Sequence[tuple[str, object]],
        found: Found,
        earlier: Mapping[bytes, Seen],
        chunk: Mapping[tuple[str, object], tuple[RowPlan, Mention]],
    ) -> None:
        target = mention.target
        for key, value in keys:
            if key in target.keys:
                continue
            own = self._told(target, key, mention)
            held = [h for h in found.get(key, {}).get(value, ()) if not h.is_made_here or key in target.similar]
            held = [h for h in held if not are_unlike(own, h.told)]
            if held:
                self._settle(plan, mention, key, value, held)
                return
            if key not in target.similar:
                continue
            twin = chunk.get((key, value))
            met = earlier.get(digest(target.alias, key, value))
            if twin is not None:
                met = Seen(twin[0].number, self._told(target, key, twin[1]))
            if met is not None and met.row != plan.number and not are_unlike(own, met.told):
                self._settle_in_file(plan, mention, key, value, met.row, twin)
                return

    def _settle(self, plan: RowPlan, mention: Mention, key: str, value: object, held: Sequence[Held]) -> None:
        policy = mention.target.on_similar
        if policy == "create":
            return
        if policy == "ask" or len(held) > 1:
            plan.findings.append(ask_about(mention.target, key, value, held))
            return
        mention.record_id = held[0].id
        mention.act = Act.UPDATE if policy == "update" else Act.KEEP

    def _settle_in_file(
        self,
        plan: RowPlan,
        mention: Mention,
        key: str,
        value: object,
        row: int,
        twin: tuple[RowPlan, Mention] | None,
    ) -> None:
        policy = mention.target.on_similar
        if policy == "create":
            return
        if policy == "ask":
            message = format_lazy(_("The same as in row {row} of this file."), row=row)
            answers: list[dict[str, object]] = [{"do": "create", "label": ""}, {"do": "skip", "label": ""}]
            finding = Finding(Level.SIMILAR, "similar_in_file", message, mention.target.alias, "", "", str(value))
            finding.answers = answers
            plan.findings.append(finding)
            return
        if twin is not None:
            mention.twin = twin[1]
        mention.act = Act.UPDATE if policy == "update" else Act.KEEP

    def resolve(self, plans: Iterable[RowPlan]) -> None:
        """Turn names of referred records into ids; a name that nobody or several have is an error."""
        asked: dict[str, dict[object, list[tuple[RowPlan, Mention, str, Wanted]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        references = {
            alias: [f.key for f in spec.shown_fields if f.kind is Kind.REFERENCE] for alias, spec in self.specs.items()
        }
        for plan in plans:
            for alias, mention in plan.mentions.items():
                for key in references[alias]:
                    value = mention.values.get(key)
                    if isinstance(value, Wanted):
                        asked[value.section][self.form(value.section, "name", value.text)].append(
                            (plan, mention, key, value)
                        )
        for section, wanted in asked.items():
            spec = self.snapshot.section(section)
            target = Target(alias=section, section=section)
            self.specs = {**self.specs, section: self.specs.get(section, spec)}
            found = self._holders_of(target, "name", set(wanted))
            for form, places in wanted.items():
                _put(found.get(form, ()), places)


def _type_of(records: QuerySet[Any], column: str) -> str:
    """Return the type of a column of these records; the folded name is a text, and texts of any length are texts."""
    if column in records.query.annotations:
        return "text"
    found = str(records.model._meta.get_field(column).db_type(connection))
    return "text" if found.startswith("varchar") else found


def _put(held: Sequence[Held], places: Iterable[tuple[RowPlan, Mention, str, Wanted]]) -> None:
    for plan, mention, key, value in places:
        mention.values[key] = held[0].id if len(held) == 1 else None
        if len(held) != 1:
            message = _("Several records are called so.") if held else _("There is no record of this name.")
            finding = Finding(Level.ERROR, "unknown_reference", message, mention.target.alias, key, "", value.text)
            finding.answers = [{"do": "value", "value": h.id, "label": h.name} for h in held[:CANDIDATES]]
            finding.answers.append({"do": "blank", "label": ""})
            plan.findings.append(finding)
