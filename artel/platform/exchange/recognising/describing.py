"""From the configuration to what recognition needs, and from its proposals to a first map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from artel.platform.access.policy import field_access, may
from artel.platform.exchange.mapping import ColumnMap, ImportMap, OnDouble, Target
from artel.platform.exchange.reading.header import Table
from artel.platform.exchange.recognising.recognise import FieldDescription, Proposal, recognise
from artel.platform.exchange.recognising.vocabulary import section_words
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec, Snapshot

MAX_SECTIONS = 12
SIMILAR_TYPES = ("phone", "email")
MOST_CHOICES = 2_000
"""Values by which a column is recognised; of a longer list the beginning tells enough."""
OWN_FIELDS = frozenset({"about_section", "about_id"})


def writable_fields(spec: SectionSpec, actor: Actor) -> tuple[FieldSpec, ...]:
    """Return the fields that the actor may fill by an import."""
    access = field_access(actor, spec.key)
    locked = access.hidden | access.readonly
    return tuple(
        f
        for f in spec.shown_fields
        if not f.system and not f.readonly and f.key not in locked and not f.holds_files and f.key not in OWN_FIELDS
    )


def sections_of_row(main: str, snapshot: Snapshot, actor: Actor) -> tuple[SectionSpec, ...]:
    """Return the main section and those tied to it by a reference, which one row may speak of as well."""
    spec = snapshot.section(main)
    keys = [main]
    keys += [f.target for f in spec.shown_fields if f.kind is Kind.REFERENCE and f.target]
    keys += [detail.section for detail in snapshot.details(main)]
    found: list[SectionSpec] = []
    for key in dict.fromkeys(keys):
        section = snapshot.sections.get(key)
        if section is None or section.retired or not may(actor, key, "create"):
            continue
        if key == main or section.parent is None:
            found.append(section)
    return tuple(found[:MAX_SECTIONS])


def describe_fields(sections: Sequence[SectionSpec], snapshot: Snapshot, actor: Actor) -> list[FieldDescription]:
    """Return the fields of sections as recognition sees them."""
    return [
        FieldDescription(
            section=section.key,
            key=spec.key,
            labels=tuple(text for label in (spec.label, *spec.known_as) for text in (label.ru, label.en)),
            type=spec.type,
            check=str(spec.options.get("check", "")),
            choices=tuple(str(label) for label in islice(snapshot.choices(spec).values(), MOST_CHOICES)),
            is_name=spec.key == "name",
        )
        for section in sections
        for spec in writable_fields(section, actor)
    ]


def propose_map(
    table: Table, main: str, snapshot: Snapshot, actor: Actor, *, on_similar: OnDouble = "ask"
) -> ImportMap:
    """Return a map made of what was recognised in the table's header and first rows."""
    sections = sections_of_row(main, snapshot, actor)
    rows = table.sample()
    samples = [[row.cells[c.index] for row in rows] for c in table.columns]
    words = {s.key: section_words.get(s.key) for s in sections if s.key in section_words}
    proposals = recognise(
        [c.header for c in table.columns],
        samples,
        describe_fields(sections, snapshot, actor),
        main=main,
        words=words,
    )
    columns = [
        ColumnMap(column=column.name, target=proposal.section, field=proposal.key)
        for column, proposal in zip(table.columns, proposals, strict=True)
        if isinstance(proposal, Proposal)
    ]
    return with_targets(main, columns, snapshot, on_similar=on_similar)


def with_targets(
    main: str,
    columns: Sequence[ColumnMap],
    snapshot: Snapshot,
    *,
    on_similar: OnDouble = "ask",
    known: Mapping[str, Target] | None = None,
) -> ImportMap:
    """Return a map with a target for each section that a column goes to; `known` targets keep their settings."""
    named = list(dict.fromkeys([main, *(c.target for c in columns)]))
    targets = []
    for alias in named:
        if known and alias in known:
            targets.append(known[alias])
            continue
        spec = snapshot.section(alias)
        filled = {c.field for c in columns if c.target == alias}
        if alias != main and not _is_worth(spec, filled):
            continue
        targets.append(_default_target(spec, filled, on_similar, is_main=alias == main))
    kept = {t.alias for t in targets}
    return ImportMap(section=main, targets=tuple(targets), columns=tuple(c for c in columns if c.target in kept))


def _is_worth(spec: SectionSpec, filled: set[str]) -> bool:
    """A second section needs something to live on: any field but its owner."""
    return bool(filled - {"owner"})


def _default_target(spec: SectionSpec, filled: set[str], on_similar: OnDouble, *, is_main: bool) -> Target:
    fields = [f for f in spec.shown_fields if f.key in filled]
    keys = tuple(f.key for f in fields if f.unique or f.options.get("check") == "inn")
    similar = tuple(f.key for f in fields if f.type in SIMILAR_TYPES)
    # People bear the same names and deals are called alike: a name alone asks only in the main section.
    is_nameable = is_main and "name" in filled and not spec.has_pipeline and spec.has_activities
    defaults = {} if "name" in filled or not spec.fields["name"].required else {"name": spec.singular.text()}
    return Target(
        alias=spec.key,
        section=spec.key,
        keys=keys,
        similar=(*similar, "name") if is_nameable else similar,
        on_similar=on_similar,
        defaults=defaults,
    )
