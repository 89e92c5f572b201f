"""The dialog of qualification: who may be there already stands first, then what would be made; one button."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.domain.sales.actions.qualify_lead import Choices, Qualified
from artel.domain.sales.actions.undo_qualification import Obstacle
from artel.domain.sales.handed_text import Handed
from artel.domain.sales.picks import Pick, Picks
from artel.domain.sales.qualification import POINTERS, Candidate, Proposal
from artel.platform.kernel.errors import Conflict, Problem
from artel.platform.kernel.text import in_a_phrase
from artel.platform.screens.cards.moving import missing_fields
from artel.platform.screens.display import screen_display
from artel.platform.screens.forms.inputs import input_for, typed, written
from artel.platform.screens.forms.saving import token
from artel.platform.screens.place import Place, place_for
from artel.platform.screens.reading.plans import CellValue
from artel.platform.sections.fieldtypes.phone import show_phone
from artel.platform.ui import formats
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Html, join
from artel.platform.ui.feedback import Dialog, Notice, Toast
from artel.platform.ui.forms import Field, Fieldset, Form
from artel.platform.ui.record import Entry

NEW, NOBODY = "new", "none"
SECTIONS = {"account": "accounts", "contact": "contacts", "deal": "deals", "lead": "leads"}
DEAL_FIELDS = ("name", "amount", "expected_on")


def choices_in(post: QueryDict, place: Place) -> Choices:
    """Return what the person chose in the dialog."""
    return Choices(
        account=_chosen(post.get("account", "")),
        contact=_chosen(post.get("contact", "")),
        with_account=post.get("account") == NEW,
        with_contact=post.get("contact") == NEW,
        with_deal=bool(post.get("with_deal")),
        account_values=_typed("account", post, place),
        contact_values=_typed("contact", post, place),
        deal_values=_typed("deal", post, place) if post.get("with_deal") else {},
        lead_values=_typed("lead", post, place),
    )


def _chosen(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _typed(prefix: str, post: QueryDict, place: Place) -> dict[str, object]:
    """Return what was typed into the inputs `<prefix>.<field>`."""
    given = {key.removeprefix(f"{prefix}."): text for key, text in post.items() if key.startswith(f"{prefix}.")}
    if not given:
        return {}
    spec = place.snapshot.section(SECTIONS[prefix])
    return typed((f for f in spec.shown_fields if f.key in given), {k: str(v) for k, v in given.items()})


def dialog(place: Place, offered: Proposal, request: HttpRequest, *, problems: Sequence[Problem] = ()) -> Dialog:
    """Return the dialog, with what was chosen and typed when it comes back with problems."""
    action = reverse("sales:qualify", kwargs={"lead_id": offered.lead["id"]})
    given = request.POST.dict() if request.method == "POST" else _first_choice(offered)
    said = {p.field or "": p for p in problems}
    handed = Handed.of(place, offered)
    groups = [
        *_lacking(place, offered, given, problems),
        Fieldset(fields=[_accounts(place, handed, given, said), *_missing("account", place, given, said)]),
        Fieldset(fields=[_contacts(place, handed, given, said), *_missing("contact", place, given, said)]),
    ]
    if offered.may_make_deal:
        groups.append(_deal(place, handed, given, said))
    form = Form(
        action=action,
        groups=groups,
        errors=[str(p.message) for p in problems if not _is_beside(p)],
        hidden={"version": str(given.get("version") or offered.lead["version"])},
        attrs={"hx-post": action, "hx-target": "#dialog"},
        csrf_token=token(request),
        buttons=[
            Button(label=_("Cancel"), kind="bare", attrs={"data-dialog-close": True}),
            Button(label=_("Qualify"), kind="primary", icon="user-check", is_submit=True),
        ],
    )
    title = _("Qualify: %(lead)s") % {"lead": offered.lead["name"]}
    return Dialog(title=title, body=format_html('<div class="stack">{}{}</div>', _twins(offered), form), is_wide=True)


def _is_beside(problem: Problem) -> bool:
    """Return whether the dialog shows the problem beside an input."""
    return "." in (problem.field or "") or problem.field in ("account", "contact")


def _first_choice(offered: Proposal) -> dict[str, str]:
    """Return what is chosen at first: somebody surely the same, else a new one of what was entered."""
    contact = next((c for c in offered.contacts if c.is_sure), None)
    account = next((c for c in offered.accounts if c.is_sure), None)
    chosen = {
        "contact": str(contact.id) if contact else NEW if offered.contact else NOBODY,
        "account": str(account.id) if account else NEW if offered.account else NOBODY,
    }
    if contact and contact.account_id and not account and not offered.account:
        chosen["account"] = str(contact.account_id)
    if not offered.account and not account and not offered.contact and not contact:
        chosen["contact"] = NOBODY
    return {**chosen, "with_deal": "on" if offered.may_make_deal else ""}


def _twins(offered: Proposal) -> Html:
    if not offered.leads:
        return ""
    links = join(
        (format_html('<a class="a-link" href="/leads/{}/">{}</a>', m.record_id, m.name) for m in offered.leads), ", "
    )
    return Notice(text=join((_("The same phone, e-mail or INN is in other leads:"), " ", links)), tone="soon")


def _accounts(place: Place, handed: Handed, given: Mapping[str, str], said: Mapping[str, Problem]) -> Component:
    offered = handed.offered
    picks = [_pick(c, handed, place, "accounts") for c in offered.accounts]
    known = {c.id for c in offered.accounts}
    for contact in offered.contacts:
        if contact.account_id and contact.account_id not in known:
            known.add(contact.account_id)
            note = _("Where %(contact)s works") % {"contact": contact.name}
            picks.append(Pick(value=str(contact.account_id), label=contact.account, note=note))
    if offered.account:
        picks.append(_new(offered.account, _("New account"), handed.told("accounts")))
    picks.append(Pick(value=NOBODY, label=_("Without an account")))
    legend = place.snapshot.section("accounts").singular.text()
    return _picks("account", legend, picks, given, said)


def _contacts(place: Place, handed: Handed, given: Mapping[str, str], said: Mapping[str, Problem]) -> Component:
    offered = handed.offered
    picks = [_pick(c, handed, place, "contacts") for c in offered.contacts]
    if offered.contact:
        picks.append(_new(offered.contact, _("New contact"), handed.told("contacts")))
    picks.append(Pick(value=NOBODY, label=_("Without a contact")))
    legend = place.snapshot.section("contacts").singular.text()
    return _picks("contact", legend, picks, given, said)


def _picks(
    name: str, legend: str, picks: Sequence[Pick], given: Mapping[str, str], said: Mapping[str, Problem]
) -> Picks:
    values = {p.value for p in picks}
    value = given.get(name, NOBODY)
    error = str(said[name].message) if name in said else ""
    return Picks(name=name, legend=legend, picks=picks, value=value if value in values else NOBODY, error=error)


def _pick(candidate: Candidate, handed: Handed, place: Place, section: str) -> Pick:
    spec = place.snapshot.section(section)
    agreed = ", ".join(in_a_phrase(spec.fields[key].label.text()) for key in candidate.by)
    mark = Flag(_("agrees: %(fields)s") % {"fields": agreed}, tone="good" if candidate.is_sure else "")
    return Pick(
        value=str(candidate.id),
        label=candidate.name,
        note=_facts((candidate.account, candidate.inn, candidate.phone, candidate.email, candidate.owner)),
        more=handed.filled(section, candidate),
        mark=mark,
    )


def _new(values: Mapping[str, object], label: str, more: Html) -> Pick:
    name = str(values.get("name") or "")
    shown = _facts(str(values.get(key) or "") for key in ("position", "inn", "phone", "email"))
    return Pick(value=NEW, label=name, note=shown, more=more, mark=Flag(label, tone="info"))


def _facts(texts: Iterable[str]) -> str:
    return " · ".join(show_phone(text) if text.startswith("+") else text for text in texts if text)


def _missing(prefix: str, place: Place, given: Mapping[str, str], said: Mapping[str, Problem]) -> list[Component]:
    """Return inputs for fields without which the record can't be made: they are asked for right there."""
    keys = [key.removeprefix(f"{prefix}.") for key in said if key.startswith(f"{prefix}.")]
    return _inputs(prefix, keys, place, given, said) if keys else []


def _lacking(place: Place, offered: Proposal, given: Mapping[str, str], problems: Sequence[Problem]) -> list[Fieldset]:
    """Return inputs for what the lead itself lacks: what its gates named, and what was typed since."""
    asked = [key for key in missing_fields(place, problems) if key not in POINTERS]
    said = {f"lead.{p.field}": p for p in problems if p.field in asked} | {p.field: p for p in problems if p.field}
    keys = dict.fromkeys([*asked, *(name.removeprefix("lead.") for name in given if name.startswith("lead."))])
    if not keys:
        return []
    held = {key: offered.lead[key] for key in keys if key in offered.lead}
    values = {f"lead.{key}": text for key, text in _written("leads", held, place).items()}
    return [Fieldset(title=place.spec.singular.text(), fields=_inputs("lead", keys, place, {**values, **given}, said))]


def _deal(place: Place, handed: Handed, given: Mapping[str, str], said: Mapping[str, Problem]) -> Fieldset:
    offered = {key: value for key, value in handed.offered.deal.items() if key in DEAL_FIELDS}
    values = {f"deal.{key}": value for key, value in _written("deals", offered, place).items()}
    keys = [*DEAL_FIELDS, *(k.removeprefix("deal.") for k in said if k.startswith("deal."))]
    make = Field(
        name="with_deal",
        label=_("Make a deal at once"),
        kind="switch",
        value="on" if given.get("with_deal") else "",
        width="wide",
        help=handed.told("deals"),
    )
    return Fieldset(fields=[make, *_inputs("deal", dict.fromkeys(keys), place, {**values, **given}, said)])


def _written(section: str, values: Mapping[str, object], place: Place) -> dict[str, str]:
    """Return stored values as they stand in inputs."""
    fields, language = place.snapshot.section(section).fields, place.actor.language
    return {key: written(fields[key], CellValue(value=value), language) for key, value in values.items()}


def _inputs(
    prefix: str, keys: Iterable[str], place: Place, given: Mapping[str, str], said: Mapping[str, Problem]
) -> list[Component]:
    target = place_for(place.actor, SECTIONS[prefix])
    display = screen_display(target)
    found: list[Component] = []
    for field in target.shown(keys):
        name = f"{prefix}.{field.key}"
        error = (str(said[name].message),) if name in said else ()
        made = input_for(target, display, field, value=given.get(name, ""), error=error)
        found.append(replace(made, name=name))
    return found


def toast(made: Qualified) -> Toast:
    """Return what is said after a qualification: it can be taken back, and leads to what came of it."""
    undo_url = reverse("sales:unqualify", kwargs={"lead_id": made.lead})
    for section, record_id, label in (
        ("deals", made.deal, _("Open the deal")),
        ("accounts", made.account, _("Open the account")),
        ("contacts", made.contact, _("Open the contact")),
    ):
        if record_id is not None:
            href = f"/{section}/{record_id}/"
            return Toast(text=_("The lead is qualified"), undo=undo_url, href=href, label=label)
    return Toast(text=_("The lead is qualified"), undo=undo_url)


def obstacles_dialog(error: Conflict, place: Place) -> Dialog:
    """Return why a qualification can't be taken back: what was worked with since, with links."""
    reasons = {"changed": _("changed since"), "removed": _("removed since"), "in_use": _("already used elsewhere")}
    found = error.data["obstacles"]
    obstacles: list[Obstacle] = found if isinstance(found, list) else []
    lines = join(
        Entry(
            label=o.name or formats.record_number(o.id),
            url=f"/{o.section}/{o.id}/",
            note=place.snapshot.section(o.section).singular.text(),
            value=reasons[o.reason],
        )
        for o in obstacles
    )
    return Dialog(
        title=_("The qualification can't be taken back"),
        body=join((format_html("<p>{}</p>", str(error)), lines)),
        buttons=[Button(label=_("Close"), kind="primary", attrs={"data-dialog-close": True})],
    )
