"""The one view of the API: token → actor, path → place, options → answer; every refusal in OData's form."""

from __future__ import annotations

import hashlib
import logging
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from artel.platform.access.policy import actor_of
from artel.platform.api import writing
from artel.platform.api.addressing import Place, find_place
from artel.platform.api.answers import (
    check_versions,
    context,
    demand_json,
    error_answer,
    fault_answer,
    finished,
    is_welcome,
    json_answer,
    large_numbers,
    media_of,
)
from artel.platform.api.authentication import user_of
from artel.platform.api.entities import World
from artel.platform.api.errors import BadRequest, MethodNotAllowed, NotAcceptable, TooLarge, UnsupportedMedia
from artel.platform.api.metadata import metadata_json, metadata_xml, service_document
from artel.platform.api.options import Options, read_options
from artel.platform.api.reading import MAX_PAGE_SIZE, PAGE_SIZE, Reader, etag
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.errors import ArtelError, NotFound
from artel.platform.users.middleware import zone_of

logger = logging.getLogger(__name__)
XML = frozenset({"application/xml", "text/xml"})


@csrf_exempt
@login_not_required
def answer(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer any request of the API. Never raises: what is not a refusal is logged and told as a fault of ours."""
    try:
        user = user_of(request)
        with translation.override(user.language), timezone.override(zone_of(user.timezone)):
            try:
                check_versions(request)
                return _Call(request, World(actor_of(user), current_snapshot())).answer(path)
            except ArtelError as error:
                return error_answer(error)
    except ArtelError as error:
        return error_answer(error)
    except RequestDataTooBig:
        return error_answer(TooLarge())
    except SuspiciousOperation:
        return error_answer(BadRequest())
    except Exception:
        logger.exception("API: %s %s", request.method, request.path)
        return fault_answer()


class _Call:
    """One request in its actor's world."""

    def __init__(self, request: HttpRequest, world: World) -> None:
        self.request = request
        self.world = world
        self.root = request.build_absolute_uri("/odata/")
        self.options = read_options(request.GET)
        self.method = "GET" if request.method == "HEAD" else str(request.method)
        self.preferences = _preferences(request.headers.get("Prefer", ""))

    def answer(self, path: str) -> HttpResponse:
        path = path.strip("/")
        if path in ("", "$metadata"):
            self._demand("GET")
            return self._metadata() if path else self._service()
        place = find_place(self.world, path)
        if place.is_nothing:
            self._demand("GET")
            return finished(HttpResponse(status=204))
        if place.is_count:
            return self._count(place)
        if place.named is not None:
            return self._property(place)
        if place.is_collection:
            return self._create(place) if self.method == "POST" else self._collection(place)
        return self._entity(place)

    def _service(self) -> HttpResponse:
        media = demand_json(self.request, self.options)
        return json_answer(service_document(self.world, self.root), media=media)

    def _metadata(self) -> HttpResponse:
        accepted = media_of(self.request, self.options.format)
        if any(is_welcome(media, XML | {"*/*", "application/*"}) for media in accepted):
            body = metadata_xml(self.world)
            response = finished(HttpResponse(body, content_type="application/xml;charset=utf-8"))
        elif any(is_welcome(media) for media in accepted):
            response = json_answer(metadata_json(self.world))
        else:
            raise NotAcceptable(target="Accept")
        tag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return self._unless_known(response, tag)

    def _collection(self, place: Place) -> HttpResponse:
        self._demand("GET", "POST")
        media = demand_json(self.request, self.options)
        size = self._page_size()
        page = Reader(self.world).page(place.entity, place.records, self.options, size=size)
        if "ieee754compatible=true" in media.replace(" ", ""):
            large_numbers(page.rows, place.entity)
        payload: dict[str, object] = {"@odata.context": context(self.root, place.entity, self.options)}
        if page.count is not None:
            payload["@odata.count"] = page.count
        payload["value"] = page.rows
        if page.next_token:
            payload["@odata.nextLink"] = self._next_link(page.next_token)
        response = json_answer(payload, media=media)
        if size != PAGE_SIZE:
            response["Preference-Applied"] = f"maxpagesize={size}"
        return response

    def _count(self, place: Place) -> HttpResponse:
        self._demand("GET")
        number = Reader(self.world).narrowed(place.entity, place.records, self.options).count()
        return finished(HttpResponse(str(number), content_type="text/plain;charset=utf-8"))

    def _property(self, place: Place) -> HttpResponse:
        self._demand("GET")
        found = place.named
        if found is None:
            raise NotFound
        values = place.records.values_list(found.path, flat=True)[:1]
        if not values:
            raise NotFound(section=place.entity.name, id=place.id)
        value = values[0]
        if value is None:
            return finished(HttpResponse(status=204))
        if place.is_raw:
            text = value.isoformat() if hasattr(value, "isoformat") else str(value)
            text = {True: "true", False: "false"}[value] if isinstance(value, bool) else text
            return finished(HttpResponse(text, content_type="text/plain;charset=utf-8"))
        address = f"{self.root}$metadata#{place.entity.name}({place.id})/{found.name}"
        media = demand_json(self.request, self.options)
        return json_answer({"@odata.context": address, "value": value}, media=media)

    def _entity(self, place: Place) -> HttpResponse:
        self._demand("GET", "PATCH", "DELETE")
        if place.id is None:
            raise NotFound
        if_match = self.request.headers.get("If-Match", "")
        if self.method == "PATCH":
            writing.change(self.world, place.entity, place.id, self._body(), if_match)
            return self._written(place)
        if self.method == "DELETE":
            writing.remove(self.world, place.entity, place.id, if_match)
            return finished(HttpResponse(status=204))
        self._refuse_options("filter", "orderby", "top", "skip", "count", "search", "skiptoken")
        return self._one(place, status=200)

    def _create(self, place: Place) -> HttpResponse:
        record_id = writing.create(self.world, place.entity, self._body(), place.parent)
        records = self.world.records(place.entity).filter(id=record_id)
        made = Place(entity=place.entity, records=records, id=record_id)
        response = self._written(made, is_new=True)
        response["Location"] = f"{self.root}{place.entity.name}({record_id})"
        return response

    def _written(self, place: Place, *, is_new: bool = False) -> HttpResponse:
        """Answer a write: the record as it is now, or nothing, as the client prefers."""
        wish = self.preferences.get("return", "representation" if is_new else "minimal")
        if wish == "representation":
            try:
                response = self._one(place, status=201 if is_new else 200)
            except NotFound:
                # Written and, by a policy, not seen any more by who wrote it.
                response = finished(HttpResponse(status=204))
        else:
            response = finished(HttpResponse(status=204))
            version = place.records.values_list("version", flat=True).first()
            if version is not None:
                response["ETag"] = etag(version)
        response["OData-EntityId"] = f"{self.root}{place.entity.name}({place.id})"
        if "return" in self.preferences:
            response["Preference-Applied"] = f"return={wish}"
        return response

    def _one(self, place: Place, *, status: int) -> HttpResponse:
        media = demand_json(self.request, self.options)
        found = Reader(self.world).one(place.entity, place.records, self.options)
        if found is None:
            raise NotFound(section=place.entity.name, id=place.id)
        if "ieee754compatible=true" in media.replace(" ", ""):
            large_numbers([found], place.entity)
        payload = {"@odata.context": context(self.root, place.entity, self.options, is_one=True), **found}
        tag = str(found.get("@odata.etag", ""))
        response = json_answer(payload, media=media, status=status, tag=tag)
        return self._unless_known(response, tag) if status == 200 and tag and self.method == "GET" else response

    def _unless_known(self, response: HttpResponse, tag: str) -> HttpResponse:
        response["ETag"] = tag
        known = {part.strip() for part in self.request.headers.get("If-None-Match", "").split(",")}
        if tag in known or "*" in known:
            return finished(HttpResponse(status=304, headers={"ETag": tag}))
        return response

    def _next_link(self, token: str) -> str:
        kept = [
            (key, value)
            for key, values in self.request.GET.lists()
            for value in values
            if key.removeprefix("$").lower() not in ("skip", "skiptoken", "count")
        ]
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode([*kept, ('$skiptoken', token)])}")

    def _page_size(self) -> int:
        wish = self.preferences.get("maxpagesize", "")
        if wish.isascii() and wish.isdigit() and int(wish[:6]) > 0:
            return min(int(wish[:6]), MAX_PAGE_SIZE)
        return PAGE_SIZE

    def _body(self) -> dict[str, object]:
        # Demanded, not guessed: a page elsewhere can make a browser send a body, but not a body that says it is JSON.
        if not is_welcome(self.request.headers.get("Content-Type", ""), {"application/json"}):
            raise UnsupportedMedia(target="Content-Type")
        return writing.read_body(self.request.body)

    def _demand(self, *methods: str) -> None:
        if self.method not in methods:
            raise MethodNotAllowed(*methods)

    def _refuse_options(self, *names: str) -> None:
        """A record by its key is one: options of collections would be silently lost."""
        empty = Options()
        for name in names:
            if getattr(self.options, name) != getattr(empty, name):
                raise BadRequest(target=f"${name}")


def _preferences(header: str) -> dict[str, str]:
    """Return preferences by name, without the old `odata.` prefix."""
    found = {}
    for part in header.replace(";", ",").split(","):
        name, _equals, value = part.strip().partition("=")
        found[name.strip().lower().removeprefix("odata.")] = value.strip().strip('"')
    return {name: value for name, value in found.items() if name}
