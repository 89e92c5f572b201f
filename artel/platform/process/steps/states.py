"""Where the steps of a stage stand for one record: pure, from what was made of them and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from artel.platform.sections.steps import StepSpec


class Made(NamedTuple):
    """An activity that was made of a step: whether it is done, and how it ended."""

    is_done: bool
    outcome: str


class State(StrEnum):
    """DUE: to be made now. COMING: waits for others. SKIPPED: its condition does not hold. OFF: another branch."""

    DONE = "done"
    OPEN = "open"
    DUE = "due"
    COMING = "coming"
    SKIPPED = "skipped"
    OFF = "off"


WAITING = frozenset({State.OPEN, State.DUE, State.COMING})


def states_of(
    steps: Sequence[StepSpec], made: Mapping[str, Made], holds: Callable[[StepSpec], bool]
) -> dict[str, State]:
    """Return the state of each step. `holds` tells whether a step's condition is true of the record now.

    What is skipped lets those after it pass; a branch not taken takes with it whatever waits for it alone.
    """
    found: dict[str, State] = {}
    for step in in_order(steps):
        known = made.get(step.key)
        if known is not None:
            found[step.key] = State.DONE if known.is_done else State.OPEN
        else:
            found[step.key] = _not_made(step, found, made, holds)
    return found


def _not_made(
    step: StepSpec, found: Mapping[str, State], made: Mapping[str, Made], holds: Callable[[StepSpec], bool]
) -> State:
    before = [found.get(key, State.SKIPPED) for key in step.before]
    if any(state in WAITING for state in before):
        return State.COMING
    if step.on is not None:
        ended = made.get(step.on[0])
        if ended is None or ended.outcome != step.on[1]:
            return State.OFF
    if before and all(state is State.OFF for state in before):
        return State.OFF
    return State.DUE if holds(step) else State.SKIPPED


def in_order(steps: Sequence[StepSpec]) -> list[StepSpec]:
    """Return the steps so that each stands after those it waits for, else as declared."""
    by_key = {step.key: step for step in steps}
    placed: dict[str, StepSpec] = {}

    def place(step: StepSpec, way: tuple[str, ...]) -> None:
        if step.key in placed or step.key in way:
            return
        for key in step.before:
            if key in by_key:
                place(by_key[key], (*way, step.key))
        placed[step.key] = step

    for step in steps:
        place(step, ())
    return list(placed.values())


def waits_for(steps: Sequence[StepSpec], keys: frozenset[str]) -> frozenset[str]:
    """Return the steps that wait for one of `keys`, directly or through others."""
    found: set[str] = set()
    for step in in_order(steps):
        if any(key in keys or key in found for key in step.before):
            found.add(step.key)
    return frozenset(found)
