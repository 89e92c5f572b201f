"""What is done from a card: comments, plans, closing activities, words about a move. All writing is the door's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from artel.platform.files.actions import attach_files
from artel.platform.files.models import StoredFile
from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.kernel.text import clean
from artel.platform.notifications.telling import tell
from artel.platform.records import door, feed
from artel.platform.screens.activities import activity_sections
from artel.platform.screens.cards.feed import FeedState
from artel.platform.screens.cards.mentions import mentioned_in
from artel.platform.screens.cards.moving import Moved
from artel.platform.screens.cards.record import read_record
from artel.platform.screens.forms.inputs import typed
from artel.platform.screens.place import Place, place_for
from artel.platform.sections.spec import FieldSpec
from artel.platform.sections.steps import is_activity
from artel.platform.ui.feedback import Toast

LONGEST_COMMENT = 20_000
MOST_FILES = 20


def feed_state(query: QueryDict) -> FeedState:
    """Return what the address of a feed says; a place that can't be read begins anew."""
    moment, _space, number = query.get("before", "").rpartition(" ")
    at = _moment(moment)
    is_place = at is not None and number.isascii() and number.isdigit() and len(number) < 19
    return FeedState(
        group=query.get("group", ""),
        field=query.get("field", ""),
        before=(at, int(number)) if at is not None and is_place else None,
    )


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def add_comment(place: Place, record_id: int, text: str, files: Sequence[str]) -> None:
    """Add a comment to the feed of a record that the actor sees, give it the uploaded files, tell the mentioned.

    Raises NotFound, ValidationFailed for an empty or endless comment.
    """
    record = read_record(place, record_id, ())
    said = clean(text)
    keys = _keys(files)
    if not said and not keys:
        raise ValidationFailed([Problem(code="empty", message=_("Write something first."), field="text")])
    if len(said) > LONGEST_COMMENT:
        message = _("The comment is longer than %(limit)s characters.") % {"limit": LONGEST_COMMENT}
        raise ValidationFailed([Problem(code="too_long", message=message, field="text")])
    with transaction.atomic():
        if said:
            mentions = mentioned_in(said)
            feed.add(place.spec.key, record_id, "comment", {"text": said, "mentions": mentions}, actor=place.actor)
            tell(
                [int(m["id"]) for m in mentions],
                kind="mention",
                title=_("%(name)s calls you") % {"name": place.actor.name},
                text=f"{record.name}: {said[:200]}",
                section=place.spec.key,
                record_id=record_id,
                actor=place.actor,
            )
        if keys:
            ids = StoredFile.objects.filter(key__in=keys, author_id=place.actor.user_id).values_list("id", flat=True)
            attach_files(list(ids), section=place.spec.key, record_id=record_id, actor=place.actor)


def _keys(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts[:MOST_FILES]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def plan_activity(place: Place, record_id: int, kind: str, post: QueryDict) -> int:
    """Create an activity about a record that the actor sees; `is_done` notes one that has happened. Returns its id.

    Raises NotFound for an unknown kind, ValidationFailed as the door does.
    """
    specs = {s.key for s in activity_sections(place.snapshot, place.actor, "create")}
    if kind not in specs:
        raise NotFound
    read_record(place, record_id, ())
    target = place_for(place.actor, kind, "create")
    posted = [f for f in target.fields.values() if f.key in post and target.can_write(f)]
    values: dict[str, object] = {k: v for k, v in typed(posted, post).items() if v != ""}
    values |= {"name": post.get("text", ""), "about_section": place.spec.key, "about_id": record_id}
    if post.get("is_done"):
        values["done_at"] = timezone.now().isoformat()
    return door.create(kind, [values], actor=place.actor)[0]


def closing_fields(place: Place) -> tuple[FieldSpec, ...]:
    """Return what is asked when an activity is closed: how it ended; raises NotFound for other sections."""
    if not is_activity(place.spec):
        raise NotFound
    return place.shown(("result", "result_text"))


def close_activity(place: Place, record_id: int, post: QueryDict) -> tuple[Toast, list[int]]:
    """Write how and when an activity ended; return what to say, and nothing else that changed."""
    values = typed(closing_fields(place), post)
    values["done_at"] = timezone.now().isoformat()
    door.change(place.spec.key, [door.Change(id=record_id, values=values)], actor=place.actor)
    undo = place.url("reopen", record_id=record_id)
    return Toast(text=_("Done: %(what)s") % {"what": place.spec.singular.text()}, undo=undo), []


def change_activity(place: Place, record_id: int, fields: Sequence[FieldSpec], post: QueryDict) -> None:
    """Write the fields of a small dialog."""
    door.change(place.spec.key, [door.Change(id=record_id, values=typed(fields, post))], actor=place.actor)


def typed_beside(place: Place, post: Mapping[str, str]) -> dict[str, object]:
    """Return the values typed into the fields that a refused move asked for."""
    asked = [f for f in place.fields.values() if f.key in post and f.key != "stage" and place.can_write(f)]
    return typed(asked, post)


def moved_toast(place: Place, moved: Moved) -> Toast:
    """Return what is said about a move; it can be taken back."""
    text = _("Moved to “%(stage)s”") % {"stage": moved.label}
    undo = place.url("unmove", record_id=moved.record.id, stage=moved.before) if moved.before else ""
    return Toast(text=text, undo=undo)


def reopen_activity(place: Place, record_id: int) -> None:
    """Open a closed activity again; raises NotFound for a section of something else."""
    fields = closing_fields(place)
    values: dict[str, object] = {"done_at": None, **dict.fromkeys((f.key for f in fields), None)}
    door.change(place.spec.key, [door.Change(id=record_id, values=values)], actor=place.actor)
