"""What people do with rules: pause them, see whom one would concern, have failed runs done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.asking import condition_of
from artel.platform.access.policy import may_use, require_tool, visible_to
from artel.platform.automation.invariants.specs import known_rules
from artel.platform.automation.models import OutboxState, Outgoing, RuleRun, RunState
from artel.platform.automation.outbox import send_again
from artel.platform.automation.permissions import CHANGE, SEE_RUNS
from artel.platform.automation.running import Occasion, repeat
from artel.platform.automation.specs import KIND, Rule
from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.kernel.patience import patiently

MOST_TRIED = 20
PATIENCE_MS = 3000
"""A try-out stops there: its condition may be one that no index serves."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Existing records that a rule's condition is true of: the first few by name, and whether there are more."""

    records: tuple[tuple[int, str], ...]
    has_more: bool


def rule_of(key: str) -> Rule:
    """Return a rule in force, also a paused one, or what mends an invariant; raises NotFound."""
    found = known_rules(current_snapshot()).get(key)
    if found is None:
        raise NotFound(rule=key)
    return found


def pause(key: str, *, actor: Actor, is_paused: bool) -> None:
    """Pause a rule or have it act again: a new revision of the configuration. Raises AccessDenied, NotFound."""
    require_tool(actor, CHANGE)
    rule = rule_of(key)
    if key not in current_snapshot().documents[KIND]:
        raise NotFound(rule=key)
    body = {**current_snapshot().documents[KIND][key], "is_paused": is_paused}
    note = _("Paused: %(rule)s") if is_paused else _("Acting again: %(rule)s")
    apply_documents([Document(kind=KIND, key=key, body=body)], actor=actor, note=note % {"rule": rule.label})


def would_meet(rule: Rule, *, actor: Actor) -> Tried:
    """Return the records of which the rule's condition is true now, those that the actor sees. One bounded query.

    The rule may be one that is only being written.

    Raises TookTooLong when the database needs longer than three seconds.
    """
    if not may_use(actor, CHANGE):
        require_tool(actor, SEE_RUNS)
    records = visible_to(actor, rule.section).filter(condition_of(actor, rule.section, rule.body.when))
    found = records.order_by("-id").values_list("id", "name")[: MOST_TRIED + 1]
    with patiently(PATIENCE_MS):
        rows = list(found)
    return Tried(tuple(rows[:MOST_TRIED]), len(rows) > MOST_TRIED)


def replay(run_ids: Sequence[int], *, actor: Actor) -> int:
    """Do failed runs again, as the rule is now; return how many are done or on their way. Raises AccessDenied.

    What stopped on its way out is sent again with the same key; all else is acted anew, if the condition still holds.
    """
    require_tool(actor, SEE_RUNS)
    snapshot = current_snapshot()
    rules = known_rules(snapshot)
    with transaction.atomic():
        failed = RuleRun.objects.filter(pk__in=run_ids, state__in=[RunState.FAILED, RunState.LOOP])
        runs = list(failed.select_for_update().order_by("id"))
        sending = set(
            Outgoing.objects.filter(run_id__in=[r.pk for r in runs], state=OutboxState.FAILED).values_list(
                "run_id", flat=True
            )
        )
        if sending:
            RuleRun.objects.filter(pk__in=sending).update(state=RunState.SENDING, error="")
            send_again(sorted(sending))
        done = len(sending)
        again: dict[tuple[str, str, str], list[RuleRun]] = {}
        for run in runs:
            if run.pk not in sending and run.rule in rules:
                again.setdefault((run.rule, run.trigger, run.cause), []).append(run)
        for (key, trigger, cause), group in again.items():
            rule = rules[key]
            occasion = Occasion(trigger=trigger, section=rule.section, actor=actor, cause=cause)
            done += repeat(rule, group, occasion, snapshot)
    return done
