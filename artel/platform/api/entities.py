"""What an actor's world looks like through OData: entity types with the properties and relations that he may see.

A field is a property under its key; a pointer is the property `<key>_id` and, where its target may be read, the
navigation property `<key>`. Sections that point here are collections under the names that conditions use. People are
the read-only set `users`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from artel.platform.access.asking import looked_into, may_name
from artel.platform.access.policy import field_access, may, readable_fields, visible_to
from artel.platform.conditions.names import details_by_name
from artel.platform.kernel.actor import Actor, ActorKind
from artel.platform.kernel.errors import NotFound
from artel.platform.sections.fieldtype import field_types, value_type
from artel.platform.sections.spec import Detail, FieldSpec, Kind, SectionSpec, Snapshot
from artel.platform.users.models import User

USERS = "users"
NOT_SERVED = frozenset({"trashed_at"})
"""Records in the trash are not served, so their mark says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A value of an entity: its name in JSON, its column as ORM path, its EDM type."""

    name: str
    path: str
    edm: str
    field: FieldSpec | None = None
    is_computed: bool = False
    is_nullable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """One entity set and its type. `references` are name → target set, `details` name → relation.

    `spec` is None for `users`.
    """

    name: str
    spec: SectionSpec | None
    properties: Mapping[str, Property]
    references: Mapping[str, str]
    details: Mapping[str, Detail]


PEOPLE = EntityType(
    name=USERS,
    spec=None,
    properties={
        "id": Property(name="id", path="id", edm="Edm.Int64", is_computed=True, is_nullable=False),
        "name": Property(name="name", path="name", edm="Edm.String", is_computed=True),
        "email": Property(name="email", path="email", edm="Edm.String", is_computed=True),
    },
    references={},
    details={},
)


class World:
    """The entity types of one actor at one revision, made as they are asked for."""

    def __init__(self, actor: Actor, snapshot: Snapshot) -> None:
        """The world lives as long as its request."""
        self.actor = actor
        self.snapshot = snapshot
        self.may_name = may_name(actor)
        self.looked_into = looked_into(actor)
        self._types: dict[str, EntityType] = {}

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Keys of the sections that the actor may read, in the order of the configuration."""
        return tuple(key for key in self.snapshot.sections if may(self.actor, key, "read"))

    @cached_property
    def has_people(self) -> bool:
        """Outsiders see no list of colleagues."""
        return self.actor.kind is not ActorKind.PORTAL

    def entity(self, name: str) -> EntityType:
        """Return the type of an entity set; raises NotFound for one that is not there for this actor."""
        if name == USERS and self.has_people:
            return PEOPLE
        found = self._types.get(name)
        if found is None:
            if not may(self.actor, name, "read"):
                raise NotFound(section=name)
            found = self._types[name] = self._entity(self.snapshot.section(name))
        return found

    def entities(self) -> tuple[EntityType, ...]:
        """Return every type of the actor's world."""
        own = tuple(self.entity(key) for key in self.sections)
        return (*own, PEOPLE) if self.has_people else own

    def records(self, entity: EntityType) -> QuerySet[Any]:
        """Return the records of a set that the actor sees."""
        if entity.spec is None:
            return User.objects.filter(is_portal=False)
        return visible_to(self.actor, entity.name)

    def _entity(self, spec: SectionSpec) -> EntityType:
        locked = field_access(self.actor, spec.key).readonly
        properties: dict[str, Property] = {}
        references: dict[str, str] = {}
        for field in readable_fields(self.actor, spec):
            if field.key in NOT_SERVED:
                continue
            name = f"{field.key}_id" if field.is_pointer else field.key
            properties[name] = Property(
                name=name,
                path=name,
                edm=value_type(field_types.get(field.type), field.options).edm,
                field=field,
                is_computed=field.system or field.readonly or field.key in locked,
                is_nullable=field.key not in ("id", "version"),
            )
            target = self._target(field)
            if target:
                references[field.key] = target
        return EntityType(
            name=spec.key,
            spec=spec,
            properties=properties,
            references=references,
            details=_Details(self, spec, frozenset(properties) | frozenset(references)),
        )

    def _target(self, field: FieldSpec) -> str | None:
        if field.kind is Kind.PERSON:
            return USERS if self.has_people else None
        is_readable = field.kind is Kind.REFERENCE and field.target and may(self.actor, field.target, "read")
        return field.target if is_readable else None


class _Details(Mapping[str, Detail]):
    """Relations by name, found when somebody first asks: most requests do not."""

    def __init__(self, world: World, spec: SectionSpec, taken: frozenset[str]) -> None:
        self._world, self._spec, self._taken = world, spec, taken

    @cached_property
    def _found(self) -> dict[str, Detail]:
        named = details_by_name(self._spec, self._world.snapshot)
        may_name = self._world.may_name
        return {n: d for n, d in named.items() if n not in self._taken and may_name(d.section, d.field)}

    def __getitem__(self, name: str) -> Detail:
        return self._found[name]

    def __iter__(self) -> Any:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
