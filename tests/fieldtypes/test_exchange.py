"""Values of every type go out by export, come in by import as people write them, and through the API as OData says."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from artel.platform.access.policy import visible_to
from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import current_snapshot, latest_snapshot
from artel.platform.exchange.exporting import export_rows
from artel.platform.exchange.human.matching import Colleagues, SeveralFit
from artel.platform.exchange.mapping import ColumnMap, ImportMap, Target
from artel.platform.exchange.planning.plans import Bound, Planner
from artel.platform.exchange.planning.values import Reading, ReadingSetup, make_parser, make_reader
from artel.platform.exchange.reading.table import Row
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door
from artel.platform.records.door import Change
from artel.platform.users.models import User
from tests.support.configuration import EVERY_TYPE, configure, document, text

pytestmark = pytest.mark.django_db
VALUES = {
    "x_marks": ["urgent", "night"],
    "x_town": "kem",
    "x_spent": 90,
    "x_address": "г. Кемь, ул. Мира, 1",
}
EXPORTED = {
    "x_marks": "Срочно; Ночью",
    "x_town": "Кемь",
    "x_spent": "1\u00a0ч\u00a030\u00a0мин",
    "x_address": "г. Кемь, ул. Мира, 1",
}


@pytest.fixture(autouse=True)
def visits(db: None) -> None:
    """Configure a section with the types."""
    configure(*EVERY_TYPE)


def read(key: str, cell: object) -> Reading:
    """Return what an import reads from a cell of a field."""
    spec = latest_snapshot().section("x_visits")
    setup = ReadingSetup(latest_snapshot(), Colleagues(()), ZoneInfo("Europe/Moscow"))
    return make_reader(spec, spec.fields[key], setup, {})(cell)  # type: ignore[arg-type]


def test_what_an_export_writes_an_import_reads() -> None:
    door.create("x_visits", [{"name": "Осмотр", **VALUES}], actor=SYSTEM)
    snapshot = current_snapshot()
    spec = snapshot.section("x_visits")
    fields = [spec.fields[key] for key in VALUES]
    records = visible_to(SYSTEM, "x_visits")
    (row,) = export_rows(spec, fields, records, snapshot, language="ru", zone=ZoneInfo("Europe/Moscow"))
    assert dict(zip(VALUES, row, strict=True)) == EXPORTED
    for key, cell in EXPORTED.items():
        assert read(key, cell).values == {key: VALUES[key]}, key


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("x_marks", "срочно, ночью", ["urgent", "night"]),
        ("x_marks", "Paid\nurgent", ["urgent", "paid"]),
        ("x_marks", " ; ", None),
        ("x_town", "АНАПА", "anapa"),
        ("x_spent", "1:30", 90),
        ("x_spent", 45, 45),
        ("x_spent", " ", None),
    ],
)
def test_human_forms_are_understood(key: str, cell: object, value: object) -> None:
    assert read(key, cell).values == {key: value}


def test_a_value_that_is_not_in_the_list_is_told() -> None:
    assert [p.code for p in read("x_marks", "срочно, завтра утром").problems] == ["unknown_choice"]
    assert [p.code for p in read("x_spent", "долго").problems] == ["not_duration"]


def test_names_of_files_in_a_sheet_are_refused_in_words() -> None:
    assert [p.code for p in read("x_papers", "договор.pdf; акт.pdf").problems] == ["no_files"]
    assert read("x_papers", " ").values == {"x_papers": None}


def test_namesakes_are_told_apart_by_what_is_above_them() -> None:
    values = [{"key": f"mir-{parent}", "label": "Мирный", "parent": parent} for parent in ("north", "south")]
    configure(document("lookup", "towns", body={"label": text("Города", "Towns"), "values": values}))
    (problem,) = read("x_town", "мирный").problems
    assert isinstance(problem, SeveralFit)
    assert [label for _key, label in problem.candidates] == ["Мирный (Север)", "Мирный (Юг)"]


def test_the_rest_of_a_row_decides_between_namesakes() -> None:
    values = [{"key": f"mir-{parent}", "label": "Мирный", "parent": parent} for parent in ("north", "south")]
    configure(document("lookup", "towns", body={"label": text("Города", "Towns"), "values": values}))
    spec = latest_snapshot().section("x_visits")
    setup = ReadingSetup(latest_snapshot(), Colleagues(()), ZoneInfo("Europe/Moscow"))
    bound = [
        Bound(
            number,
            "ABC"[number],
            ColumnMap(column=key, target="x_visits", field=key),
            make_reader(spec, spec.fields[key], setup, {}),
            make_parser(spec.fields[key], setup.snapshot),
            is_linked=key == "x_town",
        )
        for number, key in enumerate(("name", "x_town", "x_place"))
    ]
    target = Target(alias="x_visits", section="x_visits")
    found = ImportMap(section="x_visits", targets=(target,), columns=tuple(b.column for b in bound))
    planner = Planner(found, bound)
    plans = [planner.plan(Row(number, ["Осмотр", "Мирный", place]), {}) for number, place in enumerate(["Юг", None])]
    assert plans[0].findings == []
    assert plans[0].mentions["x_visits"].values["x_town"] == "mir-south"
    assert [f.code for f in plans[1].findings] == ["several_fit"]


def test_the_api_speaks_odata(clara: User) -> None:
    record_id = door.create("x_visits", [{"name": "Осмотр", **VALUES}], actor=SYSTEM)[0]
    headers = {"Authorization": f"Bearer {make_token(clara)}"}
    address = f"/odata/x_visits({record_id})"
    found = json.loads(Client().get(address, headers=headers).content)
    assert (found["x_marks"], found["x_spent"], found["x_town"]) == (["urgent", "night"], "PT1H30M", "kem")
    types = json.loads(Client().get("/odata/$metadata?$format=json", headers=headers).content)["Artel"]["x_visits"]
    assert types["x_marks"]["$Collection"] is True
    assert types["x_spent"]["$Type"] == "Edm.Duration"
    body = json.dumps({"x_marks": [], "x_spent": "PT2H"})
    changed = Client().patch(address, body, content_type="application/json", headers=headers)
    assert changed.status_code == 204
    again = json.loads(Client().get(address, headers=headers).content)
    assert (again["x_marks"], again["x_spent"]) == ([], "PT2H")
    asked = "'urgent' in x_marks or x_spent gt duration'PT1H'"
    rows = json.loads(Client().get("/odata/x_visits", {"$filter": asked}, headers=headers).content)["value"]
    assert [row["id"] for row in rows] == [record_id]


def test_a_choice_added_to_the_ones_there_is_remembered() -> None:
    record_id = door.create("x_visits", [{"name": "Осмотр", **VALUES}], actor=SYSTEM)[0]
    change = Change(id=record_id, values={"x_marks": ["night", "paid", "urgent"]})
    assert door.change("x_visits", [change], actor=SYSTEM) == [record_id]
    same = Change(id=record_id, values={"x_marks": ["urgent", "paid", "night"]})
    assert door.change("x_visits", [same], actor=SYSTEM) == []
