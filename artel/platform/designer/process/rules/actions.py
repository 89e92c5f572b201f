"""What a rule does: each action with its inputs, and back from what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.kinds.rules.bodies import ROLE
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.parts.template_field import TemplateField
from artel.platform.designer.process.rules.values import cleaned, read_values, value_rows
from artel.platform.designer.process.scene import Raw, Scene, chosen_first, label_texts, read_whole, texts, with_present
from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import Kind, SectionSpec, Snapshot
from artel.platform.ui.component import Component, Text
from artel.platform.ui.forms import Field, Option

ADDRESS = "@"
"""Stands in a letter's address for one that is typed."""


@dataclass(frozen=True, slots=True)
class Act:
    """How one action is drawn and read. `read(post, name, spec, snapshot)` gives what belongs to it beside its kind."""

    label: Text
    icon: str
    inputs: Callable[[Scene, str, Raw], Sequence[Component]]
    read: Callable[[QueryDict, str, SectionSpec, Snapshot], Raw]


def _set(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    return [Among(value_rows(scene, name, raw, scene.spec))]


def _read_set(post: QueryDict, name: str, spec: SectionSpec, _snapshot: Snapshot) -> Raw:
    return {"values": read_values(post, name, spec)}


def _move(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    several = len(scene.spec.pipelines) > 1
    stages = [
        Option(stage.key, f"{each.label}: {stage.label}" if several else stage.label.text())
        for each in scene.spec.pipelines
        for stage in each.stages
    ]
    return [_choice(scene, name, "stage", _("To the stage"), raw, stages)]


def _read_move(post: QueryDict, name: str, _spec: SectionSpec, _snapshot: Snapshot) -> Raw:
    return {"stage": post.get(f"{name}.stage", "")}


def _create(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    key = str(raw.get("section", ""))
    chosen = _choice(scene, name, "section", _("What is made"), raw, scene.sections(), redraws=True)
    into = scene.section(key)
    return [chosen, *([Among(value_rows(scene, name, raw, into))] if into else [])]


def _read_create(post: QueryDict, name: str, _spec: SectionSpec, snapshot: Snapshot) -> Raw:
    key = post.get(f"{name}.section", "")
    return {"section": key, "values": read_values(post, name, snapshot.sections.get(key))}


def _hand_on(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    pointers = scene.own(lambda f: f.kind is Kind.REFERENCE)
    chosen = _choice(scene, name, "of", _("Into the record in the field"), raw, pointers, redraws=True)
    into = _pointed_at(str(raw.get("of", "")), scene.spec, scene.working.snapshot)
    return [chosen, *([Among(value_rows(scene, name, raw, into))] if into else [])]


def _read_hand_on(post: QueryDict, name: str, spec: SectionSpec, snapshot: Snapshot) -> Raw:
    of = post.get(f"{name}.of", "")
    return {"of": of, "values": read_values(post, name, _pointed_at(of, spec, snapshot))}


def _pointed_at(key: str, spec: SectionSpec, snapshot: Snapshot) -> SectionSpec | None:
    field = spec.field(key)
    return snapshot.sections.get(str(field.target)) if field and field.kind is Kind.REFERENCE else None


def _notify(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    chosen = texts(raw.get("to"))
    people = scene.paths(lambda f: f.kind is Kind.PERSON)
    roles = tuple(
        Option(f"{ROLE}{role.key}", str(_("everybody of the role “%(name)s”") % {"name": role.label.text()}))
        for role in scene.working.snapshot.roles.values()
        if not role.is_portal
    )
    found: list[Component] = [
        Field(
            name=f"{name}.to",
            label=_("Whom"),
            kind="multiselect",
            value=chosen,
            options=chosen_first((*people, *roles), chosen),
            error=scene.wrong("to"),
            width="wide",
        )
    ]
    for part, label, rows in (("title", _("Heading"), 1), ("text", _("Text"), 2)):
        said = label_texts(raw.get(part))
        for code, language in (("ru", _("in Russian")), ("en", _("in English"))):
            found.append(
                _text(scene, f"{name}.{part}.{code}", f"{part}.{code}", f"{label} {language}", said[code], rows)
            )
    return found


def _read_notify(post: QueryDict, name: str, _spec: SectionSpec, _snapshot: Snapshot) -> Raw:
    found: Raw = {"to": [to for to in post.getlist(f"{name}.to") if to]}
    for part in ("title", "text"):
        said = {code: _said(post, f"{name}.{part}.{code}") for code in ("ru", "en")}
        if any(said.values()):
            found[part] = {code: text for code, text in said.items() if text}
    return found


def _letter(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    to = str(raw.get("to", ""))
    is_typed = ADDRESS in to
    emails = scene.paths(lambda f: f.type == "email")
    options = (*with_present(emails, [] if is_typed else [to]), Option(ADDRESS, _("an address of your own")))
    wrong = scene.wrong("to")
    return [
        Field(
            name=f"{name}.to",
            label=_("To whom"),
            kind="select",
            value=ADDRESS if is_typed else to,
            options=options,
            placeholder="—",
            error=wrong,
            attrs=scene.redraw(f"look:{name}"),
        ),
        *(
            [Field(name=f"{name}.address", label=_("Address"), kind="email", value=to.strip() if to != ADDRESS else "")]
            if is_typed
            else []
        ),
        _text(scene, f"{name}.subject", "subject", _("Subject"), str(raw.get("subject", "")), 1),
        _text(scene, f"{name}.text", "text", _("Text of the letter"), str(raw.get("text", "")), 5),
    ]


def _read_letter(post: QueryDict, name: str, _spec: SectionSpec, _snapshot: Snapshot) -> Raw:
    to = post.get(f"{name}.to", "")
    if to == ADDRESS:
        to = clean_line(post.get(f"{name}.address", "")) or ADDRESS
    return {"to": to, "subject": _said(post, f"{name}.subject"), "text": _said(post, f"{name}.text")}


def _webhook(scene: Scene, name: str, raw: Raw) -> Sequence[Component]:
    chosen = texts(raw.get("fields", ["name"]))
    return [
        Field(
            name=f"{name}.url",
            label=_("Address"),
            kind="url",
            value=str(raw.get("url", "")),
            error=scene.wrong("url"),
            placeholder="https://",
            width="wide",
        ),
        Field(
            name=f"{name}.fields",
            label=_("Fields that are sent"),
            kind="multiselect",
            value=chosen,
            options=chosen_first(scene.own(lambda f: not f.holds_files), chosen),
            error=scene.wrong("fields"),
            width="wide",
        ),
    ]


def _read_webhook(post: QueryDict, name: str, _spec: SectionSpec, _snapshot: Snapshot) -> Raw:
    fields = [key for key in post.getlist(f"{name}.fields") if key]
    return {"url": clean_line(post.get(f"{name}.url", "")), **({} if fields == ["name"] else {"fields": fields})}


def _choice(
    scene: Scene,
    name: str,
    part: str,
    label: Text,
    raw: Raw,
    options: Sequence[Option],
    *,
    redraws: bool = False,
) -> Field:
    value = str(raw.get(part, ""))
    attrs: dict[str, Any] = scene.redraw(f"look:{name}") if redraws else {}
    return Field(
        name=f"{name}.{part}",
        label=label,
        kind="select",
        value=value,
        options=with_present(options, [value]),
        placeholder="—",
        error=scene.wrong(part),
        attrs=attrs,
    )


def _text(scene: Scene, name: str, place: str, label: Text, value: str, rows: int) -> TemplateField:
    wrong = scene.wrong(place)
    return TemplateField(name=name, label=label, value=value, rows=rows, names=scene.placeholders(), error=wrong)


def _said(post: QueryDict, name: str) -> str:
    return post.get(name, "").replace("\r\n", "\n").strip()


ACTS: Mapping[str, Act] = {
    "set": Act(_("write into fields"), "pencil", _set, _read_set),
    "move": Act(_("move to a stage"), "arrow-right", _move, _read_move),
    "create": Act(_("make a task or a record"), "plus", _create, _read_create),
    "hand_on": Act(_("write into a related record"), "link", _hand_on, _read_hand_on),
    "notify": Act(_("tell people"), "bell", _notify, _read_notify),
    "letter": Act(_("send a letter"), "mail", _letter, _read_letter),
    "webhook": Act(_("send to another system"), "world", _webhook, _read_webhook),
}


def offered_acts(spec: SectionSpec) -> dict[str, Act]:
    """Return the actions that fit a section."""
    fits = {"move": spec.has_pipeline, "hand_on": any(f.kind is Kind.REFERENCE for f in spec.shown_fields)}
    return {key: act for key, act in ACTS.items() if fits.get(key, True)}


def read_action(post: QueryDict, name: str, spec: SectionSpec, snapshot: Snapshot) -> Raw:
    """Return one action as sent."""
    kind = post.get(f"{name}.act", "")
    act = ACTS.get(kind)
    return {"act": kind, **act.read(post, name, spec, snapshot)} if act else read_whole(post, name, "act", kind)


def as_kept(raw: Raw) -> Raw:
    """Return an action as the rule keeps it."""
    return {**raw, "values": cleaned(raw["values"])} if "values" in raw else raw
