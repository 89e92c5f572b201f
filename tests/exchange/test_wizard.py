"""The wizard: upload, columns, check with answers, loading, report, undo; each refusal beside its cause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from artel.platform.access.policy import visible_to
from artel.platform.exchange.models import Import, ImportProblem, ImportState
from artel.platform.exchange.tasks import import_step
from artel.platform.kernel.actor import Actor
from artel.platform.users.models import User

TABLE = (
    "Наименование организации;ИНН;Тел./факс;Менеджер;Дата посл. звонка\n"
    "ООО «Ромашка»;7707083893;8(843)2925518 доб.12, 89172550418;Сафин;12.03.24\n"
    "ООО «Лютик»;7707083890;89172550419;Гульнара А.;31.02.25\n"
    "ООО «Василёк»;5036065113;89172550420;Гульнара А.;13.03.24\n"
    ";7728168971;89172550421;;\n"
)


@pytest.fixture
def wizard(client: Client, clara: User, managers: list[User], clerk: Actor) -> Client:
    client.force_login(clara)
    return client


def upload(client: Client, text: str | bytes = TABLE, name: str = "база.csv") -> Import:
    content = text.encode("cp1251") if isinstance(text, str) else text
    response = client.post("/import/", {"section": "accounts", "file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()[:2000]
    return Import.objects.latest("id")


def work(run: Import) -> Import:
    """Do what the worker would with the deferred jobs, on the test's own connection."""
    for job in ProcrastinateJob.objects.filter(task_name="exchange.import_step", status="todo").order_by("id"):
        import_step.func.__wrapped__(**job.args)  # type: ignore[attr-defined]
    run.refresh_from_db()
    return run


def set_columns(client: Client, run: Import, change: Callable[[str], str] = lambda place: place) -> Import:
    columns = run.mapping["columns"]
    data = {"column": [c["column"] for c in columns], "place": [change(f"{c['target']}.{c['field']}") for c in columns]}
    response = client.post(f"/import/{run.pk}/columns/", data)
    assert response.status_code == 302
    return work(run)


def test_a_base_goes_through_the_wizard_and_back(wizard: Client, clerk: Actor) -> None:
    run = upload(wizard)
    page = wizard.get(f"/import/{run.pk}/columns/").content.decode()
    assert "A · Наименование организации" in page
    assert '<option value="accounts.inn" selected>' in page

    set_columns(wizard, run)
    assert run.state == ImportState.CHECKED
    assert {key: run.counts[key] for key in ("rows", "create", "error")} == {"rows": 4, "create": 1, "error": 3}
    page = wizard.get(f"/import/{run.pk}/").content.decode()
    assert "и ещё 1" in page, "two rows of one cause stand as one line"
    assert "Ахметзянова Гульнара" in page

    problems = {p.code: p for p in ImportProblem.objects.filter(run=run)}
    assert set(problems) == {"inn_checksum", "several_fit", "no_such_day", "required"}
    for code, choice in (("inn_checksum", "0"), ("several_fit", "0"), ("no_such_day", "0"), ("required", "0")):
        response = wizard.post(
            f"/import/{run.pk}/problems/{problems[code].pk}/", {"choice": choice}, headers={"HX-Request": "true"}
        )
        assert response.status_code == 200, response.content.decode()

    assert "Загрузить 3 строки" in wizard.get(f"/import/{run.pk}/ready/").content.decode()
    wizard.post(f"/import/{run.pk}/check/")
    work(run)
    assert {key: run.counts[key] for key in ("create", "error", "skipped")} == {"create": 3, "error": 0, "skipped": 1}

    wizard.post(f"/import/{run.pk}/load/")
    work(run)
    assert run.state == ImportState.DONE
    accounts = {a["name"]: a for a in visible_to(clerk, "accounts").values("name", "inn", "phone", "owner__name")}
    assert accounts["ООО «Ромашка»"]["phone"] == "+78432925518;ext=12"
    assert accounts["ООО «Лютик»"]["inn"] is None
    assert accounts["ООО «Василёк»"]["owner__name"] == "Ахметзянова Гульнара"
    assert visible_to(clerk, "identities").filter(value="+79172550418", account__name="ООО «Ромашка»").count() == 1
    assert visible_to(clerk, "calls").filter(account__name="ООО «Лютик»", done_at__date="2025-02-28").count() == 1
    assert "Отменить загрузку" in wizard.get(f"/import/{run.pk}/").content.decode()

    wizard.post(f"/import/{run.pk}/undo/")
    work(run)
    assert run.state == ImportState.UNDONE
    assert visible_to(clerk, "accounts").count() == 0
    assert visible_to(clerk, "calls", include_trashed=True).count() == 0


def test_a_typed_value_corrects_a_cell_and_can_be_taken_back(wizard: Client) -> None:
    run = set_columns(wizard, upload(wizard))
    problem = ImportProblem.objects.get(run=run, code="inn_checksum")
    url = f"/import/{run.pk}/problems/{problem.pk}/"
    wizard.post(url, {"choice": "typed", "value": "7728168971"})
    problem.refresh_from_db()
    assert problem.answer == {"do": "value", "value": "7728168971", "label": "7728168971"}
    wizard.post(url, {"choice": "again"})
    problem.refresh_from_db()
    assert problem.answer is None
    assert wizard.post(url, {"choice": "99"}, headers={"HX-Request": "true"}).status_code == 409


def test_what_is_no_table_is_refused_beside_the_file(wizard: Client) -> None:
    for content, words in ((b"%PDF-1.7", "PDF"), (b"", "пуст"), (b"PK\x03\x04broken", "поврежд")):
        file = SimpleUploadedFile("x.xlsx", content)
        response = wizard.post("/import/", {"section": "accounts", "file": file})
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_breaks_on_the_way_ends_with_its_reason_and_nothing_half_written(
    wizard: Client, clerk: Actor
) -> None:
    rows = "".join(f"ООО «Ряд {n}»;;;;\n" for n in range(200))
    run = upload(wizard, TABLE + rows + '"ООО «Незакрыт;5036065113\n' + rows)
    set_columns(wizard, run)
    assert run.state == ImportState.FAILED
    assert "206" in run.error
    assert run.error in wizard.get(f"/import/{run.pk}/").content.decode().replace("&quot;", '"')
    assert visible_to(clerk, "accounts").count() == 0


def test_a_map_is_kept_and_found_by_the_next_file(wizard: Client) -> None:
    run = set_columns(wizard, upload(wizard), lambda place: "" if place == "accounts.inn" else place)
    wizard.post(f"/import/{run.pk}/map/", {"label": "Застройщики из Excel"})
    again = upload(wizard)
    assert "accounts.inn" not in {f"{c['target']}.{c['field']}" for c in again.mapping["columns"]}


def test_a_repeated_column_name_keeps_its_own_place(wizard: Client) -> None:
    run = upload(wizard, "Название;Телефон;Телефон\nООО «А»;89172550418;89172550419\n")
    names = [c["column"] for c in run.mapping["columns"]]
    assert "Телефон" in names
    assert names.count("Телефон") == 1


def test_strangers_and_colleagues_see_no_import_of_another(
    client: Client, wizard: Client, anna: User, dmitri: User
) -> None:
    run = upload(wizard)
    for user in (anna, dmitri):
        client.force_login(user)
        assert client.get(f"/import/{run.pk}/").status_code in (403, 404)
        assert client.post(f"/import/{run.pk}/load/").status_code in (403, 404)
        assert client.post("/import/", {"section": "accounts"}).status_code == 403
    client.logout()
    assert client.get("/import/").status_code == 302
    run.refresh_from_db()
    assert run.state == ImportState.UPLOADED


def test_300_columns_are_shown_and_loaded(wizard: Client, clerk: Actor) -> None:
    header = ";".join(["Название", *(f"Показатель {n}" for n in range(299))])
    run = upload(wizard, f"{header}\nООО «Широкая»;{';'.join('1' * 299)}\n")
    page = wizard.get(f"/import/{run.pk}/columns/").content.decode()
    assert page.count("<select") < 80
    assert "240" in page
    set_columns(wizard, run)
    wizard.post(f"/import/{run.pk}/load/")
    work(run)
    assert visible_to(clerk, "accounts").filter(name="ООО «Широкая»").count() == 1


def test_the_rows_with_errors_come_as_a_workbook(wizard: Client, tmp_path: Path) -> None:
    run = set_columns(wizard, upload(wizard))
    response = wizard.get(f"/import/{run.pk}/problems.xlsx")
    assert b"".join(response.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_stopping_is_heard_before_the_next_chunk_and_the_rest_can_be_loaded(
    wizard: Client, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("artel.platform.exchange.running.engine.CHUNK", 1)
    run = set_columns(wizard, upload(wizard, "Название\nООО «А»\nООО «Б»\nООО «В»\n"))
    wizard.post(f"/import/{run.pk}/load/")
    page = wizard.get(f"/import/{run.pk}/").content.decode()
    assert "hx-get" in page
    wizard.post(f"/import/{run.pk}/cancel/")
    work(run)
    assert run.state == ImportState.CANCELLED
    assert visible_to(clerk, "accounts").count() == 0
    wizard.post(f"/import/{run.pk}/load/")
    work(run)
    assert run.state == ImportState.DONE
    assert visible_to(clerk, "accounts").count() == 3
