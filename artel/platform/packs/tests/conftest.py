"""Packs written into a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MakePack = Callable[..., Path]


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """Return a function that writes a pack: its key, then file → text; pack.yaml is made unless given."""

    def make(key: str = "sample", files: dict[str, str] | None = None, *, requires: str = "[]") -> Path:
        folder = tmp_path / "packs" / key
        manifest = f'key: {key}\nversion: "1.0"\nlabel: Образец\nrequires: {requires}\n'
        for place, text in {"pack.yaml": manifest, **(files or {})}.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text(text, encoding="utf-8")
        return folder

    return make
