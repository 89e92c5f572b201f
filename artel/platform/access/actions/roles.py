"""Whose hand may change a role; apply a plan that was looked at, and bring back a revision, with a line in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.actions.guarding import own_tools
from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.access.roles import roles_of
from artel.platform.definitions.applying import apply_plan, documents_at
from artel.platform.definitions.consequences.stranding import Moves
from artel.platform.definitions.current import current_snapshot, stored_documents
from artel.platform.definitions.planning import Plan, make_plan
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, ConfigurationRefused, Conflict

KIND = "role"


def guard_role(key: str, body: Mapping[str, Any], *, actor: Actor, is_retired: bool = False) -> None:
    """Raise AccessDenied unless the actor may give a role this body, or retire it.

    Nobody gives or takes a tool that he has not himself, and nobody closes this door behind himself: an administrator
    always comes in, so there is always somebody who can put a role right.
    """
    require_tool(actor, Tool.ROLES)
    if actor.is_unrestricted:
        return
    present = next((d for d in stored_documents() if d.identity == (KIND, key)), None)
    before = set(present.body.get("tools", ())) if present and not present.is_retired else set()
    after = set() if is_retired else set(body.get("tools", ()))
    if not before ^ after <= own_tools(actor):
        raise AccessDenied(_("You can't give or take tools that you do not have yourself."))
    is_kept = Tool.ROLES in after and not body.get("is_portal")
    others = (r for r in roles_of(actor, current_snapshot()) if r.key != key)
    if key in actor.roles and not is_kept and not any(Tool.ROLES in other.tools for other in others):
        raise AccessDenied(_("After this you could not change roles any more. Ask an administrator to do it."))


def apply_shown(plan: Plan, *, base: int, actor: Actor, note: str = "", restored: int | None = None) -> Plan:
    """Apply a plan that somebody looked at when revision `base` was in force, and remember it in the log."""
    if plan.base != base:
        raise Conflict(_("The configuration has changed since this plan was made. Look at the new plan."))
    if plan.problems:
        raise ConfigurationRefused(plan.problems)
    with transaction.atomic():
        applied = apply_plan(plan, actor=actor, note=note)
        steps = [str(step) for step in applied.steps]
        detail = {"steps": steps} if restored is None else {"revision": restored, "steps": steps}
        record_audit(actor, Audit.CONFIGURATION if restored is None else Audit.RESTORED, detail)
    return applied


def plan_restore(number: int, *, actor: Actor, moves: Moves | None = None) -> Plan:
    """Return the plan of bringing back the state of a revision. Raises AccessDenied, NotFound."""
    require_tool(actor, Tool.REVISIONS)
    return make_plan(documents_at(number), moves=moves)


def apply_restore(number: int, *, base: int, actor: Actor, moves: Moves | None = None) -> Plan:
    """Bring back the state of a revision as a new one; `moves` say where records go whose stage was not there then.

    Raises as `apply_shown`.
    """
    note = _("Back to revision %(number)s") % {"number": number}
    return apply_shown(
        plan_restore(number, actor=actor, moves=moves), base=base, actor=actor, note=note, restored=number
    )
