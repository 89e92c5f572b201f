"""Buttons of projects: the plan on a project, «Begin a project» on a deal and on an account."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artel.platform.access.policy import may
from artel.platform.screens.actions import RecordAction, add_record_action

PLAN = add_record_action(
    RecordAction(
        key="plan",
        section="projects",
        label=_("Plan and fact"),
        icon="timeline",
        url=lambda _section, ids: reverse("work:plan", kwargs={"project_id": ids[0]}),
        needs="read",
        is_page=True,
        is_main=True,
        position=10,
    )
)


def _offer_to_begin(section: str, parameter: str) -> RecordAction:
    return add_record_action(
        RecordAction(
            key="begin_project",
            section=section,
            label=_("Begin a project"),
            icon="timeline",
            url=lambda _section, ids: f"{reverse('work:begin')}?{parameter}={ids[0]}",
            is_offered=lambda _record, actor: may(actor, "projects", "create"),
            needs="read",
            position=80,
        )
    )


OF_DEAL = _offer_to_begin("deals", "deal")
OF_ACCOUNT = _offer_to_begin("accounts", "account")
