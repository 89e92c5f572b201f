"""What the screens of a section show and ask for, and when, as it is written. Who reads what a part means:
`sections/spec.py`.
"""

from __future__ import annotations

from pydantic import Field

from artel.platform.definitions.kind import Body, LabelBody, Labelled

Condition = bool | str
"""`$filter` text over the record, or a plain yes or no."""


class TabBody(Labelled):
    """A tab of a card and of the form of a whole record; groups name it."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_]{0,47}$")


class GroupBody(Labelled):
    """A heading with its fields, in one to three columns (0: as fits); `collapsed` stands folded until it is opened."""

    fields: tuple[str, ...]
    columns: int = Field(default=0, ge=0, le=3)
    collapsed: bool = False
    tab: str = ""


class DetailBody(Body):
    """A related list: records of `section` whose `field` points here."""

    section: str
    field: str


class FieldRuleBody(Body):
    """When a field is seen, must be filled, can't be changed; for some roles, or for all but some."""

    visible: Condition = True
    required: Condition = False
    readonly: Condition = False
    roles: tuple[str, ...] = ()
    except_roles: tuple[str, ...] = ()


class StageBody(Body):
    """What is asked for in a stage, and what must be filled to stand in it."""

    form: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


class LayoutBody(Labelled):
    """See LayoutSpec; what is left out is derived from the fields, in a variant taken from the section's layout.

    `label`, `when`, `roles` and `position` are a variant's. `fields` maps a field to its rule, `stages` a stage (or
    `<pipeline>.<stage>`) to what it asks. `order` is the section's own alone: its fields in the order in which they
    stand wherever no list says another; those it does not name follow.
    """

    label: LabelBody = LabelBody()
    when: str = ""
    roles: tuple[str, ...] = ()
    position: int = 100
    order: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    tabs: tuple[TabBody, ...] = ()
    groups: tuple[GroupBody, ...] = ()
    key_facts: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    board_facts: tuple[str, ...] = ()
    details: tuple[DetailBody, ...] = ()
    totals: tuple[str, ...] = ()
    fields: dict[str, FieldRuleBody] = Field(default_factory=dict)
    stages: dict[str, StageBody] = Field(default_factory=dict)
