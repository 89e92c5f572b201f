"""The form of a handing over: whose, to whom, by which conditions first, what stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _

from artel.platform.access.teams import teams_below
from artel.platform.access.views.frame import Errors
from artel.platform.kernel.text import clean_line
from artel.platform.process.handing_over.parts import all_parts
from artel.platform.process.handing_over.planning import Case, Sharing
from artel.platform.sections.spec import Snapshot
from artel.platform.ui.buttons import Button
from artel.platform.ui.forms import Field, Fieldset, Form, Option
from artel.platform.users.models import Team, User

FORM = "hand-over"
"""The id of the form: the button that begins stands in the preview above it."""
CASES = 2
"""Conditions that the form has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody typed into the form."""

    person: int | None
    people: tuple[int, ...]
    team: int | None
    cases: tuple[tuple[str, str, int | None], ...]
    left_out: tuple[str, ...]
    only_open: bool

    @classmethod
    def of(cls, data: QueryDict) -> Asked:
        """Read the form."""
        cases = tuple(
            (
                clean_line(data.get(f"section-{n}", ""))[:64],
                data.get(f"filter-{n}", "").strip()[:2000],
                _number(data.get(f"to-{n}", "")),
            )
            for n in range(CASES)
        )
        people = (number for text in data.getlist("people") if (number := _number(text)) is not None)
        return cls(
            person=_number(data.get("person", "")),
            people=tuple(dict.fromkeys(people)),
            team=_number(data.get("team", "")),
            cases=cases,
            left_out=tuple(data.getlist("left_out")),
            only_open=data.get("only_open") == "on",
        )

    def sharing(self) -> Sharing:
        """Return how things are given out: those of a team stand beside those who are named. One query."""
        people = list(self.people)
        if self.team is not None:
            members = User.objects.filter(team_id__in=teams_below(self.team), is_active=True, is_portal=False)
            people += members.exclude(pk=self.person or 0).order_by("name").values_list("pk", flat=True)
        cases = tuple(
            Case(section=s, filter=text, to=to) for s, text, to in self.cases if s and text and to is not None
        )
        return Sharing(
            people=tuple(dict.fromkeys(people)), cases=cases, left_out=self.left_out, only_open=self.only_open
        )


def _number(text: str) -> int | None:
    return int(text[:18]) if text.isdecimal() and text.isascii() else None


def form_of(request: HttpRequest, asked: Asked, errors: Errors, snapshot: Snapshot, *, is_previewed: bool) -> Form:
    """Return the form; its button stands back when a preview was shown."""
    users = list(User.objects.filter(is_portal=False).order_by("name").values_list("pk", "name", "is_active"))
    colleagues = [Option(str(pk), name) for pk, name, is_active in users if is_active]
    # Whoever has left has things, too.
    everybody = [Option(str(pk), name if is_active else f"{name} · {_('has left')}") for pk, name, is_active in users]
    teams = [Option(str(pk), name) for pk, name in Team.objects.order_by("name").values_list("pk", "name")]
    parts = all_parts(snapshot)
    chosen = [str(pk) for pk in asked.people]
    fields = [
        _choice("person", _("Whose work"), asked.person, everybody, errors, required=True),
        Field(
            name="people",
            label=_("To whom"),
            kind="multiselect",
            value=chosen,
            options=colleagues,
            error=errors.get("people", ()),
            help=_("To several evenly; what belongs together, such as a client and his sales, goes to one."),
        ),
        _choice("team", _("… and to a team"), asked.team, teams, errors),
    ]
    what = [
        Field(
            name="left_out",
            label=_("Stays with him"),
            kind="multiselect",
            value=list(asked.left_out),
            options=[Option(part.key, part.label.text()) for part in parts],
        ),
        Field(
            name="only_open",
            label=_("Only what is not finished"),
            kind="checkbox",
            value="on" if asked.only_open else "",
            help=_("Of sections with stages. Tasks, calls and meetings that are done stay in any case."),
        ),
    ]
    sections = [Option(part.section, part.label.text()) for part in parts if part.section]
    first = [field for n in range(CASES) for field in _case(n, asked, sections, colleagues, errors)]
    return Form(
        action=reverse("process:hand_over"),
        csrf_token=get_token(request),
        errors=errors.get("", ()),
        groups=[
            Fieldset(fields=fields),
            Fieldset(fields=what, title=_("What")),
            Fieldset(fields=first, title=_("First of all, by condition")),
        ],
        attrs={"id": FORM},
        buttons=[
            Button(
                label=_("Show what goes where"),
                kind="" if is_previewed else "primary",
                is_submit=True,
                attrs={"name": "act", "value": "preview"},
            )
        ],
    )


def _case(
    number: int, asked: Asked, sections: Sequence[Option], people: Sequence[Option], errors: Errors
) -> Sequence[Field]:
    section, text, to = asked.cases[number]
    return [
        Field(
            name=f"section-{number}",
            label=_("Records of"),
            kind="select",
            value=section,
            options=sections,
            placeholder=_("no condition"),
        ),
        _choice(f"to-{number}", _("go to"), to, people, errors),
        Field(
            name=f"filter-{number}",
            label=_("of which it is true"),
            value=text,
            width="wide",
            placeholder="amount gt 1000000",
            error=errors.get(f"filter-{number}", ()),
        ),
    ]


def _choice(
    name: str, label: str, value: int | None, options: Sequence[Option], errors: Errors, *, required: bool = False
) -> Field:
    return Field(
        name=name,
        label=label,
        kind="select",
        value="" if value is None else str(value),
        options=options,
        placeholder="—",
        is_required=required,
        error=errors.get(name, ()),
    )
