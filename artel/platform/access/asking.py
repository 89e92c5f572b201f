"""Conditions that people write: filters, searches, API calls. What is hidden can't be found out by asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from artel.platform.access.policy import field_access, may, visible_to
from artel.platform.access.roles import Operation
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import NotFound


def condition_of(
    actor: Actor,
    section_key: str,
    text: str,
    *,
    now: datetime | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Q:
    """Return a person's `$filter` text as a condition on records of a section.

    It may name only fields that he sees and looks only into records that he sees. Raises ConditionError, NotFound when
    he may not read the section.
    """
    if not may(actor, section_key, Operation.READ):
        raise NotFound(section=section_key)
    snapshot = current_snapshot()
    return compile_condition(
        text,
        snapshot.section(section_key),
        snapshot,
        actor,
        now=now,
        allowed=may_name(actor),
        visible=looked_into(actor),
        aliases=aliases,
    )


def may_name(actor: Actor) -> Callable[[str, str], bool]:
    """Return a function that tells whether the actor's conditions may name a field: (section, field) → yes or no."""

    @cache
    def hidden(section: str) -> frozenset[str]:
        return field_access(actor, section).hidden

    return lambda section, field: field not in hidden(section)


def looked_into(actor: Actor) -> Callable[[str], QuerySet[Any] | None] | None:
    """Return a function from a section to its records that the actor's conditions may look into; None: into all."""
    if actor.is_unrestricted:
        return None
    return lambda section: visible_to(actor, section)
