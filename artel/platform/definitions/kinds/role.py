"""A role: what its people may do, which records and fields they see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator

from artel.platform.access.permissions import tools
from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, Labelled, problem, unknown_fields
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot

Operation = Literal["read", "create", "change", "remove", "export", "import", "assign"]
ANY = "*"
SCOPES = ("own", "team", "all")


class RoleBody(Labelled):
    """See RoleSpec. `*` stands for every section not named. The order of operations and tools says nothing."""

    sections: dict[str, tuple[Operation, ...]] = Field(default_factory=dict)
    records: dict[str, dict[Literal["read", "change"], str]] = Field(default_factory=dict)
    fields: dict[str, dict[str, Literal["hidden", "readonly"]]] = Field(default_factory=dict)
    tools: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    is_portal: bool = False

    @field_validator("sections", mode="after")
    @classmethod
    def _in_one_order(cls, sections: dict[str, tuple[Operation, ...]]) -> dict[str, tuple[Operation, ...]]:
        known: tuple[Operation, ...] = get_args(Operation)
        return {key: tuple(o for o in known if o in granted) for key, granted in sections.items()}

    @field_validator("tools", mode="after")
    @classmethod
    def _each_once(cls, tools: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(tools)))


def check(document: Document, body: RoleBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Sections, fields and tools exist, policies are a scope or a condition that parses."""
    for tool in body.tools:
        if tool not in tools:
            message = _("There is no tool “%(key)s”; known are %(known)s.")
            data = {"key": tool, "known": ", ".join(tools.keys())}
            yield problem(document, "tools", "unknown_tool", message % data)
    for part in ("sections", "records", "fields"):
        for key in getattr(body, part):
            if key != ANY and key not in snapshot.sections:
                unknown = _("There is no section “%(key)s”.") % {"key": key}
                yield problem(document, f"{part}.{key}", "unknown_section", unknown)
    for section, policies in body.records.items():
        for group, text in policies.items():
            if text in SCOPES:
                continue
            spec = snapshot.sections.get(section)
            path = f"records.{section}.{group}"
            if not text.strip():
                yield problem(document, path, "blank_policy", _("Write a condition, or choose own, team or all."))
            elif spec is None:
                yield problem(document, path, "bad_policy", _("Only own, team or all hold for every section."))
            else:
                yield from condition_problems(document, path, text, spec, snapshot)
    for section, rules in body.fields.items():
        if spec := snapshot.sections.get(section):
            yield from unknown_fields(document, f"fields.{section}", rules, spec.fields)


KIND = DefinitionKind(key="role", label=Label("Роль", "Role"), body=RoleBody, check=check, order=35)
