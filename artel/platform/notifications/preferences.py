"""Which notifications also come as letters: each person's choice, on his profile."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied
from artel.platform.notifications.models import NotificationPreference
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import attributes, join
from artel.platform.ui.record import Panel
from artel.platform.users.models import User

LETTERS = {
    "mention": gettext_lazy("I am mentioned in a comment"),
    "assigned": gettext_lazy("A record is assigned to me"),
    "approval": gettext_lazy("My approval is needed, or what I asked for is decided"),
    "import": gettext_lazy("My import is done"),
    "rule": gettext_lazy("A rule of the company has something for me"),
    "order": gettext_lazy("Something of mine is not in order"),
}
"""Kind of notification → how a person reads about it."""


def choose_letters(wanted: Collection[str], *, actor: Actor) -> None:
    """Remember about which kinds the actor wants letters; unknown kinds are passed over. Raises AccessDenied."""
    if actor.user_id is None:
        raise AccessDenied
    with transaction.atomic():
        for kind in LETTERS:
            NotificationPreference.objects.update_or_create(
                user_id=actor.user_id, kind=kind, defaults={"by_mail": kind in wanted}
            )


def letters_panel(request: HttpRequest, user: User) -> Panel:
    """Return the panel of the profile."""
    refused = set(NotificationPreference.objects.filter(user=user, by_mail=False).values_list("kind", flat=True))
    boxes = join(
        format_html(
            '<label class="a-check"><input type="checkbox" class="form-check-input" name="letters" value="{}"{}>'
            "<span>{}</span></label>",
            kind,
            attributes({"checked": kind not in refused}),
            label,
        )
        for kind, label in LETTERS.items()
    )
    form = format_html(
        '<form class="stack" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<div class="a-checks">{}</div><div>{}</div></form>',
        reverse("notifications:letters"),
        get_token(request),
        boxes,
        Button(label=_("Save"), is_submit=True),
    )
    return Panel(title=_("E-mail notifications"), body=form)
