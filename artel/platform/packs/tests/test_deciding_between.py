"""Two packs set one place differently, and the company decides whose word holds: once, for as long as they differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from artel.platform.definitions.applying import restore
from artel.platform.definitions.current import read_revision, stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.doctor import checks
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.tests.conftest import MakePack
from artel.platform.packs.tests.test_amending import GROUND
from artel.platform.packs.tests.test_commands import run

pytestmark = pytest.mark.django_db

LABEL = "pipeline sales: label.ru"
WORK = "pipeline sales: stages[work]"
AMENDS = "amends:\n  sales:\n    label: {{ru: {label}}}\n    stages: {{work: {work}}}\n"


def amending(label: str, work: str) -> dict[str, str]:
    return {"pipelines.yaml": AMENDS.format(label=label, work=work)}


@pytest.fixture
def one(make_pack: MakePack) -> Path:
    """A pack in force: «Раз», and the stage «work» in another colour."""
    make_pack("ground", GROUND)
    folder = make_pack("one", amending("Раз", "{hue: 2}"), requires="[ground]")
    assert run("apply", folder, "--yes") == 0
    return folder


@pytest.fixture
def two(make_pack: MakePack, one: Path) -> Path:
    """A pack that contradicts it: «Два», and no such stage."""
    return make_pack("two", amending("Два", "null"), requires="[ground]")


def sales() -> tuple[str, bool]:
    """Return what the pipeline is called, and whether the contested stage is there."""
    body = stored().body
    return body["label"]["ru"], any(stage["key"] == "work" for stage in body["stages"])


def stored() -> Document:
    return next(d for d in stored_documents() if d.identity == ("pipeline", "sales"))


def test_the_plan_shows_what_each_pack_says_and_where(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("plan", two) == 3
    said = capsys.readouterr().out
    assert f"! {LABEL}\n      one: Раз  (one/pipelines.yaml:3)\n      two: Два  (two/pipelines.yaml:3)" in said
    assert f"! {WORK}" in said
    assert run("apply", two, "--yes") == 3
    assert sales() == ("Раз", True)
    capsys.readouterr()
    run("plan", two, "--json")
    told = json.loads(capsys.readouterr().out)
    assert [(each["address"], each["in_force"]) for each in told["contests"]] == [(LABEL, "one"), (WORK, "one")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--ours",), ("Раз", True)),
        (("--theirs",), ("Два", False)),
        (("--take", "one"), ("Раз", True)),
        (("--take", "two"), ("Два", False)),
        (("--take", f"two={LABEL}", "--ours", WORK), ("Два", True)),
        (("--take", "one=pipeline sales"), ("Раз", True)),
    ],
)
def test_a_decision_holds_and_the_next_plan_is_empty(
    two: Path, one: Path, words: tuple[str, ...], expected: tuple[str, bool]
) -> None:
    before = read_revision()
    assert run("apply", two, "--yes", *words) == 0
    assert sales() == expected
    assert read_revision() > before
    for packs in ((two,), (one,), (one, two)):
        assert run("plan", *packs) == 0


def test_a_file_of_decisions_names_packs_too(two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "decided.yaml"
    file.write_text(f'"{LABEL}": two\n"{WORK}": ours\n', encoding="utf-8")
    assert run("apply", two, "--yes", "--decisions", file) == 0
    assert sales() == ("Два", True)


def test_the_decision_is_for_a_pack_so_its_next_word_holds_too(two: Path, one: Path) -> None:
    run("apply", two, "--yes", "--take", "two")
    (two / "pipelines.yaml").write_text(amending("Второе", "null")["pipelines.yaml"], encoding="utf-8")
    assert run("apply", two, "--yes") == 0
    assert sales() == ("Второе", False)
    (one / "pipelines.yaml").write_text(amending("Второе", "{hue: 3}")["pipelines.yaml"], encoding="utf-8")
    assert run("apply", one, "--yes") == 0
    assert {layer.pack: layer.over for layer in stored().layers if layer.over} == {"two": ("stages[work]",)}


def test_going_back_forgets_the_decision_and_a_pack_that_goes_takes_it_along(two: Path) -> None:
    before = read_revision()
    run("apply", two, "--yes", "--take", "two")
    restore(before, actor=SYSTEM)
    assert sales() == ("Раз", True)
    assert run("plan", two) == 3
    assert run("apply", two, "--yes", "--take", "two") == 0
    assert run("remove", "two", "--yes") == 0
    assert sales() == ("Раз", True)


def test_a_start_of_the_product_decides_nothing_and_what_is_in_force_stays(two: Path, one: Path) -> None:
    (one / "pipelines.yaml").write_text(amending("Ещё раз", "{hue: 2}")["pipelines.yaml"], encoding="utf-8")
    planned = plan_packs([two, one], is_upgrade_only=True)
    assert [contest.address for contest in planned.contests] == [LABEL, WORK]
    apply_packs(planned, actor=SYSTEM)
    assert sales()[1]
    assert [each.address for each in plan_packs([two, one]).contests] == [LABEL, WORK], "it is met again"
    assert list(checks()) == [], "neither is a shipped pack"
