"""One field's rule in a layout; variants of a layout: for whom they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from artel.platform.access.middleware import actor_on
from artel.platform.designer.condition_input import WHEN, ConditionField, builder_of, problems_in, read_condition
from artel.platform.designer.drafts import Edit, Working
from artel.platform.designer.list_input import label_in, number_or_text, shown_label
from artel.platform.designer.naming.keys import KeyOf, key_field
from artel.platform.designer.views.frame import Errors, designing, save, saved, section_in
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.kernel.text import clean_line
from artel.platform.screens.answers import panel, whole_page
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Text
from artel.platform.ui.feedback import Dialog
from artel.platform.ui.forms import Field, Fieldset, Form, Option

PARTS = ("visible", "required", "readonly")
NOTHING = {"visible": True, "required": False, "readonly": False}
ALWAYS, NEVER = "always", "never"


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def rule(request: HttpRequest, working: Working, section: str, field: str) -> HttpResponse:
    """When a field is seen, must be filled, can't be changed; and for which roles that holds."""
    spec = section_in(working, section)
    named = spec.field(field)
    if named is None:
        raise NotFound(section=section, field=field)
    variant = request.GET.get("variant", "")
    key = f"{section}.{variant}" if variant else section
    body = working.body("layout", key) or {}
    present: Mapping[str, Any] = body.get("fields", {}).get(field, {})
    builder = builder_of(actor_on(request), working, section)
    errors: dict[str, tuple[Text, ...]] = {}
    if request.method == "POST":
        present = _read(request, present, builder, errors)
        rules = {**body.get("fields", {}), field: present}
        rules = {name: each for name, each in rules.items() if each}
        wanted = {**{k: v for k, v in body.items() if k != "fields"}, **({"fields": rules} if rules else {})}
        if not errors:
            found = save([Edit(kind="layout", key=key, body=wanted)], actor=actor_on(request))
            errors = {
                path.removeprefix(f"fields.{field}.").removeprefix(f"fields.{field}"): m for path, m in found.items()
            }
        if not errors:
            back = reverse("designer:layout", args=[section])
            return saved(request, f"{back}?variant={variant}" if variant else back)
    labels = {"visible": _("Seen"), "required": _("Must be filled"), "readonly": _("Locked: can't be changed")}
    conditions: list[Component] = [
        ConditionField(
            builder=builder,
            name=name,
            label=labels[name],
            value=_shown(present.get(name), says_nothing=NOTHING[name]),
            fixed=((ALWAYS, _("always")), (NEVER, _("never"))),
            errors=errors.get(name, ()),
        )
        for name in PARTS
    ]
    roles = tuple(Option(r.key, r.label.text()) for r in working.snapshot.roles.values())
    whom: list[Component] = [
        _roles("roles", _("Only for roles"), present, roles, help_=_("Empty: for everybody.")),
        _roles("except_roles", _("Not for roles"), present, roles),
    ]
    form = Form(
        action=request.get_full_path(),
        groups=[Fieldset(fields=conditions), Fieldset(fields=whom)],
        errors=[m for path, messages in errors.items() if path not in PARTS for m in messages],
        buttons=_buttons(),
        attrs={"hx-post": request.get_full_path(), "hx-target": "#dialog", "data-controller": "suggest"},
        csrf_token=get_token(request),
    )
    title = _("Rule of the field “%(name)s”") % {"name": named.label.text()}
    return panel(Dialog(title=title, body=form, is_wide=True), status=422 if errors else 200)


def _read(
    request: HttpRequest, before: Mapping[str, Any], builder: Any, errors: dict[str, tuple[Text, ...]]
) -> dict[str, Any]:
    found: dict[str, Any] = {k: v for k, v in before.items() if k not in (*PARTS, "roles", "except_roles")}
    for name in PARTS:
        sent = request.POST.get(name, "")
        stated: bool | str = sent == ALWAYS
        if sent == WHEN:
            try:
                stated = read_condition(request.POST, name, builder)
            except ValidationFailed as refused:
                errors[name] = problems_in(refused)
                continue
            if not stated:
                errors[name] = (_("Set the condition, or choose always or never."),)
        if stated is not NOTHING[name]:
            found[name] = stated
    for name in ("roles", "except_roles"):
        if chosen := request.POST.getlist(name):
            found[name] = chosen
    return found


def _shown(stated: Any, *, says_nothing: bool) -> str:
    value = says_nothing if stated is None else stated
    return value if isinstance(value, str) else ALWAYS if value else NEVER


def _roles(name: str, label: Text, present: Mapping[str, Any], roles: tuple[Option, ...], *, help_: Text = "") -> Field:
    value = tuple(present.get(name, ()))
    return Field(name=name, label=label, kind="multiselect", value=value, options=roles, help=help_)


def _buttons() -> tuple[Button, ...]:
    return (
        Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
        Button(label=_("Add to draft"), kind="primary", is_submit=True),
    )


@require_http_methods(["GET", "POST"])
@whole_page
@designing
def variant(request: HttpRequest, working: Working, section: str, variant: str = "") -> HttpResponse:
    """A variant of the layout: its name, its roles, the records it is for. Without a key it is a new one."""
    spec = section_in(working, section)
    before = working.body("layout", f"{section}.{variant}") if variant else {}
    if before is None:
        raise NotFound(layout=variant)
    builder = builder_of(actor_on(request), working, section)
    body: dict[str, Any] = dict(before)
    errors: dict[str, tuple[Text, ...]] = {}
    of, key = KeyOf(kind="layout", section=section), variant or clean_line(request.POST.get("key", ""))
    if request.method == "POST":
        if variant and request.POST.get("act") == "retire":
            edit = Edit(kind="layout", key=f"{section}.{variant}", body=before, is_retired=True)
            errors = dict(save([edit], actor=actor_on(request)))
            if not errors:
                return saved(request, reverse("designer:layout", args=[section]))
        else:
            body = _read_variant(request, before, builder, errors)
            key = variant or of.named(key, body, working)
            if not variant and (wrong := of.problem(key, working)):
                errors["key"] = (wrong,)
            if not errors:
                errors = dict(save([Edit(kind="layout", key=of.document(key), body=body)], actor=actor_on(request)))
            if not errors:
                return saved(request, reverse("designer:layout", args=[section]) + f"?variant={key}")
    dialog = Dialog(
        title=shown_label(body) if variant else _("New variant of “%(name)s”") % {"name": spec.label.text()},
        body=_variant_form(
            request,
            working,
            body,
            builder,
            errors,
            named=key_field(of, key, errors.get("key", ()), is_new=not variant),
            suggests=of.address,
        ),
        is_wide=True,
    )
    return panel(dialog, status=422 if errors else 200)


def _read_variant(
    request: HttpRequest, before: Mapping[str, Any], builder: Any, errors: dict[str, tuple[Text, ...]]
) -> dict[str, Any]:
    body = {k: v for k, v in before.items() if k not in ("roles", "when")}
    body["label"] = {code: clean_line(request.POST.get(f"label.{code}", "")) for code in ("ru", "en")}
    if not any(body["label"].values()):
        errors["label.ru"] = (_("Name the variant: for whom it is."),)
    if roles := request.POST.getlist("roles"):
        body["roles"] = roles
    body["position"] = number_or_text(request.POST.get("position", "")) or 100
    try:
        when = read_condition(request.POST, "when", builder)
    except ValidationFailed as refused:
        errors["when"] = problems_in(refused)
        return body
    if when:
        body["when"] = when
    if not roles and not when:
        errors["roles"] = (_("Say for which roles or for which records it is."),)
    return body


def _variant_form(
    request: HttpRequest,
    working: Working,
    body: Mapping[str, Any],
    builder: Any,
    errors: Errors,
    *,
    named: Field,
    suggests: str,
) -> Form:
    roles = tuple(Option(r.key, r.label.text()) for r in working.snapshot.roles.values())
    fields: list[Component] = [
        Field(
            name=f"label.{code}",
            label=words,
            value=label_in(body, code),
            error=errors.get(f"label.{code}", ()),
            attrs={"data-suggest-from": suggests if code == "ru" and not named.is_readonly else None},
        )
        for code, words in (("ru", _("Name in Russian")), ("en", _("Name in English")))
    ]
    fields += [
        named,
        Field(
            name="position",
            label=_("Tried in this order"),
            kind="number",
            value=str(body.get("position", 100)),
            error=errors.get("position", ()),
            help=_("The first variant that fits wins; less comes earlier."),
        ),
    ]
    fields.append(
        Field(
            name="roles",
            label=_("For roles"),
            kind="multiselect",
            value=tuple(body.get("roles", ())),
            options=roles,
            error=errors.get("roles", ()),
            width="wide",
        )
    )
    fields.append(
        ConditionField(
            builder=builder,
            name="when",
            label=_("For records for which"),
            value=str(body.get("when", "")),
            errors=errors.get("when", ()),
        )
    )
    return Form(
        action=request.get_full_path(),
        groups=[Fieldset(fields=fields)],
        errors=errors.get("", ()),
        buttons=(*((_retire(),) if named.is_readonly else ()), *_buttons()),
        attrs={"hx-post": request.get_full_path(), "hx-target": "#dialog", "data-controller": "suggest"},
        csrf_token=get_token(request),
    )


def _retire() -> Button:
    return Button(label=_("Take out of use"), kind="bare", is_submit=True, attrs={"name": "act", "value": "retire"})
