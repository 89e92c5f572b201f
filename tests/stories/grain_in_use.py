"""What the people of the grain plant do with what their coordinator made; the same whether by mouse or from files."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.stories.mouse.records import asked, chosen, fact, fill, make_record, new_form, offered, press_stage, save

DON = "Ростовская область"


def the_card_shows_fields_in_tabs(page: Page) -> None:
    """Case 1: the fields of the plant on the lead's card, in its groups and tabs, with their units."""
    make_record(
        page,
        "leads",
        {
            "name": "Элеватор на 5 000 тонн",
            "company_name": "ООО «Колос»",
            "x_client_kind": "Сельхозпроизводитель",
            "x_land_bank": "12 400",
            "x_crops": ("wheat", "corn"),
            "x_okpo": "00032537",
        },
    )
    expect(fact(page, "Банк земли")).to_contain_text("12 400 га")
    expect(fact(page, "Культуры")).to_contain_text("Кукуруза")
    page.get_by_role("tab", name="Регистрационные данные").click()
    expect(fact(page, "Код ОКПО")).to_contain_text("00032537")
    expect(fact(page, "Банк земли")).to_be_hidden()


def a_requisite_is_checked(page: Page) -> None:
    """Case 1: a wrong digit of the ОКПО code is told of beside its input."""
    form = new_form(page, "leads")
    fill(page, form, {"name": "Зерносушилка", "x_okpo": "00032538"})
    save(page)
    expect(asked(form, "x_okpo").locator(".a-error")).to_contain_text("ОКПО")


def a_rule_shows_what_concerns_the_client(page: Page) -> None:
    """Case 1: of a contractor nobody asks what he sows; of a holding one asks which."""
    form = new_form(page, "leads")
    expect(asked(form, "x_crops")).to_be_visible()
    fill(page, form, {"name": "Силосы", "x_client_kind": "Подрядчик или проектировщик"})
    expect(asked(form, "x_crops")).to_be_hidden()
    expect(asked(form, "x_storage")).to_be_hidden()
    fill(page, form, {"x_client_kind": "Агрохолдинг"})
    expect(asked(form, "x_crops")).to_be_visible()
    save(page)
    expect(asked(form, "x_holding").locator(".a-error")).to_be_visible()


def a_stage_asks_for_what_it_needs(page: Page) -> None:
    """Case 1: «ready to buy» asks for the registration data, and for nothing else."""
    make_record(page, "leads", {"name": "Нории", "x_client_kind": "Элеватор или ХПП", "x_city": "Сальск"})
    press_stage(page, "Готов купить")
    dialog = page.locator("#dialog")
    expect(asked(dialog, "inn")).to_be_visible()
    expect(dialog.locator("[name=x_crops]")).to_have_count(0)
    fill(page, dialog, {"company_name": "АО «Донской элеватор»", "inn": "7707083893"})
    dialog.locator("button[type=submit]").last.click()
    expect(page.locator(".a-stages .is-now")).to_contain_text("Готов купить")
    page.goto("/leads/")
    page.get_by_role("link", name="Готовы купить").click()
    expect(page.locator("main tr[data-id]")).to_have_count(1)


def a_city_fills_what_is_above_it(page: Page) -> None:
    """Case 2: the city is chosen by typing; area, region and federal district follow."""
    form = new_form(page, "leads")
    fill(page, form, {"name": "Конвейер", "x_city": "Сальск"})
    for key, name in (("x_area", "Сальский район"), ("x_region", DON), ("x_federal_district", "Южный")):
        expect(chosen(form, key)).to_have_text(name)
    save(page)
    for label, name in (("Город", "Сальск"), ("Район", "Сальский район"), ("Регион", DON)):
        expect(fact(page, label)).to_contain_text(name)


def a_list_shows_only_what_belongs_above(page: Page) -> None:
    """Case 2: with a region chosen, its towns alone are offered; another district empties what was chosen below."""
    form = new_form(page, "leads")
    fill(page, form, {"name": "Сепаратор"})
    assert len(offered(page, form, "x_city", "са")) > 5
    fill(page, form, {"x_region": DON})
    towns = offered(page, form, "x_city", "са")
    assert sorted(towns) == ["Аксай", "Сальск"], towns
    fill(page, form, {"x_city": "Аксай"})
    fill(page, form, {"x_federal_district": "Приволжский"})
    expect(chosen(form, "x_city")).to_have_text("")
    expect(chosen(form, "x_region")).to_have_text("")
    assert "Саратовская область" in offered(page, form, "x_region", "обл")


def the_head_sees_whose_lead_it_is(page: Page) -> None:
    """Case 1, by role: in a head's list the owner stands third, beside the holding."""
    make_record(page, "leads", {"name": "Зерносушилка"})
    page.goto("/leads/")
    heads = page.locator("main thead th").all_inner_texts()
    words = [head.strip() for head in heads if head.strip()]
    assert words[2:4] == ["Ответственный", "Холдинг"], words


STORY = (
    the_card_shows_fields_in_tabs,
    a_requisite_is_checked,
    a_rule_shows_what_concerns_the_client,
    a_stage_asks_for_what_it_needs,
    a_city_fills_what_is_above_it,
    a_list_shows_only_what_belongs_above,
)
"""What a manager does; the head looks on."""
