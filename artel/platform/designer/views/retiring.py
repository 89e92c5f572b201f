"""The question before something goes out of use: what it means, what stands in the way, the button."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from artel.platform.access.middleware import actor_on
from artel.platform.designer.drafts import Edit
from artel.platform.designer.views.frame import Errors, save, saved
from artel.platform.screens.answers import panel
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import AttributeValue, Html, Text, join
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Form


def ask_to_retire(
    request: HttpRequest, name: Text, about: Html, edits: Sequence[Edit], back: str, *, is_blocked: bool = False
) -> HttpResponse:
    """Answer with the question; asked by POST, put `edits` into the draft and lead `back`.

    The first edit takes the thing itself out of use; what stands in the way is told above the button.
    """
    errors: Errors = {}
    if request.method == "POST":
        errors = save(edits, actor=actor_on(request))
        if not errors:
            return saved(request, back)
    form = Form(
        action=request.path,
        groups=(),
        errors=[message for messages in errors.values() for message in messages],
        buttons=(
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Take out of use"), kind="danger", is_submit=True, is_disabled=is_blocked),
        ),
        attrs={"hx-post": request.path, "hx-target": "#dialog"},
        csrf_token=get_token(request),
    )
    title = _("Take “%(name)s” out of use?") % {"name": name}
    return panel(Dialog(title=title, body=join((about, form))), status=422 if errors else 200)


def retire_button(url: str) -> Button:
    """Return the button that opens the question."""
    into: dict[str, AttributeValue] = {"hx-get": url, "hx-target": "#dialog"}
    return Button(label=_("Take out of use…"), icon="archive", kind="bare", url=url, attrs=into)
