"""The map of an import: which column goes to which field of which section, and what to do with doubles.

Saved as a definition of kind `importmap` (columns and options in its body); the same text is what
`artel import --map FILE` reads. A *target* is one record that a row speaks of; a row of a company with
its director and the last call has three.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from artel.platform.exchange.errors import UnreadableFile
from artel.platform.kernel.text import fold
from artel.platform.sections.spec import Snapshot

OnDouble = Literal["skip", "update", "create", "ask"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Target(_Strict):
    """A record that each row speaks of. `alias` tells two records of one section apart.

    A record found by one of `keys` is updated. A record that only looks the same by one of `similar` is
    dealt with as `on_similar` says. `defaults` fill fields that no column fills (canonical values).
    With `only_empty` an update never overwrites a filled field.
    """

    alias: str
    section: str
    keys: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    on_similar: OnDouble = "ask"
    only_empty: bool = False
    defaults: Mapping[str, Any] = Field(default_factory=dict)


class ColumnMap(_Strict):
    """A column of the file and its field. `answers` maps a folded cell text to a canonical value."""

    column: str
    target: str
    field: str
    answers: Mapping[str, Any] = Field(default_factory=dict)


class ImportMap(_Strict):
    """The whole map. `bad_cells` says what a cell that can't be read does to its row."""

    section: str
    targets: tuple[Target, ...]
    columns: tuple[ColumnMap, ...]
    bad_cells: Literal["refuse", "blank"] = "refuse"
    month_first: bool = False

    def target(self, alias: str) -> Target:
        """Return a target; raises LookupError."""
        for target in self.targets:
            if target.alias == alias:
                return target
        raise LookupError(alias)

    def body(self, label: str) -> dict[str, Any]:
        """Return the body of an `importmap` definition."""
        options = self.model_dump(mode="json", exclude={"section", "columns"})
        columns = [c.model_dump(mode="json", exclude_defaults=True) for c in self.columns]
        return {"label": {"ru": label, "en": label}, "section": self.section, "columns": columns, "options": options}


class BadMap(UnreadableFile):
    """The map is not a map, or names sections and fields that are not there."""

    code = "bad_map"
    message = _("The import map can't be used.")


def map_from_body(body: Mapping[str, Any]) -> ImportMap:
    """Read a map from the body of a definition or a file; raises BadMap that says where it is wrong."""
    try:
        return ImportMap.model_validate(
            {"section": body.get("section"), "columns": body.get("columns", ()), **body.get("options", {})}
        )
    except (ValidationError, AttributeError, TypeError) as error:
        where = (
            "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()[:5])
            if isinstance(error, ValidationError)
            else str(error)
        )
        raise BadMap(f"{BadMap.message} {where}") from error


def check_map(found: ImportMap, snapshot: Snapshot) -> None:
    """Raise BadMap unless every section and field of the map is in use and aliases are distinct."""
    wrong: list[str] = []
    aliases = [target.alias for target in found.targets]
    wrong += [alias for alias in set(aliases) if aliases.count(alias) > 1]
    specs = {}
    for target in found.targets:
        spec = snapshot.sections.get(target.section)
        if spec is None or spec.retired:
            wrong.append(target.section)
            continue
        specs[target.alias] = spec
        wrong += [f"{target.section}.{key}" for key in (*target.keys, *target.similar) if spec.field(key) is None]
        wrong += [f"{target.section}.{key}" for key in target.defaults if spec.field(key) is None]
    for column in found.columns:
        if column.target not in specs or specs[column.target].field(column.field) is None:
            wrong.append(f"{column.column} → {column.target}.{column.field}")
    if wrong or not found.targets:
        raise BadMap(f"{BadMap.message} {', '.join(wrong)}")


def bind(found: ImportMap, headers: Mapping[str, int]) -> dict[int, ColumnMap]:
    """Return column position → its map for a file; headers are compared folded. Unknown columns are left out."""
    by_text = {fold(name): index for name, index in headers.items()}
    return {by_text[fold(c.column)]: c for c in found.columns if fold(c.column) in by_text}
