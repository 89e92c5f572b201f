"""`artel pack diff`: packs, versions that were in force, and revisions beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import read_revision, stored_documents
from artel.platform.definitions.differences import local_changes
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ConfigurationRefused, NotFound
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.sources import compare_sources
from artel.platform.packs.tests.conftest import MakePack

pytestmark = pytest.mark.django_db

COLOURS = "colours: {label: Цвета, values: [{key: red, label: Красный}]}\n"


def changed(folder: Path, version: str, text: str) -> None:
    (folder / "lookups.yaml").write_text(text, encoding="utf-8")
    (folder / "pack.yaml").write_text(f'key: sample\nversion: "{version}"\nlabel: Образец\n', encoding="utf-8")


def told(before: str | Path, after: str | Path) -> list[tuple[str, str, list[str]]]:
    found = compare_sources(str(before), str(after))
    return [(each.action, each.key, [line.path for line in each.lines]) for each in found]


def test_versions_revisions_and_folders_are_compared(make_pack: MakePack) -> None:
    folder = make_pack(files={"lookups.yaml": COLOURS})
    apply_packs(plan_packs([folder]), actor=SYSTEM)
    first = read_revision()
    apply_documents([Document(kind="lookup", key="own", body={"label": {"ru": "Свой", "en": "Own"}})], actor=SYSTEM)
    changed(folder, "1.1", COLOURS.replace("Цвета", "Оттенки") + "sizes: {label: Размеры}\n")
    expected = [("change", "colours", ["label.en", "label.ru"]), ("add", "sizes", ["label.en", "label.ru"])]
    assert told("sample@1.0", folder) == expected
    assert told(str(first), folder) == expected
    apply_packs(plan_packs([folder]), actor=SYSTEM)
    assert told("sample@1.0", "sample@1.1") == expected
    assert [(action, key) for action, key, _lines in told(str(first), str(read_revision()))] == [
        ("change", "colours"),
        ("add", "own"),
        ("add", "sizes"),
    ]
    assert told(folder, str(read_revision())) == []


def test_what_is_not_there_is_named(make_pack: MakePack) -> None:
    with pytest.raises(NotFound):
        compare_sources("7", "0")
    with pytest.raises(NotFound):
        compare_sources("sample@9.9", "base")
    with pytest.raises(ConfigurationRefused):
        compare_sources(str(make_pack(files={"lookups.yaml": "a: {label: no}\n"})), "base")


def test_a_local_change_is_a_drift_from_the_pack(make_pack: MakePack) -> None:
    apply_packs(plan_packs([make_pack(files={"lookups.yaml": COLOURS + "sizes: {label: Размеры}\n"})]), actor=SYSTEM)
    assert local_changes(stored_documents()) == ()
    body = {"label": {"ru": "Краски", "en": "Цвета"}, "values": [{"key": "red", "label": "Красный"}]}
    apply_documents(
        [
            Document(kind="lookup", key="colours", body=body),
            Document(kind="lookup", key="sizes", body={}, is_retired=True),
        ],
        actor=SYSTEM,
    )
    found = local_changes(stored_documents(), "sample")
    assert [(each.action, each.key, each.owner) for each in found] == [
        ("change", "colours", "sample"),
        ("retire", "sizes", "sample"),
    ]
    assert [(line.before, line.after) for line in found[0].lines] == [("Цвета", "Краски")]
