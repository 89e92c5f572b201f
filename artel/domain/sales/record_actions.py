"""Buttons on leads: qualify, set aside and drop while the lead is open; then, take the qualification back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artel.domain.catalog.lines import LineTarget, add_line_target
from artel.platform.access.policy import may
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.process.moving import stage_of
from artel.platform.screens.actions import RecordAction, RecordValues, add_record_action
from artel.platform.sections.pipelines import StageKind


def is_open(lead: RecordValues, _actor: Actor) -> bool:
    """Return whether the lead stands in an open stage."""
    stage = stage_of(current_snapshot().section("leads"), lead)
    return stage is None or stage.kind is StageKind.OPEN


def is_qualified(lead: RecordValues, _actor: Actor) -> bool:
    """Return whether the lead stands in the stage of success."""
    stage = stage_of(current_snapshot().section("leads"), lead)
    return stage is not None and stage.kind is StageKind.SUCCESS


def _address(name: str) -> Callable[[str, Sequence[int]], str]:
    return lambda _section, ids: reverse(f"sales:{name}", kwargs={"lead_id": ids[0]})


QUALIFY = add_record_action(
    RecordAction(
        key="qualify",
        section="leads",
        label=_("Qualify"),
        icon="user-check",
        url=_address("qualify"),
        is_offered=is_open,
        reads=("stage", "pipeline"),
        is_main=True,
        position=10,
    )
)
NURTURE = add_record_action(
    RecordAction(
        key="nurture",
        section="leads",
        label=_("Set aside"),
        icon="clock",
        url=_address("nurture"),
        is_offered=is_open,
        reads=("stage", "pipeline"),
        position=20,
    )
)
DISQUALIFY = add_record_action(
    RecordAction(
        key="disqualify",
        section="leads",
        label=_("Drop"),
        icon="circle-x",
        url=_address("disqualify"),
        is_offered=is_open,
        reads=("stage", "pipeline"),
        position=30,
    )
)
UNQUALIFY = add_record_action(
    RecordAction(
        key="unqualify",
        section="leads",
        label=_("Take the qualification back"),
        icon="arrow-back-up",
        url=_address("unqualify"),
        is_offered=is_qualified,
        reads=("stage", "pipeline"),
        in_dialog=False,
        position=10,
    )
)


def _offer_products(section: str, lines: str, pointer: str) -> RecordAction:
    """Let the picker fill the lines of a section, and offer it on the records."""
    add_line_target(LineTarget(section=section, lines=lines, pointer=pointer))
    return add_record_action(
        RecordAction(
            key="pick_products",
            section=section,
            label=_("Pick products"),
            icon="package",
            url=lambda of, ids: reverse("catalog:pick", kwargs={"section": of, "record_id": ids[0]}),
            is_offered=lambda _record, actor: may(actor, lines, "create") and may(actor, "products", "read"),
            position=60,
        )
    )


PICK_FOR_LEAD = _offer_products("leads", "lead_products", "lead")
PICK_FOR_DEAL = _offer_products("deals", "deal_products", "deal")
