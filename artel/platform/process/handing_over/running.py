"""Hands over and takes back, in batches, each a transaction that also notes what it did: who dies is gone on after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from artel.platform.access.policy import actor_of, require_tool
from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.running.undoing import UNDO_CAUSE
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ArtelError, Conflict, NotFound
from artel.platform.notifications.telling import Note, tell_each
from artel.platform.process.handing_over.models import HandOver, HandOverItem, HandOverState, ItemState
from artel.platform.process.handing_over.parts import part_of
from artel.platform.process.handing_over.planning import Sharing, check_sharing, planned
from artel.platform.process.permissions import HAND_OVER
from artel.platform.users.models import User

BATCH = 500
AT_WORK = (HandOverState.RUNNING, HandOverState.UNDOING)


def begin(person: int, sharing: Sharing, *, actor: Actor) -> HandOver:
    """Note what goes to whom, for a job to hand over; return the operation.

    Raises AccessDenied, NotFound for nobody, ValidationFailed, Conflict while another one of his things is at work.
    """
    require_tool(actor, HAND_OVER)
    snapshot = current_snapshot()
    with transaction.atomic():
        if not User.objects.select_for_update().filter(pk=person).exists():
            raise NotFound(user=person)
        check_sharing(sharing, person, snapshot)
        if HandOver.objects.filter(person_id=person, state__in=AT_WORK).exists():
            raise Conflict(_("What he has is being handed over already."))
        made = HandOver.objects.create(
            person_id=person, author_id=actor.user_id or 0, rule=sharing.as_json(), begun_at=clock.now()
        )
        waiting = (
            HandOverItem(hand_over=made, part=part.key, item_id=thing.id, to_id=to)
            for part, thing, to in planned(person, sharing, snapshot)
        )
        HandOverItem.objects.bulk_create(waiting, batch_size=BATCH)
        _defer(made.pk)
    return made


def begin_undo(hand_over_id: int, *, actor: Actor) -> None:
    """Have all given back that nobody has given to somebody else since. Raises AccessDenied, NotFound, Conflict."""
    require_tool(actor, HAND_OVER)
    with transaction.atomic():
        found = HandOver.objects.select_for_update().filter(pk=hand_over_id).first()
        if found is None:
            raise NotFound(hand_over=hand_over_id)
        if found.state != HandOverState.DONE:
            raise Conflict(_("It is at work, or was undone already."))
        found.state = HandOverState.UNDOING
        found.save(update_fields=["state"])
        _defer(found.pk)


def _defer(hand_over_id: int) -> None:
    # By name: the task imports this module.
    task = app.configure_task("artel.platform.process.tasks.hand_over", queue="upkeep")
    task.defer(hand_over_id=hand_over_id)


def proceed(hand_over_id: int) -> None:
    """Do what is left of an operation; safe to run again after a crash, and beside another worker."""
    while _batch(hand_over_id):
        pass


def _batch(hand_over_id: int) -> bool:
    """Hand over, or give back, the next things of one part; False when nothing is left."""
    with transaction.atomic():
        found = HandOver.objects.select_for_update().filter(pk=hand_over_id, state__in=AT_WORK).first()
        if found is None:
            return False
        is_undo = found.state == HandOverState.UNDOING
        todo = found.items.filter(state=ItemState.DONE if is_undo else ItemState.WAITING)
        items = list(todo.order_by("-id" if is_undo else "id")[:BATCH])
        if not items:
            _finish(found, is_undo=is_undo)
            return False
        part = [item for item in items if item.part == items[0].part]
        _give(found, part, is_undo=is_undo)
        HandOverItem.objects.bulk_update(part, ["state", "error"])
    return True


def _give(found: HandOver, items: list[HandOverItem], *, is_undo: bool) -> None:
    """Give things of one part, all at once; when the door refuses, one by one, so that only the refused stay."""
    part = part_of(items[0].part, current_snapshot())
    done, gone = (ItemState.UNDONE, ItemState.KEPT) if is_undo else (ItemState.DONE, ItemState.GONE)
    if part is None:
        for item in items:
            item.state = gone
        return
    actor = _author(found, is_undo=is_undo)
    by_holder: dict[int, dict[int, int]] = defaultdict(dict)
    for item in items:
        if is_undo:
            by_holder[item.to_id][item.item_id] = found.person_id
        else:
            by_holder[found.person_id][item.item_id] = item.to_id
    errors: dict[int, str] = {}
    given: set[int] = set()
    for holder, wanted in by_holder.items():
        try:
            with transaction.atomic():
                given |= part.give(wanted, holder, actor)
        except ArtelError:
            for thing, to in wanted.items():
                try:
                    with transaction.atomic():
                        given |= part.give({thing: to}, holder, actor)
                except ArtelError as refused:
                    errors[thing] = str(refused)
    for item in items:
        item.error = errors.get(item.item_id, "")
        refused_state = ItemState.KEPT if is_undo else ItemState.REFUSED
        item.state = refused_state if item.error else done if item.item_id in given else gone


def _author(found: HandOver, *, is_undo: bool) -> Actor:
    """The author acts, as the system: his tool is the right to do it, whatever his roles let him change."""
    actor = actor_of(User.objects.get(pk=found.author_id)).as_system()
    # What an undo puts back begins no rules.
    return replace(actor, cause=f"{UNDO_CAUSE}{found.cause}" if is_undo else found.cause)


def _finish(found: HandOver, *, is_undo: bool) -> None:
    found.state = HandOverState.UNDONE if is_undo else HandOverState.DONE
    found.finished_at = clock.now()
    found.save(update_fields=["state", "finished_at"])
    if is_undo:
        return
    counts: dict[int, int] = defaultdict(int)
    for to in found.items.filter(state=ItemState.DONE).values_list("to_id", flat=True).iterator():
        counts[to] += 1
    _tell(found, counts)


def _tell(found: HandOver, counts: Mapping[int, int]) -> None:
    """Tell each once what came to him."""
    people = {u.pk: u for u in User.objects.filter(id__in=[*counts, found.person_id])}
    whose = people[found.person_id].name
    notes = []
    for to, count in sorted(counts.items()):
        with translation.override(people[to].language):
            title = _("You have got what was with %(person)s: %(count)s") % {"person": whose, "count": count}
        notes.append(Note(user_id=to, title=title, url="/"))
    author = actor_of(User.objects.get(pk=found.author_id))
    tell_each(notes, kind="assigned", actor=replace(author, user_id=None))
