"""DefinitionKind: the facts of one kind, and the registry of kinds."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, field_validator

from artel.platform.definitions import kinds as folder
from artel.platform.definitions.documents import Document
from artel.platform.kernel.errors import DefinitionProblem
from artel.platform.kernel.labels import Label
from artel.platform.kernel.registry import Registry
from artel.platform.sections.spec import Snapshot


class Body(BaseModel):
    """Base of all bodies: an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelBody(BaseModel):
    """A text in both languages; a bare string stands for both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ru: str = Field(default="", max_length=200)
    en: str = Field(default="", max_length=200)

    def label(self) -> Label:
        """Return the value that specs carry."""
        return Label(ru=self.ru, en=self.en)


class Labelled(Body):
    """A body with a label."""

    label: LabelBody

    @field_validator("label", mode="before")
    @classmethod
    def _text_for_both(cls, value: Any) -> Any:
        return {"ru": value, "en": value} if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionKind:
    """One kind. `check` finds what does not fit in the whole configuration (references, conditions).

    `check(document, body, snapshot)` runs on the snapshot as it would be after the change.
    `order` is the order of building: sections before fields before layouts.
    """

    key: str
    label: Label
    body: type[BaseModel]
    check: Callable[[Document, Any, Snapshot], Iterable[DefinitionProblem]]
    order: int = 100


definition_kinds: Registry[DefinitionKind] = Registry("definition kinds")


def load_kinds() -> None:
    """Import every module of `kinds/`; each registers its `KIND`, folders hold parts of a kind. Safe to repeat."""
    for module in pkgutil.iter_modules(folder.__path__):
        if module.ispkg:
            continue
        found: DefinitionKind = import_module(f"{folder.__name__}.{module.name}").KIND
        if found.key not in definition_kinds:
            definition_kinds.add(found.key, found)


def no_check(_document: Document, _body: Any, _snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """A kind whose body alone decides."""
    return ()


def unknown_fields(
    document: Document, path: str, keys: Iterable[str], fields: Mapping[str, Any]
) -> Iterable[DefinitionProblem]:
    """Yield a problem for each key that is no field in use."""
    for key in keys:
        name = key.removeprefix("-")
        if name not in fields:
            message = _("There is no field “%(key)s” in this section.") % {"key": name}
            yield problem(document, path, "unknown_field", message)
        elif fields[name].retired:
            message = _("The field “%(key)s” is taken out of use, but is still named here.") % {"key": name}
            yield problem(document, path, "retired_field", message)


def unknown_menu(document: Document, menu: str, snapshot: Snapshot) -> Iterable[DefinitionProblem]:
    """Yield a problem for a group of the menu that there is not."""
    if menu and menu not in snapshot.documents.get("menu", {}):
        yield problem(document, "menu", "unknown_menu", _("There is no menu group “%(key)s”.") % {"key": menu})


def problem(document: Document, path: str, code: str, message: Any) -> DefinitionProblem:
    """Return a problem that points at the document's file and line."""
    where = path
    while where and where not in document.lines:
        where = where.rpartition(".")[0]
    return DefinitionProblem(
        code=code,
        message=message,
        path=f"{document.kind} {document.key}" + (f": {path}" if path else ""),
        file=document.places.get(where, document.file),
        line=document.lines.get(where, document.lines.get("", 0)),
    )
