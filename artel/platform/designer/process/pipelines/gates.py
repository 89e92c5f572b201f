"""What a stage demands to be entered or left: each requirement as a part of the form, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from artel.platform.automation.wording import condition_in_words
from artel.platform.definitions.current import holding
from artel.platform.definitions.kinds.stages.bodies import RequirementBody
from artel.platform.designer.condition_input import ConditionField, read_kept
from artel.platform.designer.list_input import number_or_text, set_or_drop, shown_label, text_in
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.process.clauses import Part, clause
from artel.platform.designer.process.scene import Raw, Scene, chosen_first, texts, with_present
from artel.platform.kernel.text import clean_line
from artel.platform.screens.filters.model import Builder
from artel.platform.ui.component import Component, Html, Text, attributes, join
from artel.platform.ui.forms import Field, Option

REQUIREMENT: TypeAdapter[Any] = TypeAdapter(RequirementBody)
DEMANDS = ("fields", "holds", "detail", "approval")
DEMAND = "demand"
"""Which of the demands the form shows; the form alone knows it."""


def demand_of(raw: Mapping[str, Any]) -> str:
    """Return what a requirement asks for: one of `DEMANDS`, or "" for one that has no form here."""
    if DEMAND in raw:
        return str(raw[DEMAND])
    return next((name for name in DEMANDS if raw.get(name)), "")


def requirement(scene: Scene, part: Part) -> Html:
    """Return one requirement."""
    demand, raw = demand_of(part.raw), part.raw
    inputs: list[Component] = [_which(scene, part.name, raw, demand), *_demanded(scene, part.name, raw, demand)]
    for code, label in (("ru", _("What to say when it lacks")), ("en", _("The same in English"))):
        name = f"message.{code}"
        inputs.append(
            Field(
                name=f"{part.name}.{name}",
                label=label,
                value=text_in(raw, "message", code),
                error=scene.wrong(name) + (scene.wrong("message") if code == "ru" else ()),
                width="wide",
            )
        )
    inputs.append(only_when(scene, part.name, raw))
    inputs.append(_freed(scene, part.name, raw))
    inputs.append(Among(format_html('<input type="hidden" name="{}.was" value="{}">', part.name, raw.get("key", ""))))
    words = in_words(scene, raw)
    return clause(scene, part, words or _("Choose what must be so"), join(inputs), "checks", is_whole=words != "")


def _which(scene: Scene, name: str, raw: Raw, demand: str) -> Field:
    offered = (
        Option("fields", _("fields are filled in")),
        Option("holds", _("a condition is true")),
        Option("detail", _("there are related records")),
        *([Option("approval", _("an approval is given"))] if approvals_of(scene) or demand == "approval" else []),
    )
    kept = Option("", str(raw.get("key", "")) or "—")
    return Field(
        name=f"{name}.{DEMAND}",
        label=_("What must be so"),
        kind="select",
        value=demand,
        options=offered if demand else (kept, *offered),
        is_required=demand != "",
        attrs=scene.redraw(f"look:{name}"),
        width="wide",
    )


def _demanded(scene: Scene, name: str, raw: Raw, demand: str) -> list[Component]:
    if demand == "fields":
        chosen = texts(raw.get("fields"))
        options = chosen_first(scene.own(lambda f: not (f.system or f.readonly or f.derived)), chosen)
        return [
            Field(
                name=f"{name}.fields",
                label=_("Fields"),
                kind="multiselect",
                value=chosen,
                options=options,
                error=scene.wrong("fields"),
                width="wide",
            )
        ]
    if demand == "holds":
        return [
            ConditionField(
                builder=scene.builder,
                name=f"{name}.holds",
                label=_("The record is such"),
                value=str(raw.get("holds", "")),
                errors=scene.wrong("holds"),
            )
        ]
    if demand == "approval":
        key = str(raw.get("approval", ""))
        options = with_present((Option(k, words) for k, words in approvals_of(scene).items()), [key])
        wrong = scene.wrong("approval")
        return [
            Field(
                name=f"{name}.approval",
                label=_("Approval"),
                kind="select",
                value=key,
                options=options,
                placeholder="—",
                error=wrong,
            )
        ]
    return _details(scene, name, raw) if demand == "detail" else []


def _details(scene: Scene, name: str, raw: Raw) -> list[Component]:
    detail = raw.get("detail") or {}
    key = str(detail.get("section", ""))
    sections = scene.working.snapshot.sections
    known = dict.fromkeys(d.section for d in scene.working.snapshot.details(scene.spec.key))
    return [
        Field(
            name=f"{name}.section",
            label=_("Records of the section"),
            kind="select",
            value=key,
            options=with_present((Option(k, sections[k].label.text()) for k in known), [key]),
            placeholder="—",
            error=scene.wrong("detail"),
        ),
        Field(
            name=f"{name}.at_least",
            label=_("At least"),
            kind="number",
            value=str(detail.get("at_least", 1)),
        ),
    ]


def approvals_of(scene: Scene) -> dict[str, str]:
    """Return the approvals that the stages of the pipeline ask for, by key."""
    asked = (each for stage in scene.pipeline.get("stages", ()) for each in stage.get("approvals", ()))
    return {str(each["key"]): shown_label(each) or str(each["key"]) for each in asked}


def only_when(scene: Scene, name: str, raw: Raw) -> Among:
    """Return the condition under which a part is asked for at all, folded away while there is none."""
    when = str(raw.get("when", ""))
    field = ConditionField(
        builder=scene.builder,
        name=f"{name}.when",
        label=_("Only of records that are such"),
        value=when,
        errors=scene.wrong("when"),
    )
    opened = attributes({"open": bool(when) or bool(field.errors)})
    fold = '<details class="a-fold is-wide"{}><summary>{}</summary>{}</details>'
    return Among(format_html(fold, opened, _("Only on a condition"), field))


def _freed(scene: Scene, name: str, raw: Raw) -> Field:
    return roles_field(scene, f"{name}.roles_free", _("Not asked of the roles"), raw.get("roles_free"), "roles_free")


def roles_field(scene: Scene, name: str, label: Text, value: object, place: str) -> Field:
    """Return a choice of roles."""
    chosen = texts(value)
    roles = (Option(role.key, role.label.text()) for role in scene.working.snapshot.roles.values())
    return Field(
        name=name,
        label=label,
        kind="multiselect",
        value=chosen,
        options=chosen_first(roles, chosen),
        error=scene.wrong(place),
    )


def in_words(scene: Scene, raw: Mapping[str, Any]) -> str:
    """Return a requirement in words, empty while it says too little."""
    demand, spec, snapshot = demand_of(raw), scene.spec, scene.working.snapshot
    told = text_in(raw, "message", scene.actor.language) or text_in(raw, "message", "ru")
    if demand == "fields":
        labels = [spec.fields[k].label.text() if k in spec.fields else k for k in texts(raw.get("fields"))]
        return _("filled in: %(fields)s") % {"fields": ", ".join(labels)} if labels else ""
    if demand == "holds" and raw.get("holds"):
        with holding(snapshot):
            return condition_in_words(str(raw["holds"]), spec, snapshot, scene.actor.language)
    if demand == "approval" and raw.get("approval"):
        key = str(raw["approval"])
        return _("approved: %(name)s") % {"name": approvals_of(scene).get(key, key)}
    detail = raw.get("detail") or {}
    if demand == "detail" and (found := snapshot.sections.get(str(detail.get("section", "")))):
        data = {"section": found.label.text(), "number": detail.get("at_least", 1)}
        return _("%(section)s: at least %(number)s") % data
    return "" if demand else told or str(raw.get("key", ""))


def read_requirement(
    post: QueryDict, name: str, known: Mapping[str, Mapping[str, Any]], builder: Builder, wrong: dict[str, Any]
) -> Raw:
    """Return a requirement as sent; what has no form here stays. `wrong` takes problems of conditions by input."""
    was = post.get(f"{name}.was", "")
    raw: Raw = {**known.get(was, {}), "key": was}
    demand = post.get(f"{name}.{DEMAND}", "")
    if demand:
        for other in DEMANDS:
            raw.pop(other, None)
        raw[DEMAND] = demand
    if demand == "fields":
        raw["fields"] = [key for key in post.getlist(f"{name}.fields") if key]
    elif demand == "holds":
        raw["holds"] = read_kept(post, f"{name}.holds", builder, str(known.get(was, {}).get("holds", "")), wrong)
    elif demand == "approval":
        raw["approval"] = post.get(f"{name}.approval", "")
    elif demand == "detail":
        at_least = number_or_text(clean_line(post.get(f"{name}.at_least", "")))
        raw["detail"] = {"section": post.get(f"{name}.section", ""), "at_least": 1 if at_least is None else at_least}
    message = {code: clean_line(post.get(f"{name}.message.{code}", "")) for code in ("ru", "en")}
    set_or_drop(raw, "message", {code: text for code, text in message.items() if text} or None)
    when = read_kept(post, f"{name}.when", builder, str(known.get(was, {}).get("when", "")), wrong)
    set_or_drop(raw, "when", when)
    set_or_drop(raw, "roles_free", [key for key in post.getlist(f"{name}.roles_free") if key])
    return raw
