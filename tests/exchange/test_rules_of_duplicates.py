"""An import asks the company's own rules of duplicates, also over own fields, and obeys what refuses."""

from __future__ import annotations

from io import BytesIO

import pytest

from artel.platform.access.policy import visible_to
from artel.platform.exchange import actions
from artel.platform.exchange.models import Import, ImportProblem
from artel.platform.exchange.running.performing import perform
from artel.platform.kernel.actor import Actor
from artel.platform.records import door
from tests.support.configuration import TENDERS, configure, document, field, text

TABLE = "Наименование организации;Сайт;Холдинг\nООО «Первая»;https://one.example;АО «Восток»\nООО «Вторая»;;Запад\n"
RULE = {"label": text("Тот же холдинг", "Same holding"), "fields": [{"field": "x_holding", "form": "company"}]}


@pytest.fixture
def known(clerk: Actor) -> int:
    """Put a rule over an own field into force and return a record that has its value."""
    configure(field("accounts.x_holding", "text", "Холдинг"), document("duplicates", "accounts.holding", body=RULE))
    return door.create("accounts", [{"name": "Известная", "x_holding": "«Восток»"}], actor=clerk)[0]


def done(clerk: Actor, step: str) -> Import:
    """Do one step of the import."""
    run = actions.start_import(BytesIO(TABLE.encode()), "x.csv", "accounts", actor=clerk)
    actions.begin(run, step, actor=clerk)
    perform(run, step)
    run.refresh_from_db()
    return run


def test_a_twin_by_an_own_rule_waits_for_a_decision(clerk: Actor, known: int) -> None:
    run = done(clerk, "load")
    told = ImportProblem.objects.get(run=run)
    assert told.code == "similar"
    assert "Известная" in str(told.message)
    assert sorted(visible_to(clerk, "accounts").values_list("name", flat=True)) == ["Известная", "ООО «Вторая»"]


def test_a_dry_run_tells_the_same(clerk: Actor, known: int) -> None:
    assert ImportProblem.objects.get(run=done(clerk, "check")).code == "similar"


NAMESAKES = (
    "Наименование организации;ИНН\nООО «Рассвет»;7707083893\nООО «Рассвет»;1655000003\nРассвет;\n"
    "ООО «Заря»;7707083893\n"
)


@pytest.mark.parametrize("step", ["check", "load"])
def test_companies_of_one_name_with_unlike_inn_are_not_asked_about(clerk: Actor, step: str) -> None:
    body = {"label": text("То же название", "Same name"), "fields": [{"field": "name", "form": "company"}]}
    configure(document("duplicates", "accounts.name", body={**body, "differs": ["inn"]}))
    door.create("accounts", [{"name": "Рассвет", "inn": "5024002119"}, {"name": "Заря"}], actor=clerk)
    run = actions.start_import(BytesIO(NAMESAKES.encode()), "x.csv", "accounts", actor=clerk)
    actions.begin(run, step, actor=clerk)
    perform(run, step)
    asked = list(ImportProblem.objects.filter(run=run, level="similar").order_by("row").values_list("row", flat=True))
    errors = list(ImportProblem.objects.filter(run=run, level="error").values_list("row", "message"))
    assert (asked, errors) == ([4], []), "only the row without an ИНН may be one of them"


@pytest.mark.parametrize("step", ["check", "load"])
def test_a_rule_of_some_stages_speaks_of_the_rows_of_a_file_too(clerk: Actor, step: str) -> None:
    """A new record stands where it will begin."""
    rule = {**RULE, "when": "stage eq 'search'"}
    configure(*TENDERS, field("x_tenders.x_holding", "text", "Холдинг"),
              document("duplicates", "x_tenders.open", body=rule))  # fmt: skip
    rows: list[dict[str, object]] = [
        {"name": "Открытый", "x_holding": "Восток"},
        {"name": "Выигранный", "x_holding": "Запад", "stage": "won"},
    ]
    door.create("x_tenders", rows, actor=clerk)
    table = "Название;Холдинг\nПервый;АО «Восток»\nВторой;Запад\n"
    run = actions.start_import(BytesIO(table.encode()), "x.csv", "x_tenders", actor=clerk)
    actions.begin(run, step, actor=clerk)
    perform(run, step)
    told = ImportProblem.objects.filter(run=run).values_list("row", "code")
    assert list(told) == [(2, "similar")]
