"""Writes through the door: JSON of OData becomes values of fields, and nothing else happens here.

`<field>_id` and `<field>@odata.bind` (or `{"@id": …}`) set pointers. Annotations of clients are ignored, and so are
properties of the system sent back unchanged, for clients send whole entities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.api.entities import EntityType, World
from artel.platform.api.errors import ApiError, BadRequest, NotSupported, TooLarge
from artel.platform.kernel.errors import StaleRecord
from artel.platform.records import door
from artel.platform.records.door import Change

MAX_BODY = 1_000_000
BOUND = re.compile(r"(?:.*/)?(?P<set>[A-Za-z_]\w*)(?:\((?:id=)?(?P<key>\d{1,18})\)|/(?P<segment>\d{1,18}))", re.ASCII)
TAG = re.compile(r'(?:W/)?"(\d{1,18})"')
ANY_VERSION = "*"


class PreconditionFailed(ApiError):
    """`If-Match` names another version than the stored one: somebody was faster."""

    code = "precondition_failed"
    http_status = 412
    message = _("This record has been changed meanwhile.")


def read_body(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a request's body, numbers exact; raises BadRequest or TooLarge."""
    if len(body) > MAX_BODY:
        raise TooLarge
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
        # Half of a surrogate pair is JSON, yet no text: the database would refuse it later.
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        raise BadRequest(str(_("The body is not JSON."))) from None
    if not isinstance(found, dict):
        raise BadRequest(str(_("An object is expected: {…}.")))
    return found


def create(world: World, entity: EntityType, body: Mapping[str, Any], parent: tuple[str, int] | None) -> int:
    """Create a record and return its id. Raises what the door raises."""
    values = values_of(entity, {k: v for k, v in body.items() if v is not None or not _is_computed(entity, k)})
    if parent is not None:
        values[parent[0]] = parent[1]
    return door.create(_section(entity), [values], actor=world.actor)[0]


def change(world: World, entity: EntityType, record_id: int, body: Mapping[str, Any], if_match: str) -> None:
    """Change a record. Raises PreconditionFailed for a stale `If-Match`, and what the door raises."""
    sent = dict(body)
    computed = [key for key in sent if _is_computed(entity, key)]
    if computed:
        stored = visible_to(world.actor, entity.name).filter(id=record_id).values(*computed).first() or {}
        for key in computed:
            if key in stored and _is_same(stored[key], sent[key]):
                del sent[key]
    wanted = Change(id=record_id, values=values_of(entity, sent), version=version_of(if_match))
    try:
        door.change(_section(entity), [wanted], actor=world.actor)
    except StaleRecord:
        raise PreconditionFailed(target="If-Match") from None


def remove(world: World, entity: EntityType, record_id: int, if_match: str) -> None:
    """Put a record into the trash. Raises PreconditionFailed for a stale `If-Match`, and what the door raises."""
    section, version = _section(entity), version_of(if_match)
    with transaction.atomic():
        if version is not None:
            rows = visible_to(world.actor, section).filter(id=record_id).select_for_update(of=("self",))
            if rows.values_list("version", flat=True).first() not in (None, version):
                raise PreconditionFailed(target="If-Match")
        door.trash(section, [record_id], actor=world.actor)


def version_of(if_match: str) -> int | None:
    """Return the version that an `If-Match` names, None for none or `*`; raises PreconditionFailed."""
    if not if_match or if_match.strip() == ANY_VERSION:
        return None
    found = TAG.fullmatch(if_match.strip())
    if found is None:
        raise PreconditionFailed(target="If-Match")
    return int(found[1])


def values_of(entity: EntityType, body: Mapping[str, Any]) -> dict[str, object]:
    """Return values by field key. Names that mean nothing stay: the door refuses them beside their names."""
    values: dict[str, object] = {}
    for name, value in body.items():
        relation, at, annotation = name.partition("@")
        if (at and annotation == "odata.bind") or (at and annotation == "bind"):
            values[relation] = _bound(entity, relation, value)
        elif at:
            continue
        elif name in entity.references:
            values[name] = _nested(entity, name, value)
        elif name in entity.details:
            raise NotSupported(str(_("Related records are created by their own requests.")), target=name)
        else:
            known = entity.properties.get(name)
            values[known.field.key if known is not None and known.field is not None else name] = value
    return values


def _nested(entity: EntityType, name: str, value: object) -> int | None:
    if value is None:
        return None
    link = value.get("@id", value.get("@odata.id")) if isinstance(value, dict) else None
    if link is None:
        message = _('Write %(name)s_id, or {"@id": "%(set)s(1)"}.')
        raise BadRequest(str(message % {"name": name, "set": entity.references[name]}), target=name)
    return _bound(entity, name, link)


def _bound(entity: EntityType, name: str, link: object) -> int | None:
    if link is None:
        return None
    target = entity.references.get(name)
    found = BOUND.fullmatch(str(link)) if target else None
    if found is None or found["set"] != target:
        message = _("“%(word)s” is no address of a record of “%(set)s”.") % {"word": link, "set": target or name}
        raise BadRequest(str(message), target=name)
    return int(found["key"] or found["segment"])


def _section(entity: EntityType) -> str:
    if entity.spec is None:
        raise NotSupported(target=entity.name)
    return entity.spec.key


def _is_computed(entity: EntityType, name: str) -> bool:
    known = entity.properties.get(name)
    return known is not None and known.is_computed


def _is_same(stored: object, sent: object) -> bool:
    if hasattr(stored, "isoformat") and isinstance(sent, str):
        try:
            return bool(type(stored).fromisoformat(sent) == stored)  # type: ignore[attr-defined]
        except (ValueError, TypeError):
            return False
    return stored == sent


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
