"""Whatever is made by hand, its export gives the same in an empty database, and then has nothing to say."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import forget_snapshots, stored_documents
from artel.platform.definitions.documents import LOCAL, Document, Says
from artel.platform.definitions.planning import normal_body
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.exporting import export_pack
from artel.platform.packs.installing import install
from artel.platform.packs.places import shipped_pack
from artel.platform.packs.planning import apply_packs, plan_packs
from artel.platform.packs.reading import read_pack

pytestmark = pytest.mark.django_db

PHASES = (Phase.explicit, Phase.generate)
"""Without shrinking: an example here costs a second, and making a failure smaller would take hundreds of them."""

TEXTS = st.one_of(
    st.text(st.characters(exclude_characters="\x00", codec="utf-8"), min_size=1, max_size=40).filter(str.strip),
    st.sampled_from(
        ["no", "010", "да: нет", "# знак", "a\nb", "'кавычки'", '"', "- список", "{скобки}", "1.10", "null", "~"]
    ),
)
LABELS = st.fixed_dictionaries({"ru": TEXTS, "en": TEXTS})
KEYS = st.from_regex(r"\A[a-z][a-z0-9_]{0,8}\Z")
SECTIONS = ("accounts", "deals", "x_things", "x_parts")
FIELD_BODIES = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "unique": st.booleans(), "searchable": st.booleans()}),
    st.fixed_dictionaries({"type": st.just("integer"), "required": st.booleans(), "default": st.integers(-5, 5)}),
    st.fixed_dictionaries({"type": st.sampled_from(["date", "datetime", "boolean", "money", "long_text", "phone"])}),
    st.fixed_dictionaries({"type": st.just("choice"), "lookup": st.just("colours")}),
    st.fixed_dictionaries(
        {"type": st.just("reference"), "target": st.sampled_from(SECTIONS), "cascade": st.booleans()}
    ),
    st.fixed_dictionaries({"type": st.just("autonumber"), "options": st.just({"template": "Т-{n:05}"})}),
)


@st.composite
def configurations(draw: st.DrawFn) -> list[Document]:
    """Sections, fields, lookups, pipelines, views, layouts and roles that fit together."""
    made = [
        _made("section", key, label=draw(LABELS), singular=draw(LABELS), has_pipeline=key == "x_things")
        for key in ("x_things", "x_parts")
    ]
    values = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    made.append(
        _made("lookup", "colours", label=draw(LABELS), values=[{"key": key, "label": draw(LABELS)} for key in values])
    )
    fields: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for section in SECTIONS:
        for name in draw(st.lists(KEYS, max_size=4, unique=True)):
            key = f"x_h_{name}"
            fields[section].append(key)
            help_ = draw(st.one_of(st.just({"ru": "", "en": ""}), LABELS))
            made.append(_made("field", f"{section}.{key}", label=draw(LABELS), help=help_, **draw(FIELD_BODIES)))
    stages = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    made.append(
        _made(
            "pipeline",
            "things",
            section="x_things",
            label=draw(LABELS),
            is_default=True,
            stages=[{"key": key, "label": draw(LABELS), "hue": draw(st.integers(1, 6))} for key in stages],
        )
    )
    for section in SECTIONS:
        shown = draw(st.permutations(["name", *fields[section]]))
        facts = {
            "label": draw(LABELS),
            "columns": shown,
            "filter": "name eq 'да'",
            "position": draw(st.integers(50, 99)),
        }
        made.append(_made("view", f"{section}.by_hand", **facts))
        if section.startswith("x_"):
            groups = [{"label": draw(LABELS), "fields": fields[section]}]
            made.append(_made("layout", section, groups=groups if fields[section] else [], columns=shown))
    operations = draw(st.lists(st.sampled_from(["read", "create", "change"]), unique=True))
    made.append(
        _made(
            "role",
            "hand",
            label=draw(LABELS),
            sections={"*": operations},
            records={"accounts": {"read": "name ne 'x'"}},
        )
    )
    return made


def _made(kind: str, key: str, **body: Any) -> Document:
    return Document(kind=kind, key=key, body=body)


@contextmanager
def empty_afterwards() -> Iterator[None]:
    """Take back whatever was done inside: tables and columns too."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_snapshots()


def meanings() -> dict[tuple[str, str], object]:
    return {d.identity: normal_body(d) for d in stored_documents() if not d.is_retired}


def goes_round(documents: list[Document], packs: list[str]) -> None:
    """Make, export, apply the export to an empty database, and look that nothing is left to say."""
    with tempfile.TemporaryDirectory() as place:
        first, second = Path(place) / "ours", Path(place) / "again" / "ours"
        with empty_afterwards():
            if packs:
                install(packs, demo=False, actor=SYSTEM)
            apply_documents(documents, actor=SYSTEM)
            expected = meanings()
            export_pack(first)
        with empty_afterwards():
            planned = plan_packs([first])
            assert [str(p) for p in planned.problems] == []
            apply_packs(planned, actor=SYSTEM)
            assert meanings() == expected
            again = plan_packs([first])
            assert again.plan is not None
            assert again.plan.steps == ()
            export_pack(second, key="ours")
        assert _texts(second) == _texts(first)


def _texts(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*.yaml") if path.name != "pack.yaml")
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


@settings(max_examples=8, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(configurations())
def test_what_was_made_by_hand_comes_back(documents: list[Document]) -> None:
    goes_round(documents, [])


@pytest.mark.slow
@settings(max_examples=2, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(configurations())
def test_what_was_made_by_hand_over_packs_comes_back_with_them(documents: list[Document]) -> None:
    goes_round(documents, ["lifts"])


def changed(draw: st.DrawFn, document: Document) -> Document:
    """Return the company's change of a pack's thing: labels, order, what is shown; something added or taken out."""
    body = {**document.body, **({"label": draw(LABELS)} if "label" in document.body else {})}
    for part in ("columns", "form", "filters", "groups", "stages", "values", "tools"):
        if listed := body.get(part):
            body[part] = draw(st.permutations(listed))
    for part in ("columns", "filters", "groups", "tools"):
        if len(body.get(part, ())) > 1:
            body[part] = body[part][draw(st.integers(0, 1)) :]
    for part in ("stages", "values"):
        if part in body:
            body[part] = [*body[part], {"key": f"own_{draw(KEYS)}", "label": draw(LABELS)}]
    return Document(kind=document.kind, key=document.key, body=body)


@st.composite
def local_changes(draw: st.DrawFn) -> list[Document]:
    """Changes of some things that a base installation has, and things taken out of use."""
    shipped = read_pack(shipped_pack("base")).documents
    layouts = [d for d in shipped if d.kind == "layout"]
    kinds = ("pipeline", "lookup", "view", "role")
    some = draw(st.lists(st.sampled_from([d for d in shipped if d.kind in kinds]), max_size=12, unique_by=_identity))
    gone = [d for d in shipped if d.identity == ("view", "deals.by_owner")]
    kept = [d for d in (*layouts, *some) if d not in gone]
    return [*(changed(draw, d) for d in kept), *(replace(d, owner=LOCAL, is_retired=True) for d in gone)]


def _identity(document: Document) -> tuple[str, str]:
    return document.identity


@settings(max_examples=4, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(local_changes())
def test_what_was_changed_of_a_pack_comes_back_as_amendments(documents: list[Document]) -> None:
    with tempfile.TemporaryDirectory() as place:
        ours = Path(place) / "ours"
        with empty_afterwards():
            install([], demo=False, actor=SYSTEM)
            apply_documents(documents, actor=SYSTEM)
            expected = meanings()
            export_pack(ours, owner=LOCAL, key="ours")
        assert Says.DECLARES not in {d.says for d in read_pack(ours).documents}
        with empty_afterwards():
            planned = plan_packs([ours])
            assert [str(p) for p in planned.problems] == []
            apply_packs(planned, actor=SYSTEM)
            assert meanings() == expected
            assert plan_packs([ours]).is_empty
