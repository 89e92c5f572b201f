"""Decisions about contested places: what waits, the plan of some decisions, and applying them as a revision."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.definitions.consequences.stranding import Moves
from artel.platform.definitions.overlays.merging import Side
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ConfigurationRefused, Conflict
from artel.platform.packs.installing import folders_in_force
from artel.platform.packs.planning import PacksPlan, apply_packs, plan_packs


def plan_decisions(sides: Mapping[str, str], *, actor: Actor, moves: Moves | None = None) -> PacksPlan:
    """Return the plan of the packs in force with these decisions; what nobody decides stays the company's and waits.

    A decision is a side, or between packs the name of one. `moves` say where records go whose stage goes.

    Raises AccessDenied. Reads the files of the packs: a second or so.
    """
    require_tool(actor, Tool.REVISIONS)
    decisions = Decisions(
        sides={address: Side(side) for address, side in sides.items() if side in set(Side)},
        packs={address: pack for address, pack in sides.items() if pack not in set(Side)},
        keeps_undecided=True,
    )
    return plan_packs(list(folders_in_force().values()), decisions=decisions, moves=moves)


def apply_decisions(sides: Mapping[str, str], *, base: int, actor: Actor, moves: Moves | None = None) -> None:
    """Apply what was shown on revision `base`, with a line in the log.

    Raises Conflict when the configuration moved on since, ConfigurationRefused with all problems, AccessDenied.
    """
    planned = plan_decisions(sides, actor=actor, moves=moves)
    if planned.plan is not None and planned.plan.questions:
        raise ConfigurationRefused(planned.plan.questions)
    if planned.plan is not None and planned.plan.base != base:
        raise Conflict(_("The configuration has changed since this plan was made. Look at the new plan."))
    with transaction.atomic():
        applied = apply_packs(planned, actor=actor)
        record_audit(actor, Audit.CONFIGURATION, {"steps": [str(step) for step in applied.steps]})
