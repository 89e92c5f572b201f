"""The form of `pack.yaml`: who the pack is, what it stands on, what it takes away."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from artel.platform.definitions.kind import LabelBody, Labelled
from artel.platform.packs.places import NAME

Language = Literal["ru", "en"]


class Manifest(Labelled):
    """`requires` names packs that are installed first; `retires` tombstones, each `<kind> <key>`.

    Absence never deletes: what a newer version of a pack no longer ships stays until `retires` names it.
    Every text of the pack is there in each of `languages`.
    """

    key: str = Field(pattern=NAME.pattern)
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+){1,2}$")
    description: LabelBody = LabelBody()
    requires: tuple[str, ...] = ()
    languages: tuple[Language, ...] = Field(default=("ru", "en"), min_length=1)
    retires: tuple[str, ...] = ()

    @field_validator("version", mode="before")
    @classmethod
    def _version_is_text(cls, value: Any) -> Any:
        # 1.10 without quotes is read as the number 1.1.
        if isinstance(value, int | float):
            raise ValueError('put quotes around the version: "1.0"')
        return value
