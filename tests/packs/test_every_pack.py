"""Every shipped pack is tested by existing: valid, translated, applies to an empty base, its demo data loads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Q

from artel.platform.access.permissions import tools
from artel.platform.access.policy import actor_of, visible_to
from artel.platform.conditions.compiling import compile_condition
from artel.platform.definitions.current import current_snapshot, stored_documents
from artel.platform.definitions.planning import normal_body
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.installing import BASE, install
from artel.platform.packs.models import DemoBatch
from artel.platform.packs.places import shipped_pack, shipped_packs
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.reading import read_pack
from artel.platform.packs.sources import compare_sources
from artel.platform.records.models import FeedEntry
from artel.platform.schema.runtime import model_of
from artel.platform.sections.pipelines import StageKind
from artel.platform.sections.spec import SectionSpec
from artel.platform.users.models import User

PACKS = shipped_packs()
SOLUTIONS = [name for name in PACKS if name != BASE]
WITH_DEMO = [name for name in PACKS if read_pack(shipped_pack(name)).demo]
MOST_FIELDS = 40
"""More on one card is a register, not a card."""
MOST_ON_TAB = 28
"""So many does one see at once on a card that is parted into tabs."""
FLOORS = {"lifts": 2000}
"""Records of a demo base; lifts is also the one that is shown and measured."""
FLOOR = 300
COMPOSED = {"contacts": {"name"}}
"""Required fields that the form need not ask: they are made of others."""

pytestmark = pytest.mark.django_db


def test_the_base_pack_is_shipped() -> None:
    assert BASE in PACKS


@pytest.mark.parametrize("name", PACKS)
def test_it_is_read_without_problems_in_both_languages(name: str) -> None:
    pack = read_pack(shipped_pack(name))
    assert [str(p) for p in pack.problems] == []
    assert pack.manifest is not None
    assert (pack.manifest.key, set(pack.manifest.languages)) == (name, {"ru", "en"})
    assert (pack.folder / "README.md").is_file()


@pytest.mark.parametrize("name", PACKS)
def test_it_applies_to_an_empty_base_and_a_second_time_changes_nothing(name: str) -> None:
    planned = plan_packs([shipped_pack(name)])
    assert [str(p) for p in planned.problems] == []
    apply_packs(planned, actor=SYSTEM)
    assert plan_packs([shipped_pack(name)]).is_empty


@pytest.mark.parametrize("name", PACKS)
def test_its_export_gives_the_same_definitions(name: str, tmp_path: Path) -> None:
    apply_packs(plan_packs([shipped_pack(name)]), actor=SYSTEM)
    export_pack(tmp_path / "out", owner=name)
    assert compare_sources(str(tmp_path / "out"), name) == ()
    assert plan_packs([tmp_path / "out"]).is_empty
    owned = {d.identity: normal_body(d) for d in stored_documents() if d.owner == name and not d.layers}
    exported = {d.identity: normal_body(d) for d in read_pack(tmp_path / "out").documents}
    assert owned.items() <= exported.items()


@pytest.mark.parametrize("name", PACKS)
def test_its_cards_lists_and_stages_make_sense(name: str) -> None:
    apply_packs(plan_packs([shipped_pack(name)]), actor=SYSTEM)
    snapshot = current_snapshot()
    for spec in snapshot.sections.values():
        assert len(spec.shown_fields) <= MOST_FIELDS or most_on_tab(spec) <= MOST_ON_TAB, spec.key
        grouped = [key for group in spec.layout.groups for key in group.fields]
        assert len(grouped) == len(set(grouped)), f"{spec.key}: a field stands in two groups"
        asked = {*spec.layout.form, *COMPOSED.get(spec.key, ())}
        required = {f.key for f in spec.shown_fields if f.required and not f.system and not f.readonly}
        assert required <= asked, f"{spec.key}: the form does not ask {required - asked}"
        if spec.in_menu:
            assert spec.views, f"{spec.key} has no view"
            assert len({v.position for v in spec.views}) == len(spec.views), f"{spec.key}: views without an order"
        if spec.has_pipeline:
            assert sum(p.is_default for p in spec.pipelines) == 1, f"{spec.key} begins in no pipeline or in two"
        for pipeline in spec.pipelines:
            kinds = [s.kind for s in pipeline.stages]
            assert {StageKind.SUCCESS, StageKind.FAILURE} <= set(kinds), f"{pipeline.key} can't end both ways"
            assert kinds == sorted(kinds, key=[StageKind.OPEN, StageKind.SUCCESS, StageKind.FAILURE].index)


def most_on_tab(spec: SectionSpec) -> int:
    """Return how many fields the fullest tab of a card shows, those above the tabs counted with each."""
    shown = Counter({tab.key: 0 for tab in spec.layout.tabs})
    for group in spec.layout.groups:
        shown[group.tab] += len(group.fields)
    return shown[""] + max((count for tab, count in shown.items() if tab), default=0)


@pytest.mark.parametrize("name", PACKS)
def test_its_roles_name_tools_that_exist(name: str) -> None:
    apply_packs(plan_packs([shipped_pack(name)]), actor=SYSTEM)
    for role in current_snapshot().roles.values():
        assert set(role.tools) <= set(tools.keys()), role.key


@pytest.mark.parametrize("name", PACKS)
def test_its_lookups_are_all_used(name: str) -> None:
    apply_packs(plan_packs([shipped_pack(name)]), actor=SYSTEM)
    snapshot = current_snapshot()
    used = {f.lookup for s in snapshot.sections.values() for f in s.shown_fields if f.lookup}
    assert used == set(snapshot.lookups)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_DEMO)
def test_its_demo_data_loads_once_and_gives_every_view_something_to_show(name: str) -> None:
    loaded = install([name], demo=True, actor=SYSTEM).demo[0]
    assert loaded.records == sum(len(ids) for ids in DemoBatch.objects.values_list("ids", flat=True))
    assert loaded.records >= FLOORS.get(name, FLOOR)
    assert loaded.password
    assert User.objects.get(username=loaded.logins[0]).check_password(loaded.password)
    assert {role for user in User.objects.all() for role in user.roles} <= set(current_snapshot().roles)
    assert empty_views() == set()
    before, entries = counts(), FeedEntry.objects.count()
    again = install([name], demo=True, actor=SYSTEM)
    assert (again.demo[0].records, again.demo[0].password, again.plan.is_empty) == (0, None, True)
    assert (counts(), FeedEntry.objects.count()) == (before, entries)


def counts() -> dict[str, int]:
    """Return the number of records of every section."""
    snapshot = current_snapshot()
    return {key: model_of(key, snapshot)._default_manager.count() for key in snapshot.sections}


def empty_views() -> set[str]:
    """Return views that show nothing to any of the people; a section that a trade does not use may be empty."""
    snapshot = current_snapshot()
    used = {key for key, number in counts().items() if number}
    people = [actor_of(user) for user in User.objects.all()]
    empty = set()
    for spec in snapshot.sections.values():
        for view in spec.views if spec.key in used or spec.owner != "platform" else ():
            conditions = [compile_condition(view.filter, spec, snapshot, p) if view.filter else Q() for p in people]
            shown = (visible_to(p, spec.key).filter(c) for p, c in zip(people, conditions, strict=True))
            if not any(records.exists() for records in shown):
                empty.add(f"{spec.key}.{view.key}")
    return empty
