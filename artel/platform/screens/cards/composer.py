"""The box over the feed: a comment, or something planned about the record, in every kind of activity there is."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from artel.platform.screens.activities import activity_sections
from artel.platform.screens.cards.record import Record
from artel.platform.screens.display import Display, display_of
from artel.platform.screens.forms.inputs import input_for
from artel.platform.screens.place import Place, place_for
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.component import Component, Html
from artel.platform.ui.feed import Composer, ComposerTab
from artel.platform.ui.forms import Field
from artel.platform.ui.icons import known

ASKED = ("due_at", "owner")
"""What planning asks besides the words."""


def composer_of(record: Record, display: Display, csrf_token: str) -> Html:
    """Return the composer; nothing for a trashed record or one without a feed."""
    place = record.place
    if record.is_trashed or not place.spec.has_feed:
        return ""
    tabs = [_comment(record)]
    if place.spec.has_activities:
        specs = activity_sections(place.snapshot, place.actor, "create")
        tabs += [_activity(record, spec) for spec in specs]
    return Composer(
        tabs=tabs,
        csrf_token=csrf_token,
        draft=f"feed:{place.spec.key}:{record.id}",
        upload_url=reverse("files:upload"),
        mention_url=reverse("screens:people"),
    )


def _comment(record: Record) -> ComposerTab:
    return ComposerTab(
        key="comment",
        label=_("Comment"),
        action=record.place.url("comment", record_id=record.id),
        placeholder=_("Write to colleagues; @ calls somebody"),
        button=_("Post"),
        icon="message",
        has_files=True,
    )


def _activity(record: Record, spec: SectionSpec) -> ComposerTab:
    place = place_for(record.place.actor, spec.key)
    return ComposerTab(
        key=spec.key,
        label=spec.singular.text(),
        action=record.place.url("plan", record_id=record.id, kind=spec.key),
        placeholder=spec.fields["name"].label.text(),
        button=_("Plan"),
        icon=known(spec.icon, "checkbox"),
        fields=activity_fields(place, prefix=spec.key),
    )


def activity_fields(place: Place, *, prefix: str = "") -> list[Component]:
    """Return what planning asks: when, who, and whether it has already been done."""
    actor = place.actor
    display = display_of(place.spec, place.snapshot, user_id=actor.user_id, linked=())
    fields: list[Component] = []
    for field in place.shown(ASKED):
        is_mine = field.key == "owner" and actor.user_id is not None
        value, label = (str(actor.user_id), actor.name) if is_mine else ("", "")
        fields.append(input_for(place, display, field, prefix=prefix, value=value, label=label))
    fields.append(Field(name="is_done", label=_("Already done"), kind="checkbox", prefix=prefix))
    return fields
