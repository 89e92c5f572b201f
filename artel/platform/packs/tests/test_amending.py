"""Packs that change each other's things: where it is written, whose word holds, what is told when it does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.consequences.effects import effects_of
from artel.platform.definitions.current import current_snapshot, stored_documents
from artel.platform.definitions.documents import Document, Layer, Says
from artel.platform.definitions.models import Definition
from artel.platform.definitions.overlays.merging import Side
from artel.platform.definitions.overlays.resolving import Decisions
from artel.platform.definitions.planning import normal_body
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.models import InstalledPack
from artel.platform.packs.planning import PacksPlan, apply_packs, plan_packs
from artel.platform.packs.reading import read_pack
from artel.platform.packs.removing import apply_removal, plan_removal
from artel.platform.packs.sources import compare_sources
from artel.platform.packs.tests.conftest import MakePack
from artel.platform.records import door

pytestmark = pytest.mark.django_db

GROUND = {
    "lookups.yaml": "colours: {label: Цвета, values: [{key: red, label: Красный}, {key: blue, label: Синий}]}\n",
    "pipelines.yaml": """\
sales:
  section: deals
  label: Продажи
  is_default: true
  stages: [{key: new, label: Новая}, {key: work, label: В работе}, {key: won, label: Успех, kind: success}]
""",
    "extends/deals.yaml": "layout: {columns: [name, stage, owner]}\nviews: {all: {label: Все}, mine: {label: Мои}}\n",
}


@pytest.fixture
def ground(make_pack: MakePack) -> Path:
    """Return the pack that the others stand on."""
    return make_pack("ground", GROUND)


@pytest.fixture
def over(make_pack: MakePack, ground: Path) -> MakePack:
    """Return a function that makes a pack over the ground."""

    def make(key: str, files: dict[str, str] | None = None, *, requires: str = "[ground]") -> Path:
        return make_pack(key, files, requires=requires)

    return make


def planned(*folders: Path) -> PacksPlan:
    return plan_packs(folders)


def apply(*folders: Path, **decided: Any) -> None:
    plan = plan_packs(folders, decisions=Decisions(**decided) if decided else None)
    assert [str(p) for p in plan.problems] == []
    apply_packs(plan, actor=SYSTEM)


def told(*folders: Path) -> list[tuple[str, int, str, str]]:
    return [(p.file, p.line, p.path, p.code) for p in planned(*folders).refusals]


def stored(kind: str, key: str) -> Document:
    return next(d for d in stored_documents() if d.identity == (kind, key))


def start_anew() -> None:
    """Forget all configuration, as in an empty database."""
    Definition.objects.all().delete()
    InstalledPack.objects.all().delete()


def stages() -> list[str]:
    return [stage["key"] for stage in stored("pipeline", "sales").body["stages"]]


def test_an_amendment_stands_beside_what_a_pack_declares(over: MakePack) -> None:
    files = {
        "extends/deals.yaml": """\
fields: {x_a: {type: text, label: А}}
amends:
  layout: {columns: {x_a: {after: stage}, owner: null}}
  views: {mine: {filter: owner eq me()}, all: null}
""",
        "pipelines.yaml": "amends: {sales: {stages: {talk: {label: Беседа, after: new}}}}\n",
        "lookups.yaml": "sizes: {label: Размеры}\namends: {colours: {label: {ru: Краски}, values: {red: null}}}\n",
    }
    apply(over("house", files))
    assert stored("layout", "deals").body["columns"] == ["name", "stage", "x_a"]
    assert (stored("view", "deals.mine").body["filter"], stored("view", "deals.all").is_retired) == (
        "owner eq me()",
        True,
    )
    assert stages() == ["new", "talk", "work", "won"]
    colours = stored("lookup", "colours")
    assert (colours.body["label"], len(colours.body["values"])) == ({"ru": "Краски", "en": "Цвета"}, 1)
    assert (colours.owner, [(layer.pack, layer.says) for layer in colours.layers]) == (
        "ground",
        [("ground", Says.DECLARES), ("house", Says.AMENDS)],
    )


def test_an_amendment_goes_when_the_files_say_it_no_more(over: MakePack) -> None:
    house = over("house", {"pipelines.yaml": "amends: {sales: {stages: {work: null}}}\n"})
    apply(house)
    assert stages() == ["new", "won"]
    (house / "pipelines.yaml").unlink()
    apply(house)
    assert (stages(), stored("pipeline", "sales").layers) == (["new", "work", "won"], ())


def test_the_pack_beneath_goes_on_under_an_amendment(over: MakePack, ground: Path) -> None:
    apply(over("house", {"pipelines.yaml": "amends: {sales: {stages: {work: {hue: 5}}}}\n"}))
    newer = GROUND["pipelines.yaml"].replace("{key: won", "{key: late, label: Поздно}, {key: won")
    (ground / "pipelines.yaml").write_text(newer, encoding="utf-8")
    apply(ground)
    assert stages() == ["new", "work", "late", "won"]
    assert stored("pipeline", "sales").body["stages"][1]["hue"] == 5
    (ground / "pipelines.yaml").write_text(newer.replace("{key: work, label: В работе}, ", ""), encoding="utf-8")
    apply(ground)
    assert stages() == ["new", "late", "won"]
    assert [code for _file, _line, _path, code in told(ground.parent / "house")] == ["unknown_element"]


def test_the_company_s_change_lies_over_the_joint_word_and_meets_a_newer_one(over: MakePack) -> None:
    text = "amends: {{sales: {{label: {{ru: {label}}}, stages: {{new: {{hue: {hue}}}}}}}}}\n"
    house = over("house", {"pipelines.yaml": text.format(label="Дом", hue=2)})
    apply(house)
    body = {**stored("pipeline", "sales").body, "label": {"ru": "Наши", "en": "Продажи"}}
    apply_documents([Document(kind="pipeline", key="sales", body=body)], actor=SYSTEM)
    assert stored("pipeline", "sales").word["label"]["ru"] == "Дом"
    (house / "pipelines.yaml").write_text(text.format(label="Дом", hue=3), encoding="utf-8")
    apply(house)
    assert [stored("pipeline", "sales").body["label"]["ru"], stored("pipeline", "sales").body["stages"][0]["hue"]] == [
        "Наши",
        3,
    ]
    (house / "pipelines.yaml").write_text(text.format(label="Изба", hue=3), encoding="utf-8")
    plan = planned(house).plan
    assert plan is not None
    assert [c.address for c in plan.conflicts] == ["pipeline sales: label.ru"]
    apply(house, otherwise=Side.THEIRS)
    assert stored("pipeline", "sales").body["label"]["ru"] == "Изба"


DISPUTED = "amends: {{sales: {{label: {{ru: {label}}}, stages: {{work: {work}}}}}}}\n"


def test_two_packs_that_contradict_each_other_are_named_with_every_place(over: MakePack) -> None:
    one = over("one", {"pipelines.yaml": DISPUTED.format(label="Раз", work="{hue: 2}")})
    two = over("two", {"pipelines.yaml": DISPUTED.format(label="Два", work="null")})
    apply(one)
    before = stored_documents()
    assert told(two) == [
        ("two/pipelines.yaml", 1, "pipeline sales: label.ru", "dispute"),
        ("two/pipelines.yaml", 1, "pipeline sales: stages[work]", "dispute"),
    ]
    said = str(planned(two).refusals[0].message)
    assert "one: Раз (one/pipelines.yaml:1); two: Два (two/pipelines.yaml:1)" in said
    assert stored_documents() == before
    assert told(one, two) == told(two, one)


def test_a_third_pack_or_the_company_decides_between_two(over: MakePack) -> None:
    one = over("one", {"pipelines.yaml": DISPUTED.format(label="Раз", work="{hue: 2}")})
    two = over("two", {"pipelines.yaml": DISPUTED.format(label="Два", work="{hue: 2}")})
    judge = {"pipelines.yaml": "amends: {sales: {label: {ru: Три}}}\n"}
    third = over("third", judge, requires="[one, two]")
    apply(third)
    assert stored("pipeline", "sales").body["label"]["ru"] == "Три"
    assert [p.code for p in plan_removal("third").problems] == ["dispute"]
    assert plan_removal("third", decisions=Decisions(preferred=("two",))).problems == ()
    start_anew()
    apply(one)
    body = {**stored("pipeline", "sales").body, "label": {"ru": "Своё", "en": "Own"}}
    apply_documents([Document(kind="pipeline", key="sales", body=body)], actor=SYSTEM)
    apply(two)
    assert stored("pipeline", "sales").body["label"]["ru"] == "Своё"


def test_two_packs_share_what_they_declare_alike_and_must_agree(over: MakePack) -> None:
    files = {"extends/deals.yaml": "fields: {x_kpp: {type: text, label: КПП}}\n"}
    one, two = over("one", files), over("two", {"extends/deals.yaml": files["extends/deals.yaml"] + "\n"})
    apply(two)
    apply(one)
    assert (stored("field", "deals.x_kpp").owner, len(stored("field", "deals.x_kpp").layers)) == ("one", 2)
    apply_removal(plan_removal("one"), actor=SYSTEM)
    found = stored("field", "deals.x_kpp")
    assert (found.owner, found.is_retired, found.layers) == ("two", False, ())
    (one / "extends" / "deals.yaml").write_text("fields: {x_kpp: {type: text, label: Код}}\n", encoding="utf-8")
    assert told(one) == [("one/extends/deals.yaml", 1, "field deals.x_kpp", "foreign_owner")]
    assert "(label.ru, label.en)" in str(planned(one).problems[0].message)


def test_what_one_does_without_and_another_needs_stays(over: MakePack) -> None:
    without = over("without", {"pipelines.yaml": "amends: {sales: null}\n"})
    apply(without)
    assert stored("pipeline", "sales").is_retired
    apply(over("needs", {"pipelines.yaml": "amends: {sales: {}}\n"}))
    assert not stored("pipeline", "sales").is_retired
    apply_removal(plan_removal("needs"), actor=SYSTEM)
    assert stored("pipeline", "sales").is_retired
    apply_removal(plan_removal("without"), actor=SYSTEM)
    assert (stored("pipeline", "sales").is_retired, stored("pipeline", "sales").layers) == (False, ())


def test_a_plan_says_which_records_stand_in_a_stage_that_goes(over: MakePack, ground: Path) -> None:
    apply(ground)
    door.create("deals", [{"name": "Лифты", "stage": "work"}], actor=SYSTEM)
    plan = planned(over("house", {"pipelines.yaml": "amends: {sales: {stages: {work: null}}}\n"})).plan
    assert plan is not None
    assert [(e.records, e.is_loss) for e in effects_of(plan)] == [(1, True)]
    own = """\
own: {section: deals, label: Своя, is_default: true, stages: [{key: new, label: Н}, {key: work, label: Р}]}
amends: {sales: null}
"""
    plan = planned(over("mansion", {"pipelines.yaml": own})).plan
    assert plan is not None
    assert effects_of(plan) == ()


BAD = """\
amends:
  sales:
    stages:
      nowhere: {hue: 2}
      new: {after: gone}
      work: {labl: Дело}
      won: [success]
    label: {de: Verkauf}
  visits:
    stages: {new: {hue: 2}}
"""


def test_everything_that_does_not_fit_is_told_with_its_line(over: MakePack) -> None:
    place = "bad/pipelines.yaml"
    house = over("bad", {"pipelines.yaml": BAD})
    assert [(line, path, code) for _file, line, path, code in told(house)] == [
        (6, "amends.sales.stages.work.labl", "extra_forbidden"),
        (7, "amends.sales.stages.won", "dict_type"),
        (8, "amends.sales.label.de", "extra_forbidden"),
    ]
    kept = [line for number, line in enumerate(BAD.splitlines(), 1) if number not in (6, 7, 8)]
    (house / "pipelines.yaml").write_text("\n".join(kept), encoding="utf-8")
    assert set(told(house)) == {
        (place, 4, "pipeline sales: stages.nowhere", "unknown_element"),
        (place, 5, "pipeline sales: stages.new", "unknown_anchor"),
        (place, 6, "pipeline visits", "unknown_item"),
    }


def test_a_circle_a_wrong_value_and_a_missing_language_are_told_with_their_lines(over: MakePack) -> None:
    text = """\
amends:
  sales:
    stages:
      new: {after: work}
      work: {after: new}
"""
    house = over("bad", {"pipelines.yaml": text})
    assert {(line, code) for _file, line, _path, code in told(house)} == {(4, "circle"), (5, "circle")}
    wrong = "amends:\n  sales:\n    stages:\n      work:\n        hue: 99\n      talk: {label: Б, hint: {ru: Так}}\n"
    (house / "pipelines.yaml").write_text(wrong, encoding="utf-8")
    assert told(house) == [
        ("bad/pipelines.yaml", 6, "pipeline sales: stages.3.hint", "untranslated"),
        ("bad/pipelines.yaml", 5, "pipeline sales: stages.1.hue", "less_than_equal"),
    ]


def test_what_one_changes_one_must_require(make_pack: MakePack, ground: Path) -> None:
    apply(ground)
    stranger = make_pack("stranger", {"pipelines.yaml": "amends: {sales: {label: Наши}}\n"})
    assert told(stranger) == [("stranger/pipelines.yaml", 1, "pipeline sales", "not_required")]


def test_a_whole_word_of_an_earlier_version_becomes_an_amendment(over: MakePack, ground: Path) -> None:
    """Version 0.1.0 kept one word, of the pack that said it last; the pack beneath had none."""
    apply(ground)
    body = {**stored("pipeline", "sales").body, "label": {"ru": "Дом", "en": "House"}}
    Definition.objects.filter(kind="pipeline").update(owner="house", body=body)
    InstalledPack.objects.create(
        key="house", version="0.1", digest="", manifest={"requires": ["ground"]}, applied_at="2026-01-01T00:00:00Z"
    )
    (ground / "lookups.yaml").write_text("colours: {label: Цвета}\n", encoding="utf-8")
    apply(ground)
    found = stored("pipeline", "sales")
    assert (found.owner, found.body["label"]["ru"], found.base) == ("ground", "Дом", None)
    assert found.layers[1] == Layer(pack="house", says=Says.AMENDS, body={"label": {"ru": "Дом", "en": "House"}})
    apply(over("house", {"pipelines.yaml": "amends: {sales: {label: {ru: Изба}}}\n"}))
    assert stored("pipeline", "sales").body["label"] == {"ru": "Изба", "en": "Продажи"}


def test_changes_of_the_company_are_exported_as_amendments_that_give_the_same(ground: Path, tmp_path: Path) -> None:
    apply(ground)
    pipeline = stored("pipeline", "sales").body
    more = [{"key": "talk", "label": {"ru": "Беседа", "en": "Talk"}}, *pipeline["stages"][::-1]]
    documents = [
        Document(kind="pipeline", key="sales", body={**pipeline, "stages": more}),
        Document(kind="layout", key="deals", body={"columns": ["owner", "name"], "totals": ["amount"]}),
        Document(kind="view", key="deals.all", body={}, is_retired=True),
        Document(kind="lookup", key="own", body={"label": "Свой"}),
    ]
    apply_documents(documents, actor=SYSTEM)
    expected = {d.identity: normal_body(d) for d in stored_documents() if not d.is_retired}
    out = ground.parent / "ours"
    export_pack(out, owner="local", key="ours")
    written = read_pack(out)
    assert written.problems == []
    assert {(d.kind, d.key, d.says) for d in written.documents} == {
        ("pipeline", "sales", Says.AMENDS),
        ("layout", "deals", Says.AMENDS),
        ("view", "deals.all", Says.WITHDRAWS),
        ("lookup", "own", Says.DECLARES),
    }
    start_anew()
    apply(out)
    assert {d.identity: normal_body(d) for d in stored_documents() if not d.is_retired} == expected
    assert compare_sources(str(out), str(out)) == ()


def test_amendments_written_otherwise_are_equal_when_they_give_the_same(over: MakePack) -> None:
    one = over("one", {"extends/deals.yaml": "amends: {layout: {columns: {stage: {before: name}}}}\n"})
    two = over("two", {"extends/deals.yaml": 'amends: {layout: {columns: {"=": [stage, name, owner]}}}\n'})
    three = over("three", {"extends/deals.yaml": "amends: {layout: {columns: {owner: null}}}\n"})
    assert compare_sources(str(one), str(two)) == ()
    (found,) = compare_sources(str(one), str(three))
    assert (found.action, found.kind, found.key) == ("change", "layout", "deals")
    apply(one)
    assert current_snapshot().section("deals").layout.columns == ("stage", "name", "owner")
