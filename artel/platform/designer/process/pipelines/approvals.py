"""The approvals that a stage asks for: each as a part of the form, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from artel.platform.definitions.kinds.stages.approval import ApprovalBody
from artel.platform.designer.condition_input import read_kept
from artel.platform.designer.list_input import set_or_drop, shown_label, text_in
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.process.clauses import Part, clause
from artel.platform.designer.process.pipelines.gates import only_when
from artel.platform.designer.process.pipelines.steps import allowance, assigned, read_allowance
from artel.platform.designer.process.scene import Raw, Scene, chosen_first, texts, with_present
from artel.platform.kernel.text import clean_line
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.approvals import Mode
from artel.platform.sections.spec import Kind
from artel.platform.sections.steps import Assigned
from artel.platform.ui.component import Component, Html, Text, join
from artel.platform.ui.forms import Field, Option

APPROVAL: TypeAdapter[Any] = TypeAdapter(ApprovalBody)
NAMED = (Assigned.FIELD.value, Assigned.ROLE.value)


def approval(scene: Scene, part: Part, steps: Sequence[Part]) -> Html:
    """Return one approval; `steps` are those of the stage, after which it may be asked for."""
    raw, name = part.raw, part.name
    words = in_words(scene, raw)
    inputs = join(
        (
            *_said(scene, name, raw),
            *_deciding(scene, name, raw),
            *allowance(f"{name}.limit", _("To be decided within"), str(raw.get("limit", "")), scene.wrong("limit")),
            *_following(scene, name, raw, steps),
            only_when(scene, name, raw),
            Among(format_html('<input type="hidden" name="{}.was" value="{}">', name, raw.get("key", ""))),
        )
    )
    return clause(scene, part, words or _("Say what is to be approved"), inputs, "rubber-stamp", is_whole=words != "")


def _said(scene: Scene, name: str, raw: Raw) -> list[Component]:
    found: list[Component] = []
    for part, label in (("label", _("What is approved")), ("text", _("What to look at"))):
        for code, language in (("ru", _("in Russian")), ("en", _("in English"))):
            place = f"{part}.{code}"
            said = text_in(raw, part, code)
            found.append(
                Field(name=f"{name}.{place}", label=f"{label} {language}", value=said, error=scene.wrong(place))
            )
    return found


def _deciding(scene: Scene, name: str, raw: Raw) -> list[Component]:
    chosen = tuple(_encoded(each) for each in raw.get("to", ()))
    people = _people(scene)
    modes = {
        Mode.ONE.value: _("any one of them"),
        Mode.ALL.value: _("all of them"),
        Mode.ORDER.value: _("one after the other"),
    }
    later = _encoded(raw["escalate_to"]) if raw.get("escalate_to") else ""
    return [
        Field(
            name=f"{name}.to",
            label=_("Who decides"),
            kind="multiselect",
            value=chosen,
            options=chosen_first(people, chosen),
            error=scene.wrong("to"),
        ),
        Field(
            name=f"{name}.mode",
            label=_("Of several"),
            kind="select",
            value=str(raw.get("mode", Mode.ONE.value)),
            options=tuple(Option(key, words) for key, words in modes.items()),
            is_required=True,
            error=scene.wrong("mode"),
        ),
        _select(scene, name, "escalate_to", _("If they are late, also"), later, people, _("nobody")),
    ]


def _following(scene: Scene, name: str, raw: Raw, steps: Sequence[Part]) -> list[Component]:
    stages = [Option(str(s["key"]), shown_label(s) or str(s["key"])) for s in scene.pipeline.get("stages", ())]
    after = texts(raw.get("after"))
    named = (Option(str(s.raw.get("key", "")), shown_label(s.raw) or str(s.raw.get("key", ""))) for s in steps)
    stays = _("the record stays")
    found: list[Component] = [
        _select(scene, name, part, label, str(raw.get(part, "")), stages, stays)
        for part, label in (("approve_to", _("Approved: to the stage")), ("reject_to", _("Rejected: to the stage")))
    ]
    if steps or after:
        found.append(
            Field(
                name=f"{name}.after",
                label=_("After the steps"),
                kind="multiselect",
                value=after,
                options=chosen_first(named, after),
                error=scene.wrong("after"),
            )
        )
    return found


def _select(scene: Scene, name: str, part: str, label: Text, value: str, options: Sequence[Option], none: str) -> Field:
    return Field(
        name=f"{name}.{part}",
        label=label,
        kind="select",
        value=value,
        options=with_present(options, [value]),
        placeholder=none,
        error=scene.wrong(part),
    )


def _people(scene: Scene) -> tuple[Option, ...]:
    """Return whom an approval may be asked of: `owner`, `field:x_boss`, `role:head`."""
    plain = (Option(key, words) for key, words in assigned().items() if key not in NAMED)
    fields = scene.own(lambda f: f.kind is Kind.PERSON and not f.system)
    roles = (role for role in scene.working.snapshot.roles.values() if not role.is_portal)
    return (
        *plain,
        *(Option(f"field:{o.value}", o.label) for o in fields if o.value != "owner"),
        *(Option(f"role:{r.key}", str(_("somebody of the role “%(name)s”") % {"name": r.label.text()})) for r in roles),
    )


def _encoded(given: Mapping[str, Any]) -> str:
    to = str(given.get("to", Assigned.OWNER.value))
    return f"{to}:{given.get(to, '')}" if to in NAMED else to


def _decoded(text: str) -> Raw:
    to, _colon, named = text.partition(":")
    return {"to": to, to: named} if to in NAMED else {"to": to}


def in_words(scene: Scene, raw: Mapping[str, Any]) -> str:
    """Return an approval in words: «Условия крупной сделки · руководитель ответственного»."""
    title = shown_label(raw)
    known = {option.value: str(option.label) for option in _people(scene)}
    whom = [known.get(_encoded(each), _encoded(each)) for each in raw.get("to", ())]
    return " · ".join((title, ", ".join(whom))) if title and whom else ""


def read_approval(
    post: QueryDict, name: str, known: Mapping[str, Mapping[str, Any]], builder: Builder, wrong: dict[str, Any]
) -> Raw:
    """Return an approval as sent. `wrong` takes problems of conditions by input."""
    was = post.get(f"{name}.was", "")
    before = known.get(was, {})
    raw: Raw = {**before, "key": was}
    for part in ("label", "text"):
        said = {code: clean_line(post.get(f"{name}.{part}.{code}", "")) for code in ("ru", "en")}
        set_or_drop(raw, part, {code: text for code, text in said.items() if text} or None)
    raw.setdefault("label", {})
    present = {
        _encoded(each): each
        for each in (*before.get("to", ()), *([before["escalate_to"]] if before.get("escalate_to") else []))
    }
    raw["to"] = [present.get(text, _decoded(text)) for text in post.getlist(f"{name}.to") if text]
    mode = post.get(f"{name}.mode", Mode.ONE.value)
    set_or_drop(raw, "mode", mode if mode != Mode.ONE else None)
    late = post.get(f"{name}.escalate_to", "")
    set_or_drop(raw, "escalate_to", present.get(late, _decoded(late)) if late else None)
    set_or_drop(raw, "limit", read_allowance(post, f"{name}.limit"))
    for part in ("approve_to", "reject_to"):
        set_or_drop(raw, part, post.get(f"{name}.{part}", ""))
    set_or_drop(raw, "after", [key for key in post.getlist(f"{name}.after") if key])
    set_or_drop(raw, "when", read_kept(post, f"{name}.when", builder, str(before.get("when", "")), wrong))
    return raw
