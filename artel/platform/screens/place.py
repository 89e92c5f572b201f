"""Where a request stands: the actor, the section, and what he may do in it.

Every generic view begins with `place_of`; nothing after it asks the request who is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from artel.platform.access.policy import field_access, may, readable_fields, require, visible_to
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.screens.reading.layouts import layout_of_many
from artel.platform.sections.spec import FieldSpec, Kind, LayoutSpec, SectionSpec, Snapshot

HIDDEN_COLUMNS = frozenset(
    {"version", "trashed_at", "pipeline", "next_activity", "next_activity_kind", "about_section", "about_id"}
)
"""Fields that serve the machinery; no screen offers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A section seen by an actor. `fields` are those he may read, by key; `readonly` those he may not change.

    `layout` is that of screens of many records; one record may have another (`Record.layout`).
    """

    actor: Actor
    snapshot: Snapshot
    spec: SectionSpec
    fields: dict[str, FieldSpec]
    layout: LayoutSpec = field(default_factory=LayoutSpec)
    readonly: frozenset[str] = frozenset()
    operations: dict[str, bool] = field(default_factory=dict)

    def may(self, operation: str) -> bool:
        """Return whether the actor may do `operation` in this section; the answer is remembered."""
        if operation not in self.operations:
            self.operations[operation] = may(self.actor, self.spec.key, operation)
        return self.operations[operation]

    def may_read(self, section: str) -> bool:
        """Return whether the actor may open another section."""
        return may(self.actor, section, "read")

    def may_in(self, section: str, operation: str) -> bool:
        """Return whether the actor may do `operation` in another section; False for one that is not there."""
        return section in self.snapshot.sections and may(self.actor, section, operation)

    def records(self, operation: str = "read", *, only_trashed: bool = False) -> QuerySet[Any]:
        """Return the records that the actor may see, or do `operation` with."""
        return visible_to(self.actor, self.spec.key, operation=operation, only_trashed=only_trashed)

    def can_write(self, spec: FieldSpec) -> bool:
        """Return whether the actor may type a value into the field, of the records he may change."""
        return not (spec.system or spec.readonly or spec.key in self.readonly) and spec.key in self.fields

    def shown(self, keys: Any) -> tuple[FieldSpec, ...]:
        """Return the readable fields among `keys`, in their order."""
        return tuple(self.fields[key] for key in keys if key in self.fields)

    @property
    def offered(self) -> tuple[FieldSpec, ...]:
        """Return the fields that a person may put into columns, filters and orders."""
        return tuple(f for f in self.fields.values() if f.key not in HIDDEN_COLUMNS)

    @property
    def money_fields(self) -> tuple[FieldSpec, ...]:
        """Return the sums that lists and boards add up: those of the layout, else the first sum of money."""
        named = self.shown(self.layout.totals)
        return named or tuple(f for f in self.fields.values() if f.kind is Kind.MONEY)[:1]

    @property
    def has_board(self) -> bool:
        """Return whether the section has stages to lay out as columns."""
        return self.spec.has_pipeline and bool(self.spec.pipelines) and "stage" in self.fields

    def url(self, name: str = "list", **parts: object) -> str:
        """Return the address of one of the section's generic screens."""
        return reverse(f"screens:{name}", kwargs={"section": self.spec.key, **parts})


def each_once(fields: Iterable[FieldSpec]) -> tuple[FieldSpec, ...]:
    """Return the fields without repetitions, in order."""
    return tuple({f.key: f for f in fields}.values())


def place_of(request: HttpRequest, section: str, operation: str = "read") -> Place:
    """Return where the request stands.

    Raises NotFound for a section that is not there or not for this actor, AccessDenied when he may read it and not
    do `operation`.
    """
    return place_for(actor_in(request), section, operation)


def place_for(actor: Actor, section: str, operation: str = "read") -> Place:
    """Return the section as `actor` sees it; raises as `place_of` does."""
    snapshot = current_snapshot()
    spec = snapshot.sections.get(section)
    if spec is None or spec.retired:
        raise NotFound
    require(actor, section, "read")
    if operation != "read":
        require(actor, section, operation)
    readable = {f.key: f for f in readable_fields(actor, spec)}
    return Place(
        actor=actor,
        snapshot=snapshot,
        spec=spec,
        fields=readable,
        layout=layout_of_many(spec, actor),
        readonly=field_access(actor, section).readonly,
    )


def actor_in(request: HttpRequest) -> Actor:
    """Return who acts in this request, as the middleware found out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
