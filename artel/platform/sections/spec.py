"""SectionSpec, FieldSpec and what hangs on them: frozen values, one set per revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.calendars import CalendarSpec
from artel.platform.sections.pipelines import PipelineSpec, StageSpec


class Kind(StrEnum):
    """The few sorts of value that consumers (API, import, print, search) tell apart."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    DURATION = "duration"
    CHOICE = "choice"
    CHOICES = "choices"
    REFERENCE = "reference"
    PERSON = "person"
    FILE = "file"
    FILES = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a section. `key` is the name in code, API, YAML and conditions; it never changes.

    `type` names a field type; `column` is the database column (`<key>` or `<key>_id` for pointers);
    `target` is the section a reference points to, `lookup` the list a choice takes its values from,
    `choices` fixed values of a choice that no company edits (key → label).
    A `system` field is written by the door alone. A `retired` one is hidden and waits to be dropped.
    `help` is the line under the input; `owner` names who declared it (platform, a pack, local).
    `known_as` are names that it bears in the product where the company calls it otherwise: files may still use them.
    `cascade` on a reference: the record goes when its target is deleted for good.
    `carry` says into which field of another section the value goes when a record of it is made of this one; empty
    text: nowhere.
    A `derived` field (computed, rollup) is kept right by the database and written by nobody, not even the system.
    """

    key: str
    type: str
    kind: Kind
    label: Label
    column: str
    help: Label = Label()
    required: bool = False
    unique: bool = False
    searchable: bool = False
    readonly: bool = False
    system: bool = False
    retired: bool = False
    indexed: bool = False
    cascade: bool = False
    derived: bool = False
    default: object = None
    target: str | None = None
    lookup: str | None = None
    choices: Mapping[str, Label] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    carry: Mapping[str, str] = field(default_factory=dict)
    owner: str = "platform"
    known_as: tuple[Label, ...] = ()

    @property
    def is_pointer(self) -> bool:
        """True when the column holds the id of something else."""
        return self.kind in (Kind.REFERENCE, Kind.PERSON, Kind.FILE)

    @property
    def is_list(self) -> bool:
        """True when the column is an array: no value is NULL, several stand in one cell."""
        return self.kind in (Kind.CHOICES, Kind.FILES)

    @property
    def holds_files(self) -> bool:
        """True when the column holds uploaded files, one or several, by their ids."""
        return self.kind in (Kind.FILE, Kind.FILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupValue:
    """One value of a lookup; `hue` is 1…6. Retired values stay readable on old records and are not offered."""

    key: str
    label: Label
    order: int = 0
    parent: str | None = None
    is_retired: bool = False
    hue: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupSpec:
    """An editable list of values."""

    key: str
    label: Label
    values: Mapping[str, LookupValue]
    owner: str = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGroup:
    """Fields under one heading on a card or form, in 1…3 columns (0: as fits); `tab` is empty above the tabs."""

    label: Label
    fields: tuple[str, ...]
    columns: int = 0
    collapsed: bool = False
    tab: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutTab:
    """A tab of a card or form; groups name it."""

    key: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class StageForm:
    """What is asked for in a stage (of one pipeline, or of any when `pipeline` is empty), and what must be filled."""

    pipeline: str
    stage: str
    form: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """When a field is seen, required, read-only: `$filter` texts, each empty where the rule says nothing.

    It binds actors who have one of `roles` (empty: all) and none of `except_roles`; when it comes from a variant of
    the layout, only those of `layout_roles`, and records of which `when` is true.
    """

    field: str
    visible: str = ""
    required: str = ""
    readonly: str = ""
    roles: tuple[str, ...] = ()
    except_roles: tuple[str, ...] = ()
    when: str = ""
    layout_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutSpec:
    """What each screen of a section shows, by field key.

    `key_facts` stand under the title of a card; `form` is what a new record asks; `details` are
    (section key, reference field key) pairs shown as related lists; `board_facts` stand on a board card;
    `stages` replace `form` while a record stands in a stage. A variant has a `key`, holds for `roles` (empty: all) and
    for records of which `when` is true, and leaves empty what it takes from the section's own layout.
    """

    key: str = ""
    label: Label = Label()
    when: str = ""
    roles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    tabs: tuple[LayoutTab, ...] = ()
    groups: tuple[FieldGroup, ...] = ()
    key_facts: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    board_facts: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    totals: tuple[str, ...] = ()
    stages: tuple[StageForm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSpec:
    """A saved view that a pack ships: filter text, columns, order, grouping, kind of screen.

    `order` holds field keys, `-` before one means descending. `counter` shows the number of records
    in the tab (late = in the colour of lateness).
    """

    key: str
    section: str
    label: Label
    kind: str = "list"
    filter: str = ""
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    group: str = ""
    counter: str = ""
    roles: tuple[str, ...] = ()
    position: int = 0
    owner: str = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    """A kind of record. `fields` are in the order of declaration and include the base fields.

    `parent` names the reference field through which records are details of another record
    (None for a section of its own), `menu` the group of the menu that it stands in. `has_feed`, `has_activities` and
    `has_pipeline` switch on the feed, tasks/calls/meetings about a record, and stages. `variants` of the layout stand
    in the order in which they are tried; `rules` say when fields are seen, required and read-only. Records of a section
    with a `calendar` take place at a time.
    """

    key: str
    label: Label
    singular: Label
    counted: CountedLabel = CountedLabel()
    icon: str = "folder"
    table: str
    fields: Mapping[str, FieldSpec]
    layout: LayoutSpec = LayoutSpec()
    variants: tuple[LayoutSpec, ...] = ()
    rules: tuple[FieldRule, ...] = ()
    pipelines: tuple[PipelineSpec, ...] = ()
    views: tuple[ViewSpec, ...] = ()
    parent: str | None = None
    in_menu: bool = True
    menu: str = ""
    position: int = 100
    has_feed: bool = True
    has_activities: bool = True
    has_pipeline: bool = False
    default_order: tuple[str, ...] = ("-updated_at",)
    calendar: CalendarSpec | None = None
    owner: str = "platform"
    retired: bool = False
    features: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[FieldSpec]:
        return iter(self.fields.values())

    @property
    def shown_fields(self) -> tuple[FieldSpec, ...]:
        """Fields in use: everything but retired ones."""
        return tuple(f for f in self.fields.values() if not f.retired)

    def field(self, key: str) -> FieldSpec | None:
        """Return the field in use, or None when there is none of that key or it is retired."""
        found = self.fields.get(key)
        return None if found is None or found.retired else found

    def pipeline(self, key: str | None) -> PipelineSpec | None:
        """Return the pipeline, or the default one when `key` is empty or unknown."""
        by_key = next((p for p in self.pipelines if p.key == key), None)
        default = next((p for p in self.pipelines if p.is_default), None)
        return by_key or default or (self.pipelines[0] if self.pipelines else None)

    def stage(self, pipeline: str | None, key: str) -> StageSpec | None:
        """Return a stage of the record's pipeline."""
        found = self.pipeline(pipeline)
        return found.stage(key) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A section seen from its parent: records of `section` whose `field` points here."""

    section: str
    field: str
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSpec:
    """What a role may do, as declared.

    `sections` maps section key (or `*`) → operations; `records` maps section key (or `*`) →
    operation group (`read`, `change`) → `own` | `team` | `all` | `$filter` text; `fields` maps section
    key → field key → `hidden` | `readonly`; `menu` orders the rail; `tools` names permissions that are
    not about a section (`settings.users`, `import.run`…).
    """

    key: str
    label: Label
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    is_portal: bool = False
    owner: str = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The whole configuration at one revision: immutable, shared by all requests of a process."""

    revision: int
    sections: Mapping[str, SectionSpec]
    lookups: Mapping[str, LookupSpec]
    roles: Mapping[str, RoleSpec]
    documents: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    """Bodies of the other kinds of definition: kind → key → body."""

    def section(self, key: str) -> SectionSpec:
        """Return the section; raises LookupError for an unknown or retired one."""
        found = self.sections.get(key)
        if found is None or found.retired:
            raise LookupError(f"no section {key!r}")
        return found

    def details(self, key: str) -> tuple[Detail, ...]:
        """Return every relation that points at section `key`, as seen from it."""
        return tuple(
            Detail(section=s.key, field=f.key, label=s.label)
            for s in self.sections.values()
            if not s.retired
            for f in s.shown_fields
            if f.kind is Kind.REFERENCE and f.target == key
        )

    def choice_label(self, spec: FieldSpec, key: str) -> Label | None:
        """Return what one value of a choice is called, None for one that its list does not have."""
        if spec.lookup and (lookup := self.lookups.get(spec.lookup)):
            found = lookup.values.get(key)
            return found.label if found else None
        return spec.choices.get(key)

    def choice_hue(self, spec: FieldSpec, key: str) -> int | None:
        """Return the colour of one value of a choice, None for one without."""
        lookup = self.lookups.get(spec.lookup) if spec.lookup else None
        found = lookup.values.get(key) if lookup else None
        return found.hue if found else None

    def choices(self, spec: FieldSpec) -> Mapping[str, Label]:
        """Return key → label of a choice field, retired values included, in order."""
        if spec.lookup and (lookup := self.lookups.get(spec.lookup)):
            return {v.key: v.label for v in sorted(lookup.values.values(), key=lambda v: v.order)}
        return spec.choices
