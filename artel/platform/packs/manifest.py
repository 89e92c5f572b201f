"""The form of `pack.yaml`: who the pack is, what it stands on, what it takes away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from artel.platform.definitions.kind import LabelBody, Labelled
from artel.platform.packs.places import NAME

Language = Literal["ru", "en"]

_VERSION = r"[0-9]+(?:\.[0-9]+){0,2}"
_BOUND = rf"(?:>=|<=|==|<|>) ?{_VERSION}"
_KEY = "[a-z0-9][a-z0-9_]{0,63}"
STAGE = rf"^{_KEY}\.{_KEY}$"
TARGET = rf"^(?:{_KEY}\.)?{_KEY}$"
REQUIREMENT = rf"^[a-z][a-z0-9_-]{{0,47}}(?: ?{_BOUND}(?:, ?{_BOUND})*)?$"


@dataclass(frozen=True, slots=True)
class Requirement:
    """`base`, or `base >=1.2, <2`: a pack that must be there, and which of its versions will do."""

    pack: str
    bounds: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @classmethod
    def of(cls, text: str) -> Requirement:
        """Read a requirement of a valid manifest."""
        pack = re.match(r"[a-z0-9_-]+", text)
        bounds = re.findall(rf"(>=|<=|==|<|>) ?({_VERSION})", text)
        return cls(pack[0] if pack else text, tuple((sign, numbers(version)) for sign, version in bounds))

    def accepts(self, version: str) -> bool:
        """True when a version of the pack will do."""
        return all(self._holds(sign, numbers(version), bound) for sign, bound in self.bounds)

    @staticmethod
    def _holds(sign: str, version: tuple[int, ...], bound: tuple[int, ...]) -> bool:
        held = {
            ">=": version >= bound,
            "<=": version <= bound,
            "==": version == bound,
            "<": version < bound,
            ">": version > bound,
        }
        return held[sign]


def numbers(version: str) -> tuple[int, ...]:
    """Return a version for comparing: 1.2 and 1.2.0 are the same."""
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


class Manifest(Labelled):
    """`requires` names packs that are installed first, maybe with versions (`base >=1.2, <2`); `retires` tombstones,
    each `<kind> <key>`; `moves` where records go whose stage goes: `pipeline.stage` → `stage`, or `pipeline.stage`.

    Absence never deletes: what a newer version of a pack no longer ships stays until `retires` names it.
    Every text of the pack is there in each of `languages`.
    """

    key: str = Field(pattern=NAME.pattern)
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+){1,2}$")
    description: LabelBody = LabelBody()
    requires: tuple[Annotated[str, StringConstraints(pattern=REQUIREMENT)], ...] = ()
    languages: tuple[Language, ...] = Field(default=("ru", "en"), min_length=1)
    retires: tuple[str, ...] = ()
    moves: dict[Annotated[str, StringConstraints(pattern=STAGE)], Annotated[str, StringConstraints(pattern=TARGET)]] = (
        Field(default_factory=dict)
    )

    @field_validator("version", mode="before")
    @classmethod
    def _version_is_text(cls, value: Any) -> Any:
        # 1.10 without quotes is read as the number 1.1.
        if isinstance(value, int | float):
            raise ValueError('put quotes around the version: "1.0"')
        return value

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What it requires, taken apart."""
        return tuple(Requirement.of(text) for text in self.requires)
