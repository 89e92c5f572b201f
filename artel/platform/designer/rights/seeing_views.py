"""«Who would see what»: a section through the eyes of a person, with the rights of the draft beside those of today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from artel.platform.access.middleware import actor_on
from artel.platform.access.wording import OPERATION_WORDS
from artel.platform.designer.drafts import Working
from artel.platform.designer.rights.matrix import sections_of
from artel.platform.designer.rights.seeing import (
    MOST_COUNTED,
    MOST_NAMED,
    Looked,
    Named,
    Sight,
    eyes_of,
    look,
    people_with,
)
from artel.platform.designer.rights.views import label_of, role_crumbs, role_tabs
from artel.platform.designer.views.frame import design_page, section_in, shaping_rights
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.formats import number as in_digits
from artel.platform.ui.page import Crumb
from artel.platform.ui.record import Panel


@require_GET
@shaping_rights
def role_seen(request: HttpRequest, working: Working, key: str) -> HttpResponse:
    """A section (`section`) through the eyes of a person (`person`), by default the first one who has the role."""
    name, people = label_of(working, key), people_with(key)
    sections = [s for s in sections_of(working) if s.in_menu]
    spec = section_in(working, request.GET.get("section", "") or sections[0].key)
    asked = request.GET.get("person", str(next(iter(people), "")))
    eyes = eyes_of(key, int(asked[:18]) if asked.isdecimal() else None, working)
    everybody = {"": _("somebody new with this role alone"), **{str(i): each for i, each in people.items()}}
    if eyes.user_id is not None and str(eyes.user_id) not in everybody:
        everybody[str(eyes.user_id)] = eyes.name
    choice = format_html(
        '<form class="row-x wrap" method="get" action="{0}" hx-get="{0}" hx-trigger="change" hx-target="#seen"'
        ' hx-sync="this:replace" hx-select="#seen" hx-swap="outerHTML" hx-push-url="true">{1}{2}'
        '<noscript><button class="btn">{3}</button></noscript></form>',
        reverse("designer:role_seen", args=[key]),
        _select("person", _("Through the eyes of"), everybody, str(eyes.user_id or "")),
        _select("section", _("Section"), {s.key: s.label.text() for s in sections}, spec.key),
        _("Show"),
    )
    looked = look(eyes, spec, working, actor=actor_on(request))
    seen = format_html('<div id="seen" class="stack">{}</div>', _seen(eyes, looked, spec, key))
    return design_page(
        request,
        working,
        name,
        [choice, seen],
        tabs=role_tabs(key, "role_seen"),
        crumbs=(*role_crumbs(working, key), Crumb(_("Who would see what"))),
    )


def _select(name: str, label: str, options: dict[str, str], chosen: str) -> Html:
    inside = join(
        format_html('<option value="{}"{}>{}</option>', key, attributes({"selected": key == chosen}), words)
        for key, words in options.items()
    )
    return format_html(
        '<label class="row-x"><span class="muted">{}</span><select class="form-select" name="{}">{}</select></label>',
        label,
        name,
        inside,
    )


def _seen(eyes: Actor, looked: Looked, spec: SectionSpec, role: str) -> Html:
    notices: list[Html] = []
    if eyes.is_admin:
        notices.append(Notice(text=_("An administrator: roles narrow nothing for him."), tone="info"))
    elif role not in eyes.roles:
        notices.append(Notice(text=_("This person does not have the role."), tone="info"))
    if looked.then.operations and looked.then.records is None:
        text = _("Which records: it can be told once the new fields and sections of the draft are applied.")
        notices.append(Notice(text=text, tone="info"))
    rows = (
        (_("May do"), _operations(looked.now), _operations(looked.then)),
        (_("Sees records"), _number(looked.now), _number(looked.then)),
        (_("Hidden fields"), _fields(looked.now.fields.hidden, spec), _fields(looked.then.fields.hidden, spec)),
        (_("Read only fields"), _fields(looked.now.fields.readonly, spec), _fields(looked.then.fields.readonly, spec)),
    )
    facts = join(format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, _both(*pair)) for label, *pair in rows)
    parts: list[Html] = [Panel(body=format_html('<dl class="a-facts is-roomy">{}</dl>', facts))]
    if looked.won or looked.lost:
        sides = ((_("Would see from now on"), looked.won), (_("Would see no more"), looked.lost))
        columns = join(
            format_html('<div><h3 class="a-part">{}</h3>{}</div>', title, _list(found)) for title, found in sides
        )
        parts.append(Panel(body=format_html('<div class="a-two">{}</div>', columns)))
    parts.append(Panel(title=_("The newest of what is seen"), body=_list(looked.then.records or ())))
    return join((*notices, *parts))


def _both(now: str, then: str) -> Html:
    """Return a fact, with what it is today where the draft changes it."""
    return then if now == then else format_html('<span class="a-diff"><del>{}</del> <ins>{}</ins></span>', now, then)


def _operations(sight: Sight) -> str:
    return ", ".join(str(OPERATION_WORDS[o]).lower() for o in sight.operations) or _("nothing at all")


def _number(sight: Sight) -> str:
    if sight.number is None:
        return _("not known yet")
    return f"{in_digits(MOST_COUNTED)}+" if sight.number > MOST_COUNTED else in_digits(sight.number)


def _fields(keys: frozenset[str], spec: SectionSpec) -> str:
    return ", ".join(f.label.text() for f in spec.shown_fields if f.key in keys) or _("none")


def _list(found: Named) -> Html:
    if not found:
        return format_html('<p class="muted">{}</p>', _("No records."))
    lines = join(format_html("<li>{}</li>", name) for _id, name in found)
    more = format_html('<p class="muted small">{}</p>', _("and others")) if len(found) == MOST_NAMED else EMPTY
    return format_html('<ul class="a-names">{}</ul>{}', lines, more)
