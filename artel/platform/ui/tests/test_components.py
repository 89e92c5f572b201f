"""What components promise to people who can't see, and to the scripts that find their way by attributes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms

from artel.platform.ui.atoms import Due, Meter
from artel.platform.ui.board import BoardCard
from artel.platform.ui.buttons import Button, Menu, MenuItem
from artel.platform.ui.forms import Field, Option
from artel.platform.ui.inputs.bound import field_of
from artel.platform.ui.inputs.cells import CellEditor
from artel.platform.ui.page import Crumb, Page, Tab, Tabs
from artel.platform.ui.record import Fact, Facts
from artel.platform.ui.shell import MenuLink, Shell, ShellUser
from artel.platform.ui.table import WIDTHS, Column, Group, Row, Table, width_step

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=ZoneInfo("Europe/Moscow"))


def test_an_error_replaces_the_help_and_is_tied_to_the_input() -> None:
    wrong = str(Field(name="inn", label="ИНН", value="1", help="10 или 12 цифр", error="9 цифр", is_required=True))
    assert 'aria-invalid="true"' in wrong
    assert 'aria-describedby="f-inn-error"' in wrong
    assert 'id="f-inn-error"' in wrong
    assert "10 или 12" not in wrong
    right = str(Field(name="inn", label="ИНН", help="10 или 12 цифр"))
    assert 'aria-describedby="f-inn-help"' in right
    assert 'for="f-inn"' in right


def test_a_choice_from_a_remote_list_attaches_its_controller() -> None:
    shown = str(
        Field(
            name="account", label="Контрагент", kind="select", value="7", options=[Option("7", "А")], search_url="/find"
        )
    )
    assert 'data-controller="select"' in shown
    assert 'data-url="/find"' in shown
    assert '<option value="7" selected>' in shown


def test_a_password_is_never_printed_back() -> None:
    assert "secret" not in str(Field(name="password", label="Пароль", kind="password", value="secret"))


def test_a_file_is_chosen_by_a_plain_input_where_nothing_is_kept_beside() -> None:
    assert 'type="file"' in str(Field(name="table", label="Файл", kind="file"))


def test_a_cell_editor_says_its_label_aloud_only() -> None:
    shown = str(
        CellEditor(field=Field(name="amount", label="Сумма", value="5", help="без НДС"), action="/e", version=3)
    )
    assert "<label" not in shown
    assert 'aria-label="Сумма"' in shown
    assert "aria-describedby" not in shown
    assert 'name="version" value="3"' in shown


def test_an_icon_button_has_a_name() -> None:
    shown = str(Button(label="Удалить", icon="trash", is_icon_only=True))
    assert 'aria-label="Удалить"' in shown
    assert 'type="button"' in shown


def test_a_switched_off_link_is_a_button_that_can_t_be_pressed() -> None:
    shown = str(Button(label="Дальше", url="/next", is_disabled=True))
    assert "disabled" in shown
    assert "href" not in shown


def test_a_menu_and_its_button_know_each_other() -> None:
    shown = str(Menu(label="Ещё", items=[MenuItem(label="Изменить")], id="more"))
    assert 'aria-controls="more"' in shown
    assert 'id="more" popover' in shown
    assert 'role="menuitem"' in shown


def test_tabs_with_addresses_are_links_and_tabs_with_panels_are_tabs() -> None:
    links = str(Tabs(label="Виды", tabs=[Tab(label="Все", url="/all", is_current=True)]))
    assert 'aria-current="page"' in links
    assert "role=" not in links
    parts = str(Tabs(label="Части", tabs=[Tab(label="А", panel="a", is_current=True), Tab(label="Б", panel="b")]))
    assert parts.count('role="tab"') == 2
    assert 'aria-controls="a" aria-selected="true" tabindex="0"' in parts
    assert 'aria-controls="b" aria-selected="false" tabindex="-1"' in parts


def test_lateness_is_said_in_words_and_dated_exactly() -> None:
    shown = str(Due(NOW - timedelta(days=1), NOW))
    assert "is-late" in shown
    assert 'title="23.11.2026 12:30"' in shown
    assert "is-late" not in str(Due(NOW - timedelta(days=1), NOW, is_done=True))


def test_a_meter_never_leaves_its_track() -> None:
    shown = str(Meter(value=140, at=83.333, label="Загрузка"))
    assert 'data-vars="v:100.0;at:83.3"' in shown
    assert 'aria-valuenow="100.0"' in shown


def table(**more: object) -> str:
    columns = [
        Column(key="name", label="Название", is_name=True, is_editable=True),
        Column(key="amount", label="Сумма", width=130, is_number=True, sort_url="/?sort=amount", sorted="desc"),
    ]
    row = Row(id=5, values={"name": "Лифт", "amount": 10}, url="/deals/5/", name="Лифт", edit_url="/deals/5/{field}/")
    return str(Table(columns=columns, groups=[Group(rows=[row])], caption="Сделки", **more))  # type: ignore[arg-type]


def test_a_table_is_read_by_its_caption_headings_and_order() -> None:
    shown = table()
    assert '<caption class="visually-hidden">Сделки</caption>' in shown
    assert shown.count('scope="col"') == 2
    assert 'aria-sort="descending"' in shown


def test_a_selectable_row_names_its_box() -> None:
    shown = table(is_selectable=True)
    assert 'name="ids" value="5"' in shown
    assert "Лифт»" in shown
    assert 'aria-selected="false"' in shown


def test_a_cell_knows_where_its_editor_is() -> None:
    assert 'data-edit="/deals/5/name/" data-field="name"' in table()


def test_the_totals_stand_under_their_columns() -> None:
    shown = table(is_selectable=True, totals={"amount": "10"}, summary="1 сделка")
    assert '<td colspan="2">1 сделка</td><td class="num strong">10</td>' in shown


def test_a_width_is_one_of_the_scale() -> None:
    assert width_step(130) == 140
    assert width_step(5000) == WIDTHS[-1]


def test_an_empty_value_offers_to_be_filled_only_by_whom_it_may_be() -> None:
    editable = str(Facts(facts=[Fact(label="ИНН", key="inn", edit_url="/e")]))
    assert "data-edit-open" in editable
    fixed = str(Facts(facts=[Fact(label="ИНН")]))
    assert "data-edit" not in fixed
    assert "—" in fixed


def test_a_card_that_may_not_move_has_no_button_for_it() -> None:
    assert "data-board-move" in str(BoardCard(id=1, title="А", url="/1"))
    fixed = str(BoardCard(id=1, title="А", url="/1", can_move=False))
    assert "data-board-move" not in fixed
    assert "data-fixed" in fixed


def test_a_phone_goes_back_to_the_nearest_page_of_the_path() -> None:
    page = Page(title="№ 5", crumbs=(Crumb("Сделки", "/deals/"), Crumb("№ 5")))
    assert page.back == Crumb("Сделки", "/deals/")
    assert Page(title="Сделки").back is None


class Login(forms.Form):
    """A form as Django makes it."""

    login = forms.CharField(label="Логин", widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput)
    remember = forms.BooleanField(required=False, initial=True)
    team = forms.ChoiceField(choices=[("", "—"), ("1", "Продажи")], required=False)


def test_a_field_of_django_keeps_its_label_value_errors_and_autocomplete() -> None:
    form = Login({"login": "", "team": "1", "remember": "on"})
    assert not form.is_valid()
    login = field_of(form["login"])
    assert login.is_required
    assert login.errors
    assert 'autocomplete="username"' in str(login)
    assert 'id="id_login"' in str(login)
    assert field_of(form["password"]).kind == "password"
    assert field_of(form["remember"]).value == "on"
    team = field_of(form["team"])
    assert (team.kind, team.value, [option.value for option in team.options]) == ("select", "1", ["1"])


def test_the_phone_s_bar_has_the_first_records_and_the_page_where_something_waits() -> None:
    def link(key: str, count: int | None = None) -> MenuLink:
        return MenuLink(key=key, label=key, icon="user", url=f"/{key}/", count=count)

    sections = (link("leads"), link("deals"), link("contacts"))
    shell = Shell(
        user=ShellUser(name="Анна", initials="А"),
        places=(link("day"), link("calendar"), link("approvals", 2)),
        sections=sections,
    )
    assert [tab.key for tab in shell.tabs] == ["day", "leads", "deals", "approvals"]
    alone = Shell(user=ShellUser(name="Анна", initials="А"), places=(link("day"),), sections=sections)
    assert [tab.key for tab in alone.tabs] == ["day", "leads", "deals", "contacts"]
