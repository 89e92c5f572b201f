"""What a file of `demo/` may say. Values themselves are read by `values.py`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from pydantic import Field

from artel.platform.definitions.kind import Body

MAX_ROWS = 10_000


class TeamForm(Body):
    """A team; `parent` is the key of a team above, `head` the login of who leads it."""

    name: str
    parent: str | None = None
    head: str | None = None


class UserForm(Body):
    """Somebody who signs in under the key as login; `team` is a key of `teams`."""

    name: str
    email: str = ""
    phone: str = ""
    position: str = ""
    team: str | None = None
    roles: tuple[str, ...] = ()
    language: str = Field(default_factory=lambda: settings.LANGUAGE_CODE)
    is_admin: bool = False
    is_portal: bool = False


class CommentForm(Body):
    """A comment in the record's feed; every part is a value form. `chance` is in percent."""

    text: Any
    by: Any
    at: Any = None
    chance: int = Field(default=100, ge=0, le=100)


class DecisionForm(Body):
    """What a person decided of the approvals that a record's stage asks for; with `rejects`, his reason, against it."""

    by: Any
    rejects: Any = ""


class GroupForm(Body):
    """Records of one section, made together: `repeat` alike ones, or the listed `rows`, or one.

    `with` picks records that the values speak of, `let` names values that are no fields; `values` hold for each
    row and `rows` override them; `at` and `by` say when and by whom a record was entered. Values of the fields in
    `if_free` are left out when another record has them already: two packs may each have a price list for all.
    `closes` names steps of the records' stage that are done already, `decides` how its approvals ended.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    section: str
    repeat: int = Field(default=1, ge=1, le=MAX_ROWS)
    rows: tuple[dict[str, Any], ...] = ()
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    let: dict[str, Any] = Field(default_factory=dict)
    values: dict[str, Any] = Field(default_factory=dict)
    if_free: tuple[str, ...] = ()
    at: Any = None
    by: Any = None
    comments: tuple[CommentForm, ...] = ()
    closes: tuple[str, ...] = ()
    decides: DecisionForm | None = None


class DemoForm(Body):
    """One file; `pools` are lists of texts to pick from, known to all files that come after."""

    teams: dict[str, TeamForm] = Field(default_factory=dict)
    users: dict[str, UserForm] = Field(default_factory=dict)
    pools: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    groups: tuple[GroupForm, ...] = ()
