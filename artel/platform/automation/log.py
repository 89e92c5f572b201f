"""The log of runs: written for all records of a rule at once, told to administrators when something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from artel.platform.automation.models import Outgoing, RuleRun, RunState
from artel.platform.automation.specs import Rule
from artel.platform.kernel.actor import SYSTEM
from artel.platform.notifications.models import Notification
from artel.platform.notifications.telling import Note, tell_each
from artel.platform.users.models import User

TROUBLE = "trouble"
"""The kind of notification about rules that can't be done."""
IN_TROUBLE = (RunState.FAILED, RunState.LOOP)

KEPT_FOR = timedelta(days=180)
"""How long a run is remembered, with what it sent out of the house: «why?» of older entries names the rule alone."""
FORGOTTEN_AT_ONCE = 2_000


def forget_runs(now: datetime) -> int:
    """Drop runs that are older than half a year, the oldest first, a batch a transaction; return how many.

    Ids grow with time, so the oldest are found without an index on the moment. What still waits to go out stays.
    """
    dropped = 0
    while True:
        oldest = RuleRun.objects.order_by("pk").exclude(state=RunState.SENDING).values_list("pk", "at")
        ids = [pk for pk, at in oldest[:FORGOTTEN_AT_ONCE] if at < now - KEPT_FOR]
        if not ids:
            return dropped
        with transaction.atomic():
            Outgoing.objects.filter(run_id__in=ids).delete()
            dropped += RuleRun.objects.filter(pk__in=ids).delete()[0]


def write_runs(runs: Sequence[RuleRun]) -> None:
    """Write runs that have their ids already, in one statement."""
    RuleRun.objects.bulk_create(runs)


def report(rule: Rule, runs: Sequence[RuleRun]) -> None:
    """Tell the administrators of a rule in trouble, unless they have an unread word about it."""
    wrong = [run for run in runs if run.state in IN_TROUBLE]
    if not wrong:
        return
    url = reverse("automation:runs", args=[rule.key])
    admins = dict(User.objects.filter(is_admin=True, is_active=True).values_list("id", "language"))
    known = Notification.objects.filter(kind=TROUBLE, url=url, read_at=None, user_id__in=admins)
    unaware = admins.keys() - set(known.values_list("user_id", flat=True))
    notices = []
    for user_id in sorted(unaware):
        with translation.override(admins[user_id]):
            is_loop = any(run.state == RunState.LOOP for run in wrong)
            title = (
                _("The rule “%(rule)s” goes round in circles and was stopped")
                if is_loop
                else _("The rule “%(rule)s” could not be done")
            )
            label = rule.label.text(admins[user_id])
            notices.append(Note(user_id=user_id, title=title % {"rule": label}, text=wrong[0].error, url=url))
    if notices:
        tell_each(notices, kind=TROUBLE, actor=SYSTEM)
