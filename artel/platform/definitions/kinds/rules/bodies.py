"""A rule of automation: when something happens to a record and a condition holds, actions follow.

`on` says what happens, `when` a condition on the record as it is then, `was` one on the record as it was before, `do`
the actions in order. What they mean at work stands in `artel.platform.automation`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from artel.platform.definitions.kind import Body, LabelBody, Labelled
from artel.platform.definitions.kinds.calendar import Weekday

ROLE = "role:"
"""Before the key of a role where people are named."""
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,47}$")]
AFTER_NOW = re.compile(r"^(?:now|today)\(\) add duration'P(?:(?P<days>\d{1,5})D|T(?P<hours>\d{1,5})H)'$")
"""A formula that says nothing but how much later than now: `today() add duration'P3D'`."""
SPAN = r"^[+-]?[1-9][0-9]{0,3}(d|h|min)$"
CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class FormulaBody(Body):
    """A value worked out by the database: an expression in the language of conditions, `today() add duration'P3D'`."""

    formula: str = Field(min_length=1, max_length=2000)


Value = FormulaBody | bool | int | float | str | None | tuple[str, ...]
"""What a field gets. A text with `{{ … }}` is a template over the record's values as people read them."""
Values = dict[str, Value]
Schema = dict[str, Any]


def _or_a_text(schema: Schema) -> None:
    """Let a schema take one text for both languages."""
    described = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string"}, described]


def _or_one(schema: Schema) -> None:
    """Let the schema of a list take the only one of it as it is."""
    described = dict(schema)
    schema.clear()
    schema["anyOf"] = [described["items"], described]


class CreatedBody(Body):
    """A record came into being."""

    event: Literal["created"]


class ChangedBody(Body):
    """A record got other values in one of `fields`; of any field when none is named."""

    event: Literal["changed"]
    fields: tuple[str, ...] = ()


class StageBody(Body):
    """A record came to a stage, left one, or both; a new record comes to the stage where it begins."""

    event: Literal["stage"]
    pipeline: str = ""
    entered: tuple[Key, ...] = ()
    left: tuple[Key, ...] = ()


class DeletedBody(Body):
    """A record went to the trash."""

    event: Literal["deleted"]


class OutsideBody(Body):
    """Something came from outside about a record. The rule waits for the feature that brings it."""

    event: Literal["message", "call", "form", "payment", "webhook", "step"]


class DateBody(Body):
    """A moment of the record is reached: the date `field`, earlier or later by `shift` («-3d», «2h»).

    With `working` the shift counts working time of the company's calendar. A date without a time is reached at `at`.
    """

    event: Literal["date"]
    field: str
    shift: str = Field(default="", pattern=rf"{SPAN}|^$")
    working: bool = False
    at: str = Field(default="09:00", pattern=CLOCK_TIME)


class SilenceBody(Body):
    """For `days` nothing has happened: no change of the record, or of the moment in `field`."""

    event: Literal["silence"]
    days: int = Field(ge=1, le=3650)
    field: str = "updated_at"


class ScheduleBody(Body):
    """A time of the day on the company's clock, on these days of the week (none named: every day), or of the month."""

    event: Literal["schedule"]
    at: str = Field(default="09:00", pattern=CLOCK_TIME)
    weekdays: tuple[Weekday, ...] = ()
    month_days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()


class BrokenBody(Body):
    """An invariant is broken. No rule is written so: what mends an invariant acts as a rule that waits for this."""

    event: Literal["broken"]


Trigger = Annotated[
    CreatedBody | ChangedBody | StageBody | DeletedBody | OutsideBody | DateBody | SilenceBody | ScheduleBody,
    Field(discriminator="event"),
]


class SetBody(Body):
    """Writes values into the record itself."""

    act: Literal["set"]
    values: Values = Field(min_length=1)


class MoveBody(Body):
    """Moves the record to a stage of its pipeline, by the drawn ways and through the gates like anybody."""

    act: Literal["move"]
    stage: Key


class CreateBody(Body):
    """Makes a record of a section; an activity is about the record by itself."""

    act: Literal["create"]
    section: str
    values: Values = Field(min_length=1)


class HandOnBody(Body):
    """Writes values into a related record: the one that the reference `of` points to."""

    act: Literal["hand_on"]
    of: str
    values: Values = Field(min_length=1)


class NotifyBody(Body):
    """Tells people in the product. `to` are paths to a person (`owner`, `account/owner`) or `role:<key>`."""

    act: Literal["notify"]
    to: tuple[str, ...] = Field(min_length=1, max_length=10)
    title: LabelBody = Field(json_schema_extra=_or_a_text)
    text: LabelBody = Field(default=LabelBody(), json_schema_extra=_or_a_text)

    @field_validator("title", "text", mode="before")
    @classmethod
    def _text_for_both(cls, value: Any) -> Any:
        return {"ru": value, "en": value} if isinstance(value, str) else value


class LetterBody(Body):
    """Sends a letter to the address in the field that the path `to` leads to."""

    act: Literal["letter"]
    to: str
    subject: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=10_000)


class WebhookBody(Body):
    """Sends the record's `fields` to an address by POST, as JSON."""

    act: Literal["webhook"]
    url: str = Field(pattern=r"^https?://[^\s]+$", max_length=1000)
    fields: tuple[str, ...] = Field(default=("name",), min_length=1, max_length=100)


class RunBody(Body):
    """Has a feature's `verb` done, with `options` that the feature reads (`kinds/rules/verbs.py`)."""

    act: Literal["run"]
    verb: Key
    options: dict[str, Any] = Field(default_factory=dict)


Action = Annotated[
    SetBody | MoveBody | CreateBody | HandOnBody | NotifyBody | LetterBody | WebhookBody | RunBody,
    Field(discriminator="act"),
]


class RuleBody(Labelled):
    """One rule; of several for one event the lower `position` acts first. A paused rule keeps still."""

    section: str
    on: tuple[Trigger, ...] = Field(min_length=1, max_length=6, json_schema_extra=_or_one)
    when: str = ""
    was: str = ""
    do: tuple[Action, ...] = Field(min_length=1, max_length=12)
    position: int = 100
    is_paused: bool = False

    @field_validator("on", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return [value] if isinstance(value, dict) else value


class MendingBody(RuleBody):
    """What mends an invariant, as a rule: it waits for nothing that a rule may be written for."""

    on: tuple[BrokenBody, ...]  # type: ignore[assignment]


def texts_in(body: Action) -> Iterator[tuple[str, str]]:
    """Yield (place, text) of what an action says to people and may hold templates."""
    match body:
        case SetBody() | CreateBody() | HandOnBody():
            yield from ((f"values.{key}", value) for key, value in body.values.items() if isinstance(value, str))
        case NotifyBody():
            for name, label in (("title", body.title), ("text", body.text)):
                yield from ((f"{name}.{language}", text) for language, text in (("ru", label.ru), ("en", label.en)))
        case LetterBody():
            yield from (("subject", body.subject), ("text", body.text))


def formulas_in(body: Action) -> Iterator[tuple[str, str]]:
    """Yield (place, expression) of what an action has worked out."""
    if isinstance(body, (SetBody, CreateBody, HandOnBody)):
        for key, value in body.values.items():
            if isinstance(value, FormulaBody):
                yield f"values.{key}", value.formula
