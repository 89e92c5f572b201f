"""What an action writes into fields: a row for each field, with the way in which its value comes about.

A value is said outright, copied from another field, counted from the moment (`now() add duration'P3D'`), worked out by
an expression, or nothing at all. In the rule the last but one ways are all formulas; here each is read back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.rules.bodies import AFTER_NOW
from artel.platform.designer.parts.template_field import TemplateField
from artel.platform.designer.process.scene import Raw, Scene, texts, with_present
from artel.platform.kernel.text import clean_line
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, join
from artel.platform.ui.forms import Field, Option

VALUE, FIELD, AFTER, FORMULA, NOTHING = "value", "same", "after", "formula", "nothing"
MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
TEXTUAL = frozenset({Kind.TEXT, Kind.LONG_TEXT})
NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
POINTERS = frozenset({Kind.REFERENCE, Kind.PERSON})
PATH = re.compile(r"^[a-z][a-z0-9_]*(?:/[a-z][a-z0-9_]*)*$")


def is_written(field: FieldSpec) -> bool:
    """Tell whether a rule may write a field: the rest is the system's, or moved by an action of its own."""
    return not (
        field.system or field.derived or field.readonly or field.holds_files or field.key in ("stage", "pipeline")
    )


def value_rows(scene: Scene, name: str, raw: Raw, into: SectionSpec) -> SafeString:
    """Return the rows of fields and values of an action, with a button for one more."""
    rows = list(raw.get("values", {}).items()) or [("", "")]
    wrong = scene.told.at(f"{scene.path}.values")
    taken = {key for key, _value in rows}
    drawn = [
        _row(scene, f"{name}.v.{number}", name, into, key, value, taken - {key})
        for number, (key, value) in enumerate(rows)
    ]
    said = format_html('<p class="a-error" role="alert">{}</p>', join(wrong, " ")) if wrong else ""
    add = Button(
        label=_("And one more field"),
        icon="plus",
        is_small=True,
        is_submit=True,
        attrs={"name": "act", **scene.redraw(f"value:{name}"), "value": f"value:{name}"},
    )
    return format_html('<div class="is-wide a-given"><ul>{}</ul>{}{}</div>', join(drawn), said, add)


def _row(
    scene: Scene, name: str, action: str, into: SectionSpec, key: str, value: Any, others: Container[str]
) -> SafeString:
    field = into.field(key)
    offered = [Option(f.key, f.label.text()) for f in into.shown_fields if is_written(f) and f.key not in others]
    wrong = scene.told.under(f"{scene.path}.values.{key}") if key else ()
    inputs: list[Component] = [
        Field(
            name=f"{name}.field",
            label=_("Field"),
            kind="select",
            value=key,
            options=with_present(offered, [key]),
            placeholder="—",
            attrs=scene.redraw(f"look:{action}"),
        )
    ]
    if field is not None:
        inputs += _said(scene, name, action, field, value, wrong)
    elif key:
        inputs.append(Field(name=f"{name}.value", label=_("Value"), value=str(value), error=wrong))
    remove = Button(
        label=_("Remove"),
        icon="x",
        kind="bare",
        is_icon_only=True,
        is_small=True,
        is_submit=True,
        attrs={"name": "act", **scene.redraw(f"drop:{name}"), "value": f"drop:{name}"},
    )
    number = format_html('<input type="hidden" name="{}.v" value="{}">', action, name.rpartition(".")[2])
    return format_html('<li class="a-given-row">{}<div>{}</div>{}</li>', number, join(inputs), remove)


def _said(
    scene: Scene, name: str, action: str, field: FieldSpec, value: Any, wrong: Sequence[Any]
) -> Sequence[Component]:
    way = _way(field, value)
    ways = Field(
        name=f"{name}.way",
        label=_("Becomes"),
        kind="select",
        value=way,
        options=_ways(field),
        is_required=True,
        attrs=scene.redraw(f"look:{action}"),
    )
    return [ways, *_inputs(scene, f"{name}.{way}", field, way, value, wrong)]


def _way(field: FieldSpec, value: Any) -> str:
    if value is None:
        return NOTHING
    if not isinstance(value, Mapping):
        return VALUE
    formula = str(value.get("formula", ""))
    if field.kind in MOMENTS and (AFTER_NOW.match(formula) or value.get("way") == AFTER):
        return AFTER
    return FIELD if value.get("way") == FIELD or PATH.match(formula) else FORMULA


def _ways(field: FieldSpec) -> tuple[Option, ...]:
    said = _("text with fields in it") if field.kind in TEXTUAL else _("this value")
    found = [Option(VALUE, said)]
    if field.kind in MOMENTS:
        found.append(Option(AFTER, _("so much later than now")))
    found += [Option(FIELD, _("the same as in the field")), Option(FORMULA, _("worked out by an expression"))]
    return (*found, Option(NOTHING, _("empty")))


def _inputs(
    scene: Scene, name: str, field: FieldSpec, way: str, value: Any, wrong: Sequence[Any]
) -> Sequence[Component]:
    formula = str(value.get("formula", "")) if isinstance(value, Mapping) else ""
    if way == NOTHING:
        return ()
    if way == FIELD:
        options = with_present(scene.paths(lambda f: _fits(f, field)), [formula])
        label = _("Field of this record")
        return [
            Field(name=name, label=label, kind="select", value=formula, options=options, placeholder="—", error=wrong)
        ]
    if way == AFTER:
        found = AFTER_NOW.match(formula)
        units = (Option("d", _("days")), Option("h", _("hours")))
        hours = units if field.kind is Kind.DATETIME else units[:1]
        number = (
            (found["days"] or found["hours"])
            if found
            else str(value.get("typed", ""))
            if isinstance(value, Mapping)
            else ""
        )
        return [
            Field(name=name, label=_("How much later"), kind="number", value=number, error=wrong),
            Field(
                name=f"{name}.unit",
                label=_("Counted in"),
                kind="select",
                value="h" if found and found["hours"] else "d",
                options=hours,
                is_required=True,
            ),
        ]
    if way == FORMULA:
        label = _("Expression")
        help_ = _("In the language of conditions: today() add duration'P3D', amount mul 2.")
        attrs: dict[str, Any] = {"spellcheck": "false"}
        return [
            Field(name=name, label=label, kind="textarea", rows=1, value=formula, error=wrong, help=help_, attrs=attrs)
        ]
    return [_outright(scene, name, field, value, wrong)]


def _outright(scene: Scene, name: str, field: FieldSpec, value: Any, wrong: Sequence[Any]) -> Component:
    label, written = _("Value"), "" if value is None else str(value)
    if field.kind in TEXTUAL:
        rows = 3 if field.kind is Kind.LONG_TEXT else 1
        return TemplateField(name=name, label=label, value=written, rows=rows, names=scene.placeholders(), error=wrong)
    if field.kind is Kind.BOOLEAN:
        answers = (Option("yes", _("yes")), Option("no", _("no")))
        answer = "yes" if value is True else "no" if value is False else ""
        return Field(name=name, label=label, kind="select", value=answer, options=answers, placeholder="—", error=wrong)
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        chosen = texts(value)
        known = scene.working.snapshot.choices(field).items()
        options = with_present((Option(k, v.text()) for k, v in known), chosen)
        if field.kind is Kind.CHOICES:
            return Field(name=name, label=label, kind="multiselect", value=chosen, options=options, error=wrong)
        return Field(
            name=name, label=label, kind="select", value=written, options=options, placeholder="—", error=wrong
        )
    if field.kind in POINTERS:
        is_person = field.kind is Kind.PERSON
        url = reverse("screens:people") if is_person else _pick(scene, field)
        chosen_one = (Option(written, scene.named(field, written)),) if written else ()
        return Field(
            name=name, label=label, kind="select", value=written, options=chosen_one, search_url=url, error=wrong
        )
    kind = "number" if field.kind in NUMERIC else "date" if field.kind is Kind.DATE else "text"
    return Field(name=name, label=label, kind=kind, value=written, error=wrong)


def _pick(scene: Scene, field: FieldSpec) -> str:
    """Return where records of a reference are found: through a section that has this very field."""
    for spec in scene.working.snapshot.sections.values():
        if spec.fields.get(field.key) is field:
            return reverse("screens:pick", kwargs={"section": spec.key, "field": field.key})
    return ""


def _fits(other: FieldSpec, field: FieldSpec) -> bool:
    """Tell whether one field's value can stand in another; the check of the rule has the last word."""
    if field.kind is Kind.REFERENCE:
        return other.kind is Kind.REFERENCE and other.target == field.target
    for group in (TEXTUAL, NUMERIC, MOMENTS):
        if field.kind in group:
            return other.kind in group or (group is TEXTUAL and other.kind not in POINTERS and not other.is_list)
    return other.kind is field.kind


def read_values(post: QueryDict, name: str, into: SectionSpec | None) -> Raw:
    """Return what the rows write: field → value, in their order."""
    found: Raw = {}
    for row in post.getlist(f"{name}.v"):
        key = post.get(f"{name}.v.{row}.field", "")
        field = into.field(key) if into else None
        if key and field is not None:
            found[key] = _read(post, f"{name}.v.{row}", field)
        elif key:
            found[key] = post.get(f"{name}.v.{row}.value", "")
    return found


def _read(post: QueryDict, name: str, field: FieldSpec) -> Any:
    way = post.get(f"{name}.way", VALUE)
    sent = post.get(f"{name}.{way}", "").replace("\r\n", "\n").strip()
    if way == NOTHING:
        return None
    if way == FIELD:
        return {"formula": sent, "way": FIELD}
    if way == AFTER:
        begin, number = "today()" if field.kind is Kind.DATE else "now()", clean_line(sent) or "1"
        lasting = f"T{number}H" if post.get(f"{name}.{way}.unit") == "h" else f"{number}D"
        return {"formula": f"{begin} add duration'P{lasting}'", "way": AFTER, "typed": number}
    if way == FORMULA:
        return {"formula": sent}
    if field.kind is Kind.CHOICES:
        return [value for value in post.getlist(f"{name}.{way}") if value]
    if field.kind is Kind.BOOLEAN:
        return {"yes": True, "no": False}.get(sent, sent)
    return _number(sent) if field.kind in NUMERIC | POINTERS else sent


def _number(sent: str) -> int | float | str:
    """Return a number as a rule written by hand has it; what is no number stays for the check to name."""
    text = re.sub(r"\s", "", sent).replace(",", ".")
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    try:
        return float(text) if str(float(text)) == text else sent
    except ValueError:
        return sent


def cleaned(values: Mapping[str, Any]) -> Raw:
    """Return values as the rule keeps them: without the way that only the form knows."""
    return {
        key: {"formula": value["formula"]} if isinstance(value, Mapping) else value for key, value in values.items()
    }
