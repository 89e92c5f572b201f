"""Order and keyset pages of collections. `$skiptoken` holds the last row's order values and the rest of `$top`.

As OData demands, empty values come first going up and last going down. A token tells nothing that its row did not
show, and a forged one only begins elsewhere: it is read as typed values, never as anything else.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artel.platform.api.entities import EntityType, World
from artel.platform.api.errors import BadRequest
from artel.platform.api.options import Order
from artel.platform.conditions.bound import BoundField, ValueType
from artel.platform.conditions.errors import ConditionError
from artel.platform.conditions.names import resolve_path
from artel.platform.conditions.values import Setting, column, is_in_minutes

NEVER_EMPTY = frozenset({"id", "name", "created_at", "updated_at", "version"})
ID = BoundField(type=ValueType.INTEGER, orm="id", level=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of an order, under the name of its annotation."""

    name: str
    expression: Any
    type: ValueType
    is_descending: bool
    is_nullable: bool

    def beyond(self, value: Any) -> Q | None:
        """Return the condition of coming after `value`, None when nothing can."""
        if value is None:
            return None if self.is_descending else Q(**{f"{self.name}__isnull": False})
        if not self.is_descending:
            return Q(**{f"{self.name}__gt": value})
        below = Q(**{f"{self.name}__lt": value})
        return below | Q(**{f"{self.name}__isnull": True}) if self.is_nullable else below

    def same(self, value: Any) -> Q:
        """Return the condition of standing level with `value`."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def by(self) -> Any:
        """Return the expression for ORDER BY; without NULLS where there are none, so that plain indexes serve."""
        if not self.is_nullable:
            return self.expression.desc() if self.is_descending else self.expression.asc()
        if self.is_descending:
            return self.expression.desc(nulls_last=True)
        return self.expression.asc(nulls_first=True)


def keys_of(world: World, entity: EntityType, orders: Sequence[Order], setting: Setting) -> tuple[Key, ...]:
    """Return the keys of an order, ending with the id that makes it total. Raises BadRequest."""
    keys: list[Key] = []
    for number, order in enumerate(orders):
        bound = _bound(world, entity, order.path)
        if bound.type is ValueType.COLLECTION:
            message = _("A list of values gives no order: “%(word)s”.") % {"word": order.path}
            raise BadRequest(str(message), target="$orderby")
        if is_in_minutes(bound):
            bound = replace(bound, type=ValueType.INTEGER, spec=None)
        keys.append(
            Key(
                name=f"odata_order_{number}",
                expression=column(bound, setting),
                type=bound.type,
                is_descending=order.is_descending,
                is_nullable=bound.orm not in NEVER_EMPTY,
            )
        )
    is_descending = keys[-1].is_descending if keys else False
    keys.append(
        Key(
            name=f"odata_order_{len(keys)}",
            expression=column(ID, setting),
            type=ValueType.INTEGER,
            is_descending=is_descending,
            is_nullable=False,
        )
    )
    return tuple(keys)


def _bound(world: World, entity: EntityType, path: str) -> BoundField:
    if entity.spec is not None:
        try:
            return resolve_path(path, entity.spec, world.snapshot, world.may_name)
        except ConditionError as error:
            raise BadRequest(str(error), target="$orderby") from None
    if path not in entity.properties:
        raise BadRequest(str(_("There is no property “%(word)s”.") % {"word": path}), target="$orderby")
    return BoundField(type=ValueType.INTEGER if path == "id" else ValueType.TEXT, orm=path, level=0)


def ordered(records: QuerySet[Any], keys: Sequence[Key]) -> QuerySet[Any]:
    """Return the records in that order, the order's values annotated under the names of the keys."""
    return records.annotate(**{k.name: k.expression for k in keys}).order_by(*(k.by() for k in keys))


def after(keys: Sequence[Key], place: Sequence[Any]) -> Q:
    """Return «comes after the place», key by key; the first key's bound stands alone too, for its index."""
    further, level = Q(pk__in=()), Q()
    for key, value in zip(keys, place, strict=True):
        beyond = key.beyond(value)
        if beyond is not None:
            further |= level & beyond
        level &= key.same(value)
    first, value = keys[0], place[0]
    if value is None or (first.is_descending and first.is_nullable):
        return further
    sign = "lte" if first.is_descending else "gte"
    return Q(**{f"{first.name}__{sign}": value}) & further


def write_token(values: Sequence[Any], left: int | None) -> str:
    """Return the token of the page after a row with these order values."""
    plain = [v if v is None or isinstance(v, bool | int) else _written(v) for v in values]
    packed = json.dumps([plain, left], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_token(keys: Sequence[Key], token: str) -> tuple[tuple[Any, ...], int | None]:
    """Return the order values and what is left of `$top`; raises BadRequest for a token of another request."""
    try:
        packed = base64.urlsafe_b64decode(token[:4000] + "=" * (-len(token[:4000]) % 4))
        plain, left = json.loads(packed)
        values = tuple(_typed(key, value) for key, value in zip(keys, plain, strict=True))
        if values[-1] is None or not (left is None or (type(left) is int and left >= 0)):
            raise ValueError(token)
    except (ValueError, TypeError, InvalidOperation, OverflowError, binascii.Error):
        message = _("The address of the next page belongs to another request.")
        raise BadRequest(str(message), target="$skiptoken") from None
    return values, left


def _written(value: Any) -> str:
    if isinstance(value, timedelta):
        return str(value.total_seconds())
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _typed(key: Key, value: Any) -> Any:
    if value is None:
        return None
    match key.type:
        case ValueType.DATETIME:
            found = datetime.fromisoformat(value)
            if found.tzinfo is None:
                raise ValueError(value)
            return found
        case ValueType.DATE:
            return date.fromisoformat(value)
        case ValueType.DECIMAL:
            number = Decimal(value)
            if not number.is_finite():
                raise ValueError(value)
            return number
        case ValueType.TEXT:
            if "\x00" in value:
                raise ValueError(value)
            return str(value)
        case ValueType.BOOLEAN:
            return bool(value)
        case _:
            if not -(2**63) <= int(value) < 2**63:
                raise ValueError(value)
            return int(value)
