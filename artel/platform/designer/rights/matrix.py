"""The form of a role: its names, the matrix of sections and operations, tools, the order of the menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.access.middleware import actor_on
from artel.platform.access.permissions import tools
from artel.platform.access.roles import EVERY_SECTION, SCOPES, Group, Operation
from artel.platform.access.wording import OPERATION_WORDS, SCOPE_WORDS
from artel.platform.designer.condition_input import builder_of, condition_in_words
from artel.platform.designer.drafts import Working
from artel.platform.designer.list_input import label_in
from artel.platform.designer.rights.role_input import CONDITION, policy_in, row_of
from artel.platform.designer.views.frame import Errors
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, attributes, join
from artel.platform.ui.feedback import Notice
from artel.platform.ui.forms import Field
from artel.platform.ui.icons import icon
from artel.platform.ui.record import Panel
from artel.platform.ui.table import Column, Row, Table
from artel.platform.ui.table import Group as Rows

Body = Mapping[str, Any]
POLICY_WIDTH = 200


def matrix_form(request: HttpRequest, working: Working, key: str, body: Body, errors: Errors) -> Html:
    """Return the form of a role; what is wrong stands above it."""
    sections = sections_of(working)
    columns = (
        Column(key="section", label=_("Section"), is_name=True),
        *(Column(key=o.value, label=str(label), width=80) for o, label in OPERATION_WORDS.items()),
        Column(key="read_policy", label=_("Sees"), width=POLICY_WIDTH),
        Column(key="change_policy", label=_("May change"), width=POLICY_WIDTH),
        Column(key="fields", label=_("Fields and conditions"), width=140),
    )
    actor = actor_on(request)
    rows = [_matrix_row(actor, working, key, body, spec) for spec in (None, *sections)]
    matrix = Table(
        columns=columns,
        groups=[Rows(rows=rows)],
        caption=_("Rights by section"),
        is_static=True,
        attrs={"data-controller": None},
    )
    wrong = [message for messages in errors.values() for message in messages]
    return format_html(
        '<form class="a-form stack" method="post" action="{}" novalidate>'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}<div class="a-matrix">{}</div>{}{}'
        '<footer class="a-foot">{}{}</footer></form>',
        reverse("designer:role", args=[key]),
        get_token(request),
        Notice(tone="late", text=join(format_html("<p>{}</p>", m) for m in wrong)) if wrong else EMPTY,
        _names(body),
        matrix,
        _tools(body),
        _menu(body, sections),
        Button(label=_("Cancel"), url=reverse("designer:roles"), kind="bare"),
        Button(label=_("Add to draft"), kind="primary", is_submit=True),
    )


def sections_of(working: Working) -> list[SectionSpec]:
    """Return the sections in use with the draft on top, in the order of the menu."""
    known = (s for s in working.snapshot.sections.values() if not s.retired)
    return sorted(known, key=lambda s: (s.position, s.key))


def _names(body: Body) -> SafeString:
    fields = (
        Field(name="label.ru", label=_("Name in Russian"), value=label_in(body, "ru"), is_required=True),
        Field(name="label.en", label=_("Name in English"), value=label_in(body, "en")),
        Field(
            name="is_portal",
            label=_("For outsiders: clients, dealers, authors on the portal"),
            kind="switch",
            value="on" if body.get("is_portal") else "",
        ),
    )
    return format_html('<div class="a-fields">{}</div>', join(fields))


def _matrix_row(actor: Actor, working: Working, role: str, body: Body, spec: SectionSpec | None) -> Row:
    key = spec.key if spec else EVERY_SECTION
    name = spec.label.text() if spec else _("All other sections")
    granted = row_of(body, key)
    boxes = {o.value: _box(key, name, o, is_set=o in granted) for o in Operation}
    is_named = spec is None or key in body.get("sections", {})
    mark = EMPTY if is_named else format_html(' <span class="muted small">{}</span>', _("as all others"))
    policies = {f"{g}_policy": _policy(actor, working, body, spec, g) for g in Group}
    shown = format_html("<b>{}</b>", name) if spec is None else format_html("{}{}", name, mark)
    fields = _section_link(role, body, spec) if spec else EMPTY
    return Row(id=key, name=name, values={"section": shown, **boxes, **policies, "fields": fields})


def _box(section: str, name: str, operation: Operation, *, is_set: bool) -> SafeString:
    label = f"{name}: {OPERATION_WORDS[operation]}"
    given = attributes(
        {"name": f"operations:{section}", "value": operation.value, "checked": is_set, "aria-label": label}
    )
    return format_html('<input type="checkbox" class="form-check-input"{}>', given)


def _policy(actor: Actor, working: Working, body: Body, spec: SectionSpec | None, group: Group) -> SafeString:
    """Return the choice of a record policy; a condition, which is built on the section's own page, in words below."""
    section = spec.key if spec else EVERY_SECTION
    name = spec.label.text() if spec else _("All other sections")
    text = policy_in(body, section, group)
    chosen = text if text in SCOPES or not text else CONDITION
    choices = {"": inherited(section, group), **{scope.value: str(label) for scope, label in SCOPE_WORDS.items()}}
    if chosen == CONDITION:
        choices[CONDITION] = _("by a condition")
    options = join(
        format_html('<option value="{}"{}>{}</option>', key, attributes({"selected": key == chosen}), label)
        for key, label in choices.items()
    )
    asked = _("whose records are seen") if group is Group.READ else _("whose records are changed")
    said: Html = EMPTY
    if chosen == CONDITION:
        said = format_html('<span class="small muted">{}</span>', policy_words(actor, working, section, text))
    return format_html(
        '<span class="a-policy"><select class="form-select" name="{}:{}" aria-label="{}: {}">{}</select>{}</span>',
        group.value,
        section,
        name,
        asked,
        options,
        said,
    )


def policy_words(actor: Actor, working: Working, section: str, policy: str) -> str:
    """Return a record policy as people read it; a condition over a section that the reader may not see as its text."""
    words = {scope.value: str(label) for scope, label in SCOPE_WORDS.items()}
    if policy in words:
        return words[policy]
    try:
        return condition_in_words(builder_of(actor, working, section), policy)
    except NotFound:
        return policy


def inherited(section: str, group: Group) -> str:
    """Return what an unset policy means."""
    if section == EVERY_SECTION:
        return _("own") if group is Group.READ else _("the same as seen")
    return _("as all others")


def _section_link(role: str, body: Body, spec: SectionSpec) -> SafeString:
    rules = list(body.get("fields", {}).get(spec.key, {}).values())
    hidden, locked = rules.count("hidden"), rules.count("readonly")
    words = [_("hidden: %(number)s") % {"number": hidden}] if hidden else []
    words += [_("locked: %(number)s") % {"number": locked}] if locked else []
    url = reverse("designer:role_section", args=[role, spec.key])
    label = _("Fields and conditions of “%(section)s”") % {"section": spec.label.text()}
    return format_html(
        '<a class="a-link" href="{}" aria-label="{}">{}</a>', url, label, ", ".join(words) or _("all open")
    )


def _tools(body: Body) -> Panel:
    chosen = set(body.get("tools", ()))
    boxes = join(
        format_html(
            '<label class="a-check"><input type="checkbox" class="form-check-input" name="tools" value="{}"{}>'
            '<span>{} <code class="muted">{}</code></span></label>',
            tool.key,
            attributes({"checked": tool.key in chosen}),
            tool.label.text(),
            tool.key,
        )
        for tool in tools
    )
    return Panel(title=_("Tools"), body=format_html('<div class="a-checks">{}</div>', boxes))


def _menu(body: Body, sections: Sequence[SectionSpec]) -> Panel:
    """Return the order of the rail: chosen sections first; they are dragged, or moved with Alt and arrows."""
    chosen = list(body.get("menu", ()))
    rank = {key: place for place, key in enumerate(chosen)}
    ordered = sorted((s for s in sections if s.in_menu), key=lambda s: (rank.get(s.key, len(chosen)), s.position))
    items = join(
        format_html(
            '<li><span data-grip>{}</span><label class="a-check"><input type="checkbox" class="form-check-input"'
            ' name="menu" value="{}"{}><span>{}</span></label></li>',
            icon("grip-vertical", "sm"),
            s.key,
            attributes({"checked": s.key in rank}),
            s.label.text(),
        )
        for s in ordered
    )
    hint = _("Ticked sections stand first in the menu, in this order; the rest follow. Alt and arrows move a line.")
    body_ = format_html('<p class="muted">{}</p><ul class="a-order" data-controller="sortable">{}</ul>', hint, items)
    return Panel(title=_("Menu"), body=body_)
