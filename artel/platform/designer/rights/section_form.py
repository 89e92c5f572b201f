"""The form of a role's rights in one section: operations, whose records, rules of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.roles import EVERY_SECTION, Group, Operation
from artel.platform.access.wording import OPERATION_WORDS, RULE_WORDS, SCOPE_WORDS
from artel.platform.designer.condition_input import ConditionField
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.rights.matrix import inherited
from artel.platform.designer.rights.role_input import OWN_RIGHTS, policy_in, row_of
from artel.platform.designer.views.frame import Errors
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Html, attributes, join
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.ui.record import Panel

MACHINERY = ("id", "version", "trashed_at")
"""Fields that no rule of a role is about."""


def ruled_fields(spec: SectionSpec) -> list[str]:
    """Return the fields that a role may hide or lock."""
    return [f.key for f in spec.shown_fields if f.key not in MACHINERY]


def section_form(
    request: HttpRequest, key: str, body: Mapping[str, Any], spec: SectionSpec, builder: Builder, errors: Errors
) -> Html:
    """Return the form; a condition that is wrong says so beside its rows."""
    placed = {f"records.{spec.key}.{group}" for group in Group}
    groups = (
        Fieldset(title=_("What they may do"), fields=_operations(body, spec)),
        Fieldset(title=_("Whose records"), fields=[_policy(body, spec, g, builder, errors) for g in Group]),
        Fieldset(
            title=_("Fields"),
            fields=_rules(body, spec),
            note=_("A field is hidden when every role of a person hides it."),
        ),
    )
    form = Form(
        action=reverse("designer:role_section", args=[key, spec.key]),
        groups=groups,
        errors=[m for path, messages in errors.items() if path not in placed for m in messages],
        buttons=(
            Button(label=_("Cancel"), url=reverse("designer:role", args=[key]), kind="bare"),
            Button(label=_("Add to draft"), kind="primary", is_submit=True),
        ),
        attrs={"data-controller": "suggest"},
        csrf_token=get_token(request),
    )
    return Panel(body=form)


def _operations(body: Mapping[str, Any], spec: SectionSpec) -> list[Component]:
    is_own = spec.key in body.get("sections", {})
    others = ", ".join(str(OPERATION_WORDS[Operation(o)]).lower() for o in row_of(body, EVERY_SECTION)) or _(
        "nothing at all"
    )
    granted = row_of(body, spec.key)
    boxes = join(
        format_html(
            '<label class="a-check"><input type="checkbox" class="form-check-input" name="operations:{}" value="{}"{}>'
            "<span>{}</span></label>",
            spec.key,
            o.value,
            attributes({"checked": o in granted}),
            words,
        )
        for o, words in OPERATION_WORDS.items()
    )
    return [
        Field(
            name="rights",
            label=_("Rights"),
            kind="select",
            value=OWN_RIGHTS if is_own else "",
            options=(
                Option("", _("as in all other sections: %(operations)s") % {"operations": others}),
                Option(OWN_RIGHTS, _("its own")),
            ),
            width="wide",
            attrs={"data-reveals": OWN_RIGHTS},
        ),
        Among(
            format_html(
                '<fieldset class="a-field is-wide"><legend class="visually-hidden">{}</legend>'
                '<div class="a-checks" data-revealed="{}">{}</div></fieldset>',
                _("What they may do"),
                OWN_RIGHTS,
                boxes,
            )
        ),
    ]


def _policy(
    body: Mapping[str, Any], spec: SectionSpec, group: Group, builder: Builder, errors: Errors
) -> ConditionField:
    return ConditionField(
        builder=builder,
        name=group.value,
        label=_("Sees") if group is Group.READ else _("May change"),
        value=policy_in(body, spec.key, group),
        fixed=(
            ("", inherited(spec.key, group)),
            *((scope.value, words) for scope, words in SCOPE_WORDS.items()),
        ),
        errors=errors.get(f"records.{spec.key}.{group}", ()),
    )


def _rules(body: Mapping[str, Any], spec: SectionSpec) -> list[Component]:
    rules = body.get("fields", {}).get(spec.key, {})
    options = (Option("", _("seen and changed")), *(Option(k, w) for k, w in reversed(RULE_WORDS.items())))
    return [
        Field(
            name=f"rule:{key}",
            label=spec.fields[key].label.text(),
            kind="select",
            value=rules.get(key, ""),
            options=options,
        )
        for key in ruled_fields(spec)
    ]
