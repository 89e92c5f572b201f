"""What the people of the maker of containers do with what their coordinator made; the same by mouse or from files."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.stories.mouse.records import asked, fact, fill, make_record, new_form, save

INN = "7707083893"
PEOPLE = {
    "artem": ("Галиев Артём", ("manager",)),
    "gleb": ("Носов Глеб", ("lead_owner",)),
    "inna": ("Седова Инна", ("lead_coordinator",)),
}
"""Login → the name and the roles of a person of the story."""


def requisites_are_checked(page: Page) -> None:
    """Case 5: the КПП is asked of whom has an ИНН; a wrong digit and a short code are told of beside their inputs, and
    neither takes the other value away.
    """
    form = new_form(page, "leads")
    expect(asked(form, "x_kpp")).to_be_hidden()
    fill(page, form, {"name": "Бак", "inn": INN})
    expect(asked(form, "x_kpp")).to_be_visible()
    fill(page, form, {"x_kpp": "77"})
    save(page)
    expect(asked(form, "x_kpp").locator(".a-error")).to_be_visible()
    fill(page, form, {"inn": "7707083890"})
    save(page)
    expect(asked(form, "inn").locator(".a-error")).to_be_visible()
    expect(asked(form, "x_kpp")).to_be_visible()
    expect(asked(form, "x_kpp").locator("input")).to_have_value("77")


def a_twin_is_told_of_while_one_types_and_on_saving(page: Page) -> None:
    """Case 5: the same ИНН is told of at once; saving asks once more and shows the present one."""
    make_record(page, "leads", {"name": "Баки под удобрения", "company_name": "ООО «Агрохимия»", "inn": INN})
    form = new_form(page, "leads")
    fill(page, form, {"name": "Ещё баки", "inn": INN})
    asked(form, "inn").locator("input").press("Tab")
    expect(form).to_contain_text("Похоже на Баки под удобрения (тот же ИНН)")
    save(page)
    expect(form).to_contain_text("Похоже, это уже есть. Пока ничего не сохранено.")
    form.get_by_role("button", name="Всё равно создать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ещё баки")


def a_twin_by_own_columns_is_found(page: Page) -> None:
    """Case 5: the same company with the same use is one request, by a field that the company added."""
    own = {"company_name": "ООО «Септик-Юг»", "x_use": "Канализация и септики"}
    make_record(page, "leads", {"name": "Септик", **own})
    form = new_form(page, "leads")
    fill(page, form, {"name": "Септик ещё раз", **own, "company_name": "Септик-Юг, ООО"})
    save(page)
    expect(form).to_contain_text("та же компания и то же назначение")


def a_twin_is_found_in_the_wizard_of_import(page: Page) -> None:
    """Case 5: a file says once more what is there, by the rule over own columns; one row goes in, one is left out."""
    own = {"company_name": "ООО «Полив-Сервис»", "x_use": "Питьевая вода"}
    make_record(page, "leads", {"name": "Баки для полива", **own})
    page.goto("/import/")
    page.get_by_label("Что прежде всего в каждой строке").select_option(label="Лиды")
    table = (
        "Потребность;Компания;Назначение\nПолив;Полив-Сервис, ООО;Питьевая вода\nТеплица;ООО «Теплица»;Питьевая вода\n"
    )
    page.set_input_files(
        "input[type=file]", {"name": "заявки.csv", "mimeType": "text/csv", "buffer": table.encode("utf-8")}
    )
    page.get_by_role("button", name="Посмотреть столбцы").click()
    page.get_by_label("Поле для столбца «Компания»").select_option("leads.company_name")
    page.get_by_role("button", name="Проверить файл").click()
    alike = page.locator("#problems tr", has_text="Похоже на Баки для полива")
    alike.get_by_role("button", name="Пропустить строку").click()
    expect(alike).to_contain_text("Изменить")
    page.get_by_role("button", name="Загрузить 1 строку").click()
    expect(page.get_by_role("heading", name="Файл загружен")).to_be_visible()
    page.goto("/leads/")
    expect(page.get_by_role("link", name="Теплица")).to_be_visible()
    expect(page.get_by_role("link", name="Полив", exact=True)).to_have_count(0)


def the_work_list_is_worked_off_by_a_merge(page: Page) -> None:
    """Case 5: the search lists what is there twice; two are merged with a choice per field."""
    twice = {"company_name": "АО «Рыбхоз»", "x_use": "Топливо и масла"}
    kept = make_record(page, "leads", {"name": "Садки", **twice, "x_volume": "1000"})
    other = new_form(page, "leads")
    fill(page, other, {"name": "Бассейны", **twice, "x_volume": "5000"})
    save(page)
    page.get_by_role("button", name="Всё равно создать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Бассейны")
    page.goto("/duplicates/?section=leads")
    page.get_by_role("button", name="Искать сейчас").click()
    group = page.locator(".a-panel", has_text="Бассейны")
    expect(group).to_contain_text("Та же компания и то же назначение")
    group.get_by_role("button", name="Объединить").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("radio", name="Садки").first.check()
    dialog.get_by_role("radio", name="5 000").check()
    dialog.get_by_role("button", name="Объединить").click()
    expect(group).to_have_count(0)
    page.goto(kept)
    expect(fact(page, "Объём")).to_contain_text("5 000")


def the_picker_offers_criteria_of_the_company(page: Page) -> None:
    """Case 3: products are found by own fields of the catalogue, several at once, and taken with quantities."""
    for volume in (500, 1000, 5000):
        values = {"name": f"Ёмкость {volume} л", "article": f"Е-{volume}", "x_volume_l": str(volume), "price": "9000"}
        make_record(page, "products", values)
    make_record(page, "leads", {"name": "Ёмкости на склад"})
    page.get_by_role("link", name="Подобрать товары").click()
    picker = page.locator("dialog[open] .is-picker")
    rows = picker.locator("input[data-pick]")
    expect(rows).to_have_count(3)
    picker.get_by_label("Объём: от").fill("800")
    picker.get_by_label("Объём: от").press("Tab")
    expect(rows).to_have_count(2)
    picker.get_by_label("Объём: до").fill("2000")
    picker.get_by_label("Объём: до").press("Tab")
    expect(rows).to_have_count(1)
    rows.first.fill("3")
    picker.get_by_role("button", name="Добавить").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Ёмкость 1000 л")


STORY = (
    requisites_are_checked,
    a_twin_is_told_of_while_one_types_and_on_saving,
    a_twin_by_own_columns_is_found,
    a_twin_is_found_in_the_wizard_of_import,
    the_work_list_is_worked_off_by_a_merge,
    the_picker_offers_criteria_of_the_company,
)
"""What a manager does."""


def each_sees_what_his_role_shows(windows: Mapping[str, Page]) -> None:
    """Case 2: own clients, all of them, fields by role; three people look at the same accounts."""
    manager, owner, giver = windows["artem"], windows["gleb"], windows["inna"]
    mine = make_record(manager, "accounts", {"name": "ООО «Свой клиент»"})
    given = make_record(owner, "accounts", {"name": "ООО «Чужой клиент»"})

    assert manager.goto(given).status == 404  # type: ignore[union-attr]
    for page in (owner, giver):
        page.goto(mine)
        expect(page.get_by_role("heading", level=1)).to_have_text("ООО «Свой клиент»")

    manager.goto(f"{mine}edit/")
    expect(asked(manager.locator("main"), "bank_account")).to_be_visible()
    manager.goto(mine)
    expect(fact(manager, "Кредитный лимит")).to_be_attached()
    owner.goto(mine)
    expect(owner.locator("#card dt", has_text="Кредитный лимит")).to_have_count(0)
    expect(owner.get_by_role("link", name="Изменить", exact=True)).to_have_count(0)
    giver.goto(mine)
    expect(giver.locator("#card dt", has_text="Расчётный счёт")).to_have_count(0)
    assert giver.goto("/deals/").status in (403, 404)  # type: ignore[union-attr]
