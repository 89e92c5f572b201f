"""What the path of a request means: `deals`, `deals(42)`, `deals(42)/account/name/$value`, `accounts(7)/deals/$count`.

Every step is taken within the actor's world: where he sees nothing, there is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from artel.platform.api.entities import EntityType, Property, World
from artel.platform.api.errors import BadRequest, NotSupported
from artel.platform.kernel.errors import NotFound

SEGMENT = re.compile(r"(?P<name>[A-Za-z_]\w*)(\((?P<key>[^()]*)\))?", re.ASCII)
KEY = re.compile(r"(?:id=)?(\d{1,18})")
MAX_STEPS = 8
UNSERVED = frozenset({"$batch", "$ref", "$all", "$crossjoin", "$entity", "$each", "$filter", "$query"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a path leads: records of one set, one of them (`id`), their number, or one property of it (`named`).

    `parent` is (field, id) of the record whose details these are: a new record here points at it.
    """

    entity: EntityType
    records: QuerySet[Any]
    id: int | None = None
    named: Property | None = None
    is_count: bool = False
    is_raw: bool = False
    is_nothing: bool = False
    parent: tuple[str, int] | None = None

    @property
    def is_collection(self) -> bool:
        """True for records of a set, not one of them."""
        return self.id is None and not self.is_count and not self.is_nothing


def find_place(world: World, path: str) -> Place:
    """Return where a path leads; raises NotFound, BadRequest or NotSupported."""
    steps = [step for step in path.split("/") if step]
    if len(steps) > MAX_STEPS:
        raise BadRequest(str(_("The address is too long.")))
    name, key = _segment(steps[0])
    entity = world.entity(name)
    place = Place(entity=entity, records=world.records(entity))
    if key is not None:
        place = _one(place, key)
    for step in steps[1:]:
        place = _step(world, place, step)
    return place


def _step(world: World, place: Place, step: str) -> Place:
    if step in UNSERVED:
        raise NotSupported(target=step)
    if place.is_count or place.is_raw or place.is_nothing:
        raise NotFound
    if step == "$count" and place.is_collection:
        return Place(entity=place.entity, records=place.records, is_count=True)
    if step == "$value" and place.named is not None:
        return _raw(place)
    if place.is_collection:
        if step.isascii() and step.isdigit():
            return _one(place, _key(step))
        raise NotFound if "." not in step else NotSupported(target=step)
    name, key = _segment(step)
    found = _related(world, place, name)
    return found if key is None else _one(found, key)


def _related(world: World, place: Place, name: str) -> Place:
    """Go from one record to a property or relation of it."""
    entity = place.entity
    if place.named is not None or place.id is None:
        raise NotFound
    if name in entity.properties:
        return Place(entity=entity, records=place.records, id=place.id, named=entity.properties[name])
    if name in entity.references:
        held = _existing(place).values_list(f"{name}_id", flat=True).first()
        target = world.entity(entity.references[name])
        records = world.records(target)
        return Place(entity=target, records=records.filter(id=held), id=held, is_nothing=held is None)
    detail = entity.details.get(name)
    if detail is None:
        raise NotFound
    _existing(place)
    target = world.entity(detail.section)
    records = world.records(target).filter(**{f"{detail.field}_id": place.id})
    return Place(entity=target, records=records, parent=(detail.field, place.id))


def _existing(place: Place) -> QuerySet[Any]:
    if not place.records.exists():
        raise NotFound(section=place.entity.name, id=place.id)
    return place.records


def _one(place: Place, key: int) -> Place:
    if not place.is_collection:
        raise NotFound
    return Place(entity=place.entity, records=place.records.filter(id=key), id=key)


def _raw(place: Place) -> Place:
    return Place(entity=place.entity, records=place.records, id=place.id, named=place.named, is_raw=True)


def _segment(step: str) -> tuple[str, int | None]:
    if step in UNSERVED:
        raise NotSupported(target=step)
    found = SEGMENT.fullmatch(step)
    if found is None:
        if "." in step:
            raise NotSupported(target=step)
        raise NotFound
    key = found["key"]
    return found["name"], None if key is None else _key(key)


def _key(text: str) -> int:
    found = KEY.fullmatch(text.strip())
    if found is None:
        message = _("“%(word)s” is no key of a record: a whole number is expected.") % {"word": text}
        raise BadRequest(str(message))
    return int(found[1])
