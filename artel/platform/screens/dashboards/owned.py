"""Which dashboards a person has, and which of them is the first page he meets."""

from __future__ import annotations

from artel.platform.access.policy import may
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.kinds.blocks.bodies import BlockBody, DashboardBody
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound

KIND = "dashboard"


def dashboards_of(actor: Actor) -> dict[str, DashboardBody]:
    """Return the dashboards that the actor has, by key, in their order. No query."""
    stored = current_snapshot().documents.get(KIND, {})
    found = {
        key: DashboardBody.model_validate(body)
        for key, body in stored.items()
        if actor.is_unrestricted or not body.get("roles") or set(body["roles"]) & set(actor.roles)
    }
    return dict(sorted(found.items(), key=lambda item: (item[1].position, item[0])))


def has_dashboards(actor: Actor) -> bool:
    """Tell whether the actor has any."""
    stored = current_snapshot().documents.get(KIND, {}).values()
    return any(
        actor.is_unrestricted or not body.get("roles") or set(body["roles"]) & set(actor.roles) for body in stored
    )


def start_of(actor: Actor) -> str:
    """Return the key of the dashboard that is the actor's first page, empty when he begins with his day."""
    stored = current_snapshot().documents.get(KIND, {})
    own = [key for key, body in stored.items() if set(body.get("start_for", ())) & set(actor.roles)]
    return min(own, key=lambda key: (stored[key].get("position", 100), key), default="")


def dashboard_of(actor: Actor, key: str) -> DashboardBody:
    """Return a dashboard of the actor's; raises NotFound when there is none or it is not his."""
    found = dashboards_of(actor).get(key)
    if found is None:
        raise NotFound(dashboard=key)
    return found


def block_of(actor: Actor, dashboard: DashboardBody, key: str) -> BlockBody:
    """Return a block that the actor may see; raises NotFound."""
    found = next((b for b in shown_blocks(actor, dashboard) if b.key == key), None)
    if found is None:
        raise NotFound(block=key)
    return found


def shown_blocks(actor: Actor, dashboard: DashboardBody) -> tuple[BlockBody, ...]:
    """Return the blocks of sections that the actor may read; of series those that he may."""
    found = []
    for block in dashboard.blocks:
        if not block.series:
            if may(actor, block.section, "read"):
                found.append(block)
            continue
        series = tuple(s for s in block.series if may(actor, s.section, "read"))
        if series:
            found.append(block.model_copy(update={"series": series}))
    return tuple(found)
