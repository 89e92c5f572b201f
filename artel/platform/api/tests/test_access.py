"""What an actor may not see can't be read, counted, ordered by, expanded or guessed through the API."""

from __future__ import annotations

import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings

from artel.platform.access.policy import visible_to
from artel.platform.api.tests.conftest import Caller, Ids
from artel.platform.kernel.actor import SYSTEM


def test_only_own_records_are_listed_counted_and_found(as_anna: Caller, ids: Ids) -> None:
    assert as_anna.names("deals") == ["Первая", "Вторая", "Третья"]
    assert as_anna.get("deals?$count=true&$top=0")["@odata.count"] == 3
    assert as_anna("GET", "deals/$count").content == b"3"
    assert as_anna("GET", f"deals({ids.boris_deal})").status_code == 404
    assert as_anna("GET", f"deals({ids.boris_deal})/name").status_code == 404
    assert as_anna("GET", f"deals({ids.boris_deal})/name/$value").status_code == 404
    assert as_anna("GET", f"accounts({ids.towers})/deals").status_code == 404
    assert as_anna.names("deals?$search=%D1%87%D1%83%D0%B6%D0%B0%D1%8F") == []


def test_a_hidden_field_is_in_neither_metadata_nor_data(as_anna: Caller, ids: Ids) -> None:
    schema = ET.fromstring(as_anna("GET", "$metadata").content)
    assert not [e for e in schema.iter() if e.get("Name") == "probability"]
    assert "probability" not in as_anna("GET", "$metadata?$format=json").content.decode()
    assert "probability" not in as_anna.get(f"deals({ids.anna_deals[0]})")
    assert as_anna("GET", f"deals({ids.anna_deals[0]})/probability").status_code == 404


@pytest.mark.parametrize(
    "options",
    [
        "$filter=probability eq 70",
        "$filter=deals_lead/any(d:d/probability eq 70)",
        "$filter=account/deals/any(d:d/probability gt 0)",
        "$orderby=probability",
        "$select=probability",
        "$select=name,probability",
        "$expand=account($expand=deals($select=probability))",
        "$expand=account($expand=deals($filter=probability eq 70))",
        "$expand=account($expand=deals($orderby=probability))",
    ],
)
def test_a_hidden_field_is_unknown_wherever_it_is_named(as_anna: Caller, options: str) -> None:
    section = "leads" if "deals_lead" in options else "deals"
    response = as_anna("GET", f"{section}?{quote(options, safe='=&$')}")
    assert response.status_code == 400
    other = as_anna("GET", f"{section}?{quote(options.replace('probability', 'nonsensical'), safe='=&$')}")
    assert other.status_code == 400
    told = response.content.decode().replace("probability", "nonsensical")
    assert json.loads(told) == json.loads(other.content), "hidden and missing are told alike"


def test_a_foreign_record_behind_a_reference_shows_nothing_but_its_id(as_anna: Caller, ids: Ids) -> None:
    path = f"deals({ids.anna_deals[1]})"
    found = as_anna.get(f"{path}?$expand=account")
    assert found["account_id"] == ids.towers
    assert found["account"] is None
    assert as_anna("GET", f"{path}/account").status_code == 404
    assert as_anna("GET", f"{path}/account/inn").status_code == 404


@pytest.mark.parametrize(
    "condition", ["account/inn eq '7707083893'", "startswith(account/inn,'7')", "account/inn ne null"]
)
def test_fields_of_foreign_records_can_not_be_probed(as_anna: Caller, as_clara: Caller, condition: str) -> None:
    assert as_anna.names(f"deals?$filter={quote(condition)}") == []
    assert "Вторая" in as_clara.names(f"deals?$filter={quote(condition)}")


def test_related_records_can_not_be_probed(as_anna: Caller, as_clara: Caller, ids: Ids) -> None:
    condition = quote("account/deals/any(d:d/name eq 'Чужая')")
    assert as_anna.names(f"deals?$filter={condition}") == []
    assert as_clara.names(f"deals?$filter={condition}") == ["Вторая", "Чужая"]
    assert as_anna.names(f"deals?$filter={quote('account/deals/$count gt 1')}") == ["Первая", "Третья"]


def test_an_order_by_fields_of_foreign_records_tells_nothing(as_anna: Caller, as_clara: Caller) -> None:
    assert as_anna.names("deals?$orderby=account/inn%20desc") == ["Третья", "Вторая", "Первая"]
    assert as_clara.names("deals?$orderby=account/inn%20desc")[0] in ("Вторая", "Чужая")


def test_expanded_details_are_those_one_sees(as_anna: Caller, ids: Ids) -> None:
    (account,) = as_anna.get("accounts?$select=name&$expand=deals($select=name;$count=true)")["value"]
    assert account["name"] == "Лифт-Сервис"
    assert [d["name"] for d in account["deals"]] == ["Первая", "Третья"]


ATTACKS = (
    "$filter=owner__password eq 'x'",
    "$filter=owner/password eq 'x'",
    "$filter=owner/api_tokens/any(t:t/digest ne '')",
    "$filter=owner/is_admin eq true",
    "$filter=account__deals__id eq 1",
    "$filter=pk eq 1",
    "$orderby=owner__password",
    "$orderby=owner/password",
    "$orderby=?",
    "$select=owner__password",
    "$select=owner/password",
    "$expand=owner($select=password)",
    "$expand=owner($expand=api_tokens)",
    "$expand=owner__team",
    "$expand=account($expand=deals($expand=account($expand=deals)))",
    "$expand=" + ",".join(["account"] * 20),
    "$filter=" + "(" * 200 + "id eq 1" + ")" * 200,
    "$filter=" + "not " * 200 + "(id eq 1)",
    "$filter=id eq " + "9" * 5000,
    "$filter=name eq '" + "x" * 20_000 + "'",
    "$filter=" + " or ".join(["deals_lead/any(d:d/id eq 1)"] * 30),
    "$filter=substring(name,1,99999999999999999999999) eq 'x' and 1 div 0 eq nonsense",
    "$orderby=" + ",".join(["name"] * 50),
    "$skiptoken=" + "A" * 10_000,
    "&".join(f"x{n}=1" for n in range((settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0) + 1)),
    "$skiptoken=W1siJyBPUiAxPTEgLS0iLDFdLG51bGxd",
)


def test_attacks_are_refused_as_bad_requests(as_clara: Caller) -> None:
    for options in ATTACKS:
        response = as_clara("GET", f"deals?{quote(options, safe='=&$')}")
        assert response.status_code == 400, options
        assert "Traceback" not in response.content.decode()


def test_arithmetic_that_fails_in_a_database_does_not_fail_here(as_clara: Caller) -> None:
    for condition in (
        "amount div 0 eq 1",
        "amount mod 0 eq 1",
        "id mul 99999999999999999999999999 gt 1",
        "substring(name, 99999999999999999999) eq ''",
        "substring(name, 0, -5) eq ''",
        "created_at add duration'P73000D' gt now()",
        "amount gt 999999999999999999999999999999",
        "contains(name, '%_\\')",
    ):
        as_clara.get(f"deals?$filter={quote(condition)}")


def test_the_trash_is_not_served(as_clara: Caller, ids: Ids) -> None:
    as_clara("DELETE", f"deals({ids.anna_deals[0]})")
    assert as_clara.names(f"accounts({ids.lifts})/deals") == ["Третья"]
    expanded = as_clara.get(f"accounts({ids.lifts})?$expand=deals")["deals"]
    assert [d["name"] for d in expanded] == ["Третья"]
    assert (
        as_clara.names(f"accounts?$filter={quote('deals/any(d:d/name eq ' + chr(39) + 'Первая' + chr(39) + ')')}") == []
    )
    assert visible_to(SYSTEM, "deals", include_trashed=True).filter(id=ids.anna_deals[0]).exists()


def test_reads_cost_the_same_number_of_queries_however_many_rows(
    as_anna: Caller, ids: Ids, django_assert_max_num_queries: object
) -> None:
    as_anna.get("deals")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        as_anna.get("deals")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        as_anna.get("deals?$expand=account($expand=deals),owner")
