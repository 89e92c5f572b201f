"""Nobody gives away more than he has: only an administrator makes or touches administrators, and who may manage users
gives and takes only roles whose tools are his own too.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from artel.platform.access.roles import roles_of
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied
from artel.platform.users.models import User


def guard_target(actor: Actor, user: User) -> None:
    """Raise AccessDenied when the user has more power than the actor, who could take it over otherwise."""
    if actor.is_unrestricted:
        return
    if user.is_admin or not tools_of(user.roles) <= own_tools(actor):
        raise AccessDenied(_("Only an administrator may change this user."), user=user.pk)


def guard_rights(actor: Actor, user: User, *, roles: Iterable[str], is_admin: bool) -> None:
    """Raise AccessDenied when the rights about to be given to a user (new: without id) are more than the actor has."""
    if actor.is_unrestricted:
        return
    if is_admin and not user.is_admin:
        raise AccessDenied(_("Only an administrator makes administrators."))
    changed = set(roles) ^ set(user.roles or ())
    if changed and user.pk is not None and user.pk == actor.user_id:
        raise AccessDenied(_("You can't change your own roles."))
    if not tools_of(changed) <= own_tools(actor):
        raise AccessDenied(_("You can't give or take a role that may do more than you."))


def tools_of(roles: Iterable[str]) -> set[str]:
    """Return the tools that roles name; unknown roles name none."""
    known = current_snapshot().roles
    return {tool for key in roles if key in known for tool in known[key].tools}


def own_tools(actor: Actor) -> set[str]:
    """Return the tools that the actor's roles really give him."""
    return {tool for role in roles_of(actor, current_snapshot()) for tool in role.tools}
