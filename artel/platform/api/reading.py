"""Reads collections and entities as plain dicts: one query for the rows, one more for each expanded relation.

Rows come as `values_list` of just the columns asked for, never as model instances. What is expanded is read under the
actor's policies like anything else: a record that he does not see is null, or missing from a list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import visible_to
from artel.platform.api.answers import json_forms
from artel.platform.api.entities import EntityType, Property, World
from artel.platform.api.errors import BadRequest, NotSupported
from artel.platform.api.options import Options
from artel.platform.api.paging import after, keys_of, ordered, read_token, write_token
from artel.platform.conditions.compiling import compile_condition
from artel.platform.conditions.values import Setting
from artel.platform.search.searching import matching_ids

PAGE_SIZE = 200
MAX_PAGE_SIZE = 1000
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a collection: entities, the number of all when asked, the token of the next page or ""."""

    rows: list[Json]
    count: int | None = None
    next_token: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """An entity on its way out, with the values that were read for joining and paging."""

    id: int
    json: Json
    extra: tuple[Any, ...]


class Reader:
    """Reads in one actor's world. One per request."""

    def __init__(self, world: World) -> None:
        """Conditions and orders see `now` and the time zone of the actor."""
        self.world = world
        self.setting = Setting(
            actor=world.actor,
            now=timezone.now(),
            zone=ZoneInfo(world.actor.timezone),
            models=lambda key: visible_to(world.actor, key).model,
            visible=world.looked_into,
        )

    def page(self, entity: EntityType, records: QuerySet[Any], options: Options, *, size: int = PAGE_SIZE) -> Page:
        """Return one page of the records that meet the options."""
        found = self.narrowed(entity, records, options)
        count = found.count() if options.count else None
        keys = keys_of(self.world, entity, options.orderby, self.setting)
        left, start = options.top, options.skip
        place: Q | None = None
        if options.skiptoken:
            values, left = read_token(keys, options.skiptoken)
            place, start = after(keys, values), 0
        wanted = size if left is None else min(size, left)
        if wanted == 0:
            return Page(rows=[], count=count)
        found = ordered(found, keys)
        if place is not None:
            found = found.filter(place)
        rows = self._rows(entity, found[start : start + wanted + 1], options, extra=[k.name for k in keys])
        has_more = len(rows) > wanted and (left is None or left > wanted)
        rows = rows[:wanted]
        token = write_token(rows[-1].extra, None if left is None else left - wanted) if has_more else ""
        self._expand(entity, rows, options)
        return Page(rows=[row.json for row in rows], count=count, next_token=token)

    def one(self, entity: EntityType, records: QuerySet[Any], options: Options) -> Json | None:
        """Return the first of the records, None when there is none."""
        rows = self._rows(entity, records[:1], options)
        self._expand(entity, rows, options)
        return rows[0].json if rows else None

    def narrowed(self, entity: EntityType, records: QuerySet[Any], options: Options) -> QuerySet[Any]:
        """Return the records that meet `$filter` and `$search`. Raises ConditionError."""
        if entity.spec is None:
            if options.filter or options.search:
                raise NotSupported(target="$filter")
            return records
        condition = compile_condition(
            options.filter,
            entity.spec,
            self.world.snapshot,
            self.world.actor,
            now=self.setting.now,
            allowed=self.world.may_name,
            visible=self.world.looked_into,
            aliases=options.aliases,
        )
        found = records.filter(condition)
        if options.search:
            ids = matching_ids(entity.name, options.search)
            found = found.none() if ids is None else found.filter(id__in=ids)
        return found

    def _rows(
        self, entity: EntityType, records: QuerySet[Any], options: Options, *, extra: Sequence[str] = ()
    ) -> list[_Row]:
        properties = selected(entity, options)
        links = [name for name in options.expand if name in entity.references]
        tags = [] if entity.spec is None else ["version"]
        # Each column once: the database would not know which of two of one name is meant.
        wanted = ["id", *tags, *(p.path for p in properties), *(f"{name}_id" for name in links), *extra]
        paths = list(dict.fromkeys(wanted))
        names = [p.name for p in properties] + links
        of_names = itemgetter(*(paths.index(path) for path in wanted[1 + len(tags) : len(wanted) - len(extra)]), 0, 0)
        of_extra = itemgetter(*(paths.index(path) for path in extra), 0, 0)
        written = json_forms(properties)
        rows = []
        for values in records.values_list(*paths):
            json: Json = {"@odata.etag": etag(values[1])} if tags else {}
            # The getters end with the id twice, so that they give a tuple always; zip and slice drop it.
            json.update(zip(names, of_names(values), strict=False))
            for name, form in written.items():
                json[name] = form(json[name])
            rows.append(_Row(values[0], json, of_extra(values)[:-2] if extra else ()))
        return rows

    def _expand(self, entity: EntityType, rows: Sequence[_Row], options: Options) -> None:
        for name, inner in options.expand.items():
            if name in entity.references:
                self._expand_reference(entity, name, rows, inner)
            elif name in entity.details:
                self._expand_detail(entity, name, rows, inner)
            else:
                message = _("There is no relation “%(word)s”.") % {"word": name}
                raise BadRequest(str(message), target="$expand")

    def _expand_reference(self, entity: EntityType, name: str, rows: Sequence[_Row], options: Options) -> None:
        if options != Options(select=options.select, expand=options.expand):
            raise BadRequest(str(_("A single record takes only $select and $expand.")), target="$expand")
        target = self.world.entity(entity.references[name])
        ids = {row.json[name] for row in rows} - {None}
        records = self.world.records(target).filter(id__in=ids) if ids else self.world.records(target).none()
        found = self._rows(target, records, options)
        self._expand(target, found, options)
        by_id = {row.id: row.json for row in found}
        for row in rows:
            row.json[name] = by_id.get(row.json[name])

    def _expand_detail(self, entity: EntityType, name: str, rows: Sequence[_Row], options: Options) -> None:
        """Read the details of all rows at once, at most a page for each: the database numbers them."""
        detail = entity.details[name]
        target = self.world.entity(detail.section)
        limit = PAGE_SIZE if options.top is None else min(options.top, PAGE_SIZE)
        parent = f"{detail.field}_id"
        found = self.world.records(target).filter(**{f"{parent}__in": [row.id for row in rows]})
        found = self.narrowed(target, found, options)
        keys = keys_of(self.world, target, options.orderby, self.setting)
        within = [F(parent)]
        found = ordered(found, keys).annotate(
            odata_place=Window(RowNumber(), partition_by=within, order_by=[k.by() for k in keys])
        )
        extra = [parent]
        if options.count:
            found = found.annotate(odata_count=Window(Count("id"), partition_by=within))
            extra.append("odata_count")
        found = found.filter(odata_place__gt=options.skip, odata_place__lte=options.skip + limit + 1)
        details = self._rows(target, found, options, extra=extra)
        by_parent: dict[int, list[_Row]] = defaultdict(list)
        for inner in details:
            by_parent[inner.extra[0]].append(inner)
        for row in rows:
            own = by_parent[row.id]
            if options.count:
                row.json[f"{name}@odata.count"] = own[0].extra[1] if own else 0
            row.json[name] = [inner.json for inner in own[:limit]]
            if len(own) > limit and (options.top is None or options.top > limit):
                row.json[f"{name}@odata.nextLink"] = f"{entity.name}({row.id})/{name}?$skip={options.skip + limit}"
        self._expand(target, [inner for own in by_parent.values() for inner in own[:limit]], options)


def selected(entity: EntityType, options: Options) -> list[Property]:
    """Return the properties to send. Names of relations may stand in `$select`; other unknown names are refused."""
    if options.select is None:
        return list(entity.properties.values())
    found = []
    for name in options.select:
        known = entity.properties.get(name)
        if known is not None:
            found.append(known)
        elif name not in entity.references and name not in entity.details:
            message = _("There is no property “%(word)s”.") % {"word": name}
            raise BadRequest(str(message), target="$select")
    return found


def etag(version: int) -> str:
    """Return the entity tag of a record at a version; weak, for the representation also depends on who reads."""
    return f'W/"{version}"'
