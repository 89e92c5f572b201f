"""A view that a pack ships. The document's key is `<section>.<view>`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.utils.translation import gettext_lazy as _

from artel.platform.definitions.condition_check import condition_problems
from artel.platform.definitions.documents import Document
from artel.platform.definitions.kind import DefinitionKind, Labelled, problem, unknown_fields
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.sections.spec import Snapshot


class ViewBody(Labelled):
    """See ViewSpec. `filter` is `$filter` text."""

    kind: Literal["list", "board"] = "list"
    filter: str = ""
    columns: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    group: str = ""
    counter: Literal["", "plain", "late"] = ""
    roles: tuple[str, ...] = ()
    position: int = 0


def check(document: Document, body: ViewBody, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Fields, roles and the condition hold."""
    section, _dot, _name = document.key.partition(".")
    spec = snapshot.sections.get(section)
    if spec is None:
        yield problem(document, "", "unknown_section", _("There is no section “%(key)s”.") % {"key": section})
        return
    yield from unknown_fields(document, "columns", body.columns, spec.fields)
    yield from unknown_fields(document, "order", body.order, spec.fields)
    if body.group:
        yield from unknown_fields(document, "group", (body.group,), spec.fields)
    for role in body.roles:
        if role not in snapshot.roles:
            yield problem(document, "roles", "unknown_role", _("There is no role “%(key)s”.") % {"key": role})
    yield from condition_problems(document, "filter", body.filter, spec, snapshot)


KIND = DefinitionKind(key="view", label=Label("Представление", "View"), body=ViewBody, check=check, order=50)
