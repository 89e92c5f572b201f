"""Rules of duplicates of a section: the list, one rule with its try-out, taking one out of use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.conditions.errors import ConditionError
from artel.platform.definitions.current import current_snapshot
from artel.platform.definitions.kinds.duplicates import ACTS
from artel.platform.designer.condition_input import builder_of, problems_in, read_condition
from artel.platform.designer.drafts import Edit, Working, make_working
from artel.platform.designer.duplicates.rule_form import (
    ACT_WORDS,
    MATCHES,
    rule_form,
    tried_panel,
)
from artel.platform.designer.duplicates.rule_input import REFUSE, default_of, read_rule
from artel.platform.designer.duplicates.search_time import time_line
from artel.platform.designer.list_input import label_in
from artel.platform.designer.naming.keys import KeyOf
from artel.platform.designer.views.frame import (
    Errors,
    design_page,
    designing,
    errors_of,
    save,
    section_crumb,
    section_in,
    section_tabs,
)
from artel.platform.designer.views.retiring import ask_to_retire, retire_button
from artel.platform.duplicates.specs import KIND
from artel.platform.duplicates.trying import try_rule
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.screens.answers import whole_page
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, Text
from artel.platform.ui.feedback import EmptyState
from artel.platform.ui.page import Crumb
from artel.platform.ui.table import Column, Group, Row, Table

Body = Mapping[str, Any]


@require_GET
@designing
def duplicates(request: HttpRequest, working: Working, section: str) -> HttpResponse:
    """The rules in the order in which they are named, each in words."""
    spec = section_in(working, section)
    url = reverse("designer:duplicates_new", args=[section])
    add = Button(label=_("New rule"), url=url, icon="plus", kind="primary", shortcut="N")
    rules = rules_in(working, section)
    text = _("A rule says which records may be the same: one phone, one tax number, a name that is alike in one town.")
    empty = EmptyState(title=_("No rules yet"), text=text, icon="copy", actions=(add,))
    parts: list[Html] = [time_line(spec, working), _table(spec, rules, working)] if rules else [empty]
    return design_page(
        request,
        working,
        spec.label.text(),
        parts,
        tabs=section_tabs(spec, "duplicates"),
        crumbs=(section_crumb(spec), Crumb(_("Duplicates"))),
        actions=(add,) if rules else (),
    )


def rules_in(working: Working, section: str) -> dict[str, Body]:
    """Return the rules of a section by their names, in their order, with the draft on top."""
    found = {
        document.key.partition(".")[2]: document.body
        for document in working.documents.values()
        if document.kind == KIND and not document.is_retired and document.key.partition(".")[0] == section
    }
    return dict(sorted(found.items(), key=lambda each: (each[1].get("position", 0), each[0])))


@require_http_methods(["GET", "POST"])
@designing
def rule(request: HttpRequest, working: Working, section: str, key: str = "") -> HttpResponse:
    """One rule; without a key a new one. «Try it» shows what it would find and keeps nothing."""
    spec, actor = section_in(working, section), actor_on(request)
    before = working.body(KIND, f"{section}.{key}") if key else {"position": 10 * (len(rules_in(working, section)) + 1)}
    if before is None:
        raise NotFound(rule=key)
    builder = builder_of(actor, working, section)
    of, body, made = KeyOf(kind=KIND, section=section), before, key
    tried: Html = EMPTY
    errors: dict[str, tuple[Text, ...]] = {}
    if request.method == "POST":
        try:
            when = read_condition(request.POST, "when", builder)
        except ValidationFailed as refused:
            when, errors["when"] = str(before.get("when", "")), problems_in(refused)
        body = read_rule(request.POST, before, when)
        made = key or of.named(request.POST.get("key", ""), body, working)
        if not key and (wrong := of.problem(made, working)):
            errors["key"] = (wrong,)
        edit = Edit(kind=KIND, key=of.document(made), body=body)
        errors |= _own_problems(body)
        if not errors and request.POST.get("act") == "try":
            errors = dict(_problems(edit, working))
            tried = EMPTY if errors else _tried(spec, body, actor)
        elif not errors:
            errors = dict(save([edit], actor=actor))
            if not errors:
                return redirect("designer:duplicates", section)
    acts = retire_button(reverse("designer:duplicates_retire", args=[section, key])) if key else EMPTY
    form = rule_form(request, working, spec, made, body, builder, errors, is_new=not key, acts=acts)
    title = label_in(before, "ru") if key else _("New rule")
    crumbs = (Crumb(_("Duplicates"), reverse("designer:duplicates", args=[section])), Crumb(title))
    return design_page(
        request,
        working,
        title,
        [tried, form],
        tabs=section_tabs(spec, "duplicates"),
        crumbs=(section_crumb(spec), *crumbs),
        status=422 if errors else 200,
    )


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def retire_rule(request: HttpRequest, working: Working, section: str, key: str) -> HttpResponse:
    """Ask before a rule goes; no record is touched."""
    body = working.body(KIND, f"{section}.{key}")
    if body is None:
        raise NotFound(rule=key)
    edit = Edit(kind=KIND, key=f"{section}.{key}", body=body, is_retired=True)
    about = format_html("<p>{}</p>", _("Nothing is held for the same by it any more. Records stay as they are."))
    back = reverse("designer:duplicates", args=[section])
    return ask_to_retire(request, label_in(body, "ru") or key, about, [edit], back)


def _own_problems(body: Body) -> dict[str, tuple[Text, ...]]:
    found: dict[str, tuple[Text, ...]] = {}
    if not any(body["label"].values()):
        found["label.ru"] = (_("Name the rule: what is the same in what it finds."),)
    if not body["fields"]:
        found["fields"] = (_("Choose at least one field."),)
    if "acts" in body and not body["acts"]:
        found["acts"] = (_("Choose where it acts."),)
    return found


def _problems(edit: Edit, working: Working) -> Errors:
    """Return what is wrong with a rule that is tried and not kept."""
    known = {str(p) for p in working.problems}
    tried = make_working((*(e for e in working.edits if e.identity != edit.identity), edit))
    return errors_of([p for p in tried.problems if str(p) not in known], edit.identity)


def _tried(spec: SectionSpec, body: Body, actor: Actor) -> Html:
    try:
        tried = try_rule(spec.key, body, actor=actor) if spec.key in current_snapshot().sections else None
    except ConditionError:
        tried = None
    return tried_panel(spec.key, tried)


def _table(spec: SectionSpec, rules: Mapping[str, Body], working: Working) -> Table:
    columns = (
        Column(key="label", label=_("Rule"), is_name=True),
        Column(key="fields", label=_("What is the same"), width=280),
        Column(key="severity", label=_("What it does"), width=160),
        Column(key="acts", label=_("Where"), width=400),
    )
    rows = []
    for key, body in rules.items():
        flag = Flag(_("not applied"), "soon") if working.is_edited(KIND, f"{spec.key}.{key}") else EMPTY
        name = label_in(body, "ru") or key
        severity = str(body.get("severity", default_of("severity")))
        rows.append(
            Row(
                id=key,
                url=reverse("designer:duplicates_rule", args=[spec.key, key]),
                name=name,
                values={
                    "label": format_html('<span class="row-x"><span class="clip">{}</span>{}</span>', name, flag),
                    "fields": _fields_in_words(spec, body),
                    "severity": Flag(_("refuses"), "late") if severity == REFUSE else Flag(_("warns"), "info"),
                    "acts": ", ".join(str(ACT_WORDS[act]) for act in body.get("acts", ACTS)),
                },
            )
        )
    return Table(columns=columns, groups=[Group(rows=rows)], caption=_("Duplicates"), is_static=True)


def _fields_in_words(spec: SectionSpec, body: Body) -> str:
    said = []
    for each in body.get("fields", ()):
        field = spec.field(str(each["field"]))
        label = field.label.text() if field else str(each["field"])
        match = str(each.get("match", "normalised"))
        said.append(label if match != "similar" else f"{label} {MATCHES[match]}")
    return ", ".join(said)
