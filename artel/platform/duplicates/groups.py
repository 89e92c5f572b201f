"""Groups of the work list: pairs joined into groups, and what a person says about one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from artel.platform.access.policy import require, require_tool, visible_to
from artel.platform.duplicates.joining import FoundPair, Telling, joined
from artel.platform.duplicates.models import Group, GroupState, Mark, Pair, Verdict
from artel.platform.duplicates.permissions import REVIEW
from artel.platform.duplicates.specs import rules_of
from artel.platform.kernel import clock
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.arrays import any_of
from artel.platform.kernel.errors import NotFound
from artel.platform.sections.spec import Snapshot

LATER_DAYS = 7
CHUNK = 2_000


def make_groups(section: str, snapshot: Snapshot) -> int:
    """Join the pairs of a search into groups, in place of the former ones; return how many are open.

    A group that was put off and is the same still stays put off. The pairs are emptied.
    """
    pairs = list(Pair.objects.filter(section=section).order_by("low_id", "high_id").values_list(
        "low_id", "high_id", "rules"
    ))  # fmt: skip
    put_off = {
        tuple(ids): until
        for ids, until in Group.objects.filter(section=section, state=GroupState.LATER).values_list(
            "ids", "later_until"
        )
    }
    Group.objects.filter(section=section).delete()
    moment = clock.now()
    made = []
    for ids, rules in joined(pairs, _telling(section, snapshot, pairs)):
        until = put_off.get(tuple(ids))
        state = GroupState.LATER if until else GroupState.OPEN
        made.append(Group(section=section, ids=ids, rules=rules, state=state, later_until=until, found_at=moment))
    Group.objects.bulk_create(made, batch_size=CHUNK)
    Pair.objects.filter(section=section).delete()
    return sum(group.state == GroupState.OPEN for group in made)


def _telling(section: str, snapshot: Snapshot, pairs: Sequence[FoundPair]) -> Telling:
    """Return the values that tell records of these pairs apart, by rules that have such fields. One query a rule."""
    found: dict[str, dict[int, list[int | None]]] = {}
    named = {name for _low, _high, rules in pairs for name in rules}
    for rule in rules_of(section, snapshot):
        if rule.apart and rule.name in named:
            ids = sorted({i for low, high, rules in pairs if rule.name in rules for i in (low, high)})
            marks = Mark.objects.filter(rule=rule.fingerprint, record_id__in=any_of(ids, "bigint"))
            found[rule.name] = {i: apart for i, apart in marks.values_list("record_id", "apart") if apart}
    return found


def open_groups(section: str) -> QuerySet[Group]:
    """Return the groups that wait for somebody: open ones, and those put off until today."""
    due = Q(state=GroupState.LATER, later_until__lte=timezone.localdate())
    return Group.objects.filter(Q(state=GroupState.OPEN) | due, section=section).order_by("id")


def group_of(group_id: int, *, actor: Actor) -> Group:
    """Return a group to decide on; raises NotFound when somebody has settled it, AccessDenied without the right."""
    require_tool(actor, REVIEW)
    found = Group.objects.filter(pk=group_id).first()
    if found is None:
        raise NotFound
    require(actor, found.section, "read")
    return found


def say_distinct(group: Group, ids: Sequence[int], *, actor: Actor) -> None:
    """Remember that these records of a group differ from all its others; without `ids`, that all of it differ.

    No rule speaks of any two of them again, in either direction. Raises NotFound for a record that is not in the
    group or out of the actor's sight.
    """
    chosen = sorted(set(ids)) or group.ids
    if not set(chosen) <= set(group.ids) or visible_to(actor, group.section).filter(id__in=chosen).count() < len(
        chosen
    ):
        raise NotFound(section=group.section, ids=chosen)
    told = [pair for pair in combinations(sorted(group.ids), 2) if set(pair) & set(chosen)]
    moment = clock.now()
    with transaction.atomic():
        Verdict.objects.bulk_create(
            (
                Verdict(section=group.section, low_id=low, high_id=high, at=moment, author_id=actor.user_id)
                for low, high in told
            ),
            ignore_conflicts=True,
        )
        leave_groups(group.section, chosen)


def leave_groups(section: str, settled: Sequence[int]) -> None:
    """Take records off the list; a group of which fewer than two are left goes with them."""
    gone = set(settled)
    for group in Group.objects.select_for_update().filter(section=section, ids__overlap=list(settled)):
        group.ids = [i for i in group.ids if i not in gone]
        if len(group.ids) < 2:
            group.delete()
        else:
            group.save(update_fields=["ids"])


def put_off(group: Group) -> None:
    """Take a group off the list for a week."""
    group.state = GroupState.LATER
    group.later_until = timezone.localdate() + timedelta(days=LATER_DAYS)
    group.save(update_fields=["state", "later_until"])
