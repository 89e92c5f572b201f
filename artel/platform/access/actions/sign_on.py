"""Which identity of the single sign-on provider opens which user: linked at the first sign-on, unlinked by hand."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import transaction
from django.http import HttpRequest

from artel.platform.access.actions.guarding import guard_target
from artel.platform.access.actions.passwords import end_all_sessions, locked_user
from artel.platform.access.audit import Audit, record_audit
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import require_tool
from artel.platform.access.teams import actor_of
from artel.platform.kernel.actor import Actor
from artel.platform.users.models import User


def link_identity(sociallogin: SocialLogin, request: HttpRequest, user: User) -> None:
    """Let this identity open this user from now on. Whether it may is decided by `views.single_sign_on`."""
    with transaction.atomic():
        sociallogin.connect(request, user)
        account = sociallogin.account
        record_audit(actor_of(user), Audit.IDENTITY_LINKED, {"login": user.username, "identity": account.uid})


def unlink_identities(user_id: int, *, actor: Actor) -> int:
    """Forget by which identities a user signs in, end his sessions; return how many there were.

    The next sign-on with his e-mail links anew. Raises NotFound, AccessDenied.
    """
    require_tool(actor, Tool.USERS)
    with transaction.atomic():
        user = locked_user(user_id)
        guard_target(actor, user)
        unlinked, _by_model = SocialAccount.objects.filter(user=user).delete()
        end_all_sessions(user)
        record_audit(actor, Audit.IDENTITY_UNLINKED, {"user": user_id, "name": user.name, "number": unlinked})
    return unlinked
