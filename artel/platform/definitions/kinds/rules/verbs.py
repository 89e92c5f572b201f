"""Verbs that features lend to rules: «make a project», with options of their own. A rule runs one by `act: run`.

The feature registers a Verb where its sections are declared; what it does with records it knows itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from pydantic import BaseModel

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.registry import Registry
from artel.platform.sections.spec import SectionSpec, Snapshot

Misfit = tuple[str, str, str | Promise]
"""What does not fit in the options: the name of the option, a code, words."""
Made = tuple[str, int]
"""What came of a record: section and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What a rule may have done to records of a section. `options` is the model of what the rule says about it.

    `misfits(options, section, snapshot)` finds what does not fit in the configuration; `told(options, snapshot,
    language)` is the end of the sentence «then …»; `perform(options, ids, actor)` does it for all records at once and
    says what came of each, in the transaction of the change. It raises what the door raises.
    """

    key: str
    options: type[BaseModel]
    misfits: Callable[[Any, SectionSpec, Snapshot], Iterable[Misfit]]
    told: Callable[[Any, Snapshot, str], str]
    perform: Callable[[Any, Sequence[int], Actor], Mapping[int, Made]]


verbs: Registry[Verb] = Registry("verbs of rules")
