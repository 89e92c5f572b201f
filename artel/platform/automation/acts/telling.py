"""«notify»: people are told in the product, each in his language."""

from __future__ import annotations

from collections import defaultdict

from artel.platform.automation.performing import Done, Firing, performs
from artel.platform.definitions.kinds.rules.bodies import ROLE, NotifyBody
from artel.platform.notifications.telling import Note, tell_each
from artel.platform.users.models import User

NOTICE = "rule"
"""The kind of notification; people choose whether letters come about it."""


@performs("notify")
def notify(body: NotifyBody, firing: Firing) -> Done:
    """Tell everybody who is named by a field of the record or has a named role, once for each record."""
    roles = [to.removeprefix(ROLE) for to in body.to if to.startswith(ROLE)]
    paths = [to for to in body.to if not to.startswith(ROLE)]
    of_roles: set[int] = set()
    if roles:
        people = User.objects.filter(roles__overlap=roles, is_active=True, is_portal=False)
        of_roles = set(people.values_list("id", flat=True))
    told = {met.id: of_roles | {int(v) for p in paths if (v := met.values[p]) is not None} for met in firing.met}
    languages: dict[int, str] = defaultdict(lambda: "ru")
    languages.update(User.objects.filter(id__in=set().union(*told.values())).values_list("id", "language"))
    title, text = body.title.label(), body.text.label()
    notices = [
        Note(
            user_id=user_id,
            title=firing.text(title.text(languages[user_id]), met, languages[user_id]),
            text=firing.text(text.text(languages[user_id]), met, languages[user_id]),
            record_id=met.id,
        )
        for met in firing.met
        for user_id in sorted(told[met.id])
    ]
    tell_each(notices, kind=NOTICE, section=firing.section.key, actor=firing.actor)
    return {met.id: {"act": "notify", "people": sorted(told[met.id])} for met in firing.met}
