"""What all pages of the wizard share: the path of steps, the heading, buttons that post."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.exchange.models import Import
from artel.platform.ui.component import Html
from artel.platform.ui.page import Crumb, Page
from artel.platform.ui.wizard import WizardSteps

FILE, COLUMNS, CHECK, LOAD = 1, 2, 3, 4


def address(name: str, run: Import, **parts: int) -> str:
    """Return the address of a page or an act of an import."""
    return reverse(f"exchange:{name}", kwargs={"run_id": run.pk, **parts})


def page_of(run: Import | None, title: str, step: int, actions: Sequence[Html] = ()) -> Page:
    """Return the page with its path and the steps of the wizard in the heading."""
    labels = (_("File"), _("Columns"), _("Check"), _("Loading"))
    urls = (reverse("exchange:index"), address("columns", run)) if run is not None and step <= CHECK else ()
    steps = WizardSteps(labels=labels, current=step, urls=urls)
    crumbs = (Crumb(_("Import"), reverse("exchange:index")), Crumb(run.file_name)) if run is not None else ()
    return Page(title=title, crumbs=crumbs, actions=(*actions, steps))


def post_button(label: str, url: str, token: str, *, kind: str = "", confirm: str = "", icon: Html = "") -> SafeString:
    """Return a form of one button: works without scripts, asks first when there is something to confirm."""
    extra = format_html(' data-confirm="{}" data-confirm-label="{}"', confirm, label) if confirm else SafeString("")
    css = f"btn btn-{kind}" if kind else "btn"
    return format_html(
        '<form method="post" action="{}"{}><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit" class="{}">{}{}</button></form>',
        url,
        extra,
        token,
        css,
        icon,
        label,
    )
