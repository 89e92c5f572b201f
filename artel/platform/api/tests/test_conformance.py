"""OData 4.01, the parts that docs/api.md promises, one statement of the standard each."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from artel.platform.api.tests.conftest import Caller, Ids
from artel.platform.kernel.actor import SYSTEM
from artel.platform.records import door

EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def test_service_document_lists_the_entity_sets(tenders: None, as_clara: Caller) -> None:
    document = as_clara.get("")
    assert document["@odata.context"].endswith("/odata/$metadata")
    sets = {entry["name"]: entry for entry in document["value"]}
    assert {"accounts", "deals", "leads", "x_tenders", "users"} <= set(sets)
    assert sets["deals"] == {"name": "deals", "kind": "EntitySet", "url": "deals", "title": "Продажи"}


def test_root_answers_with_and_without_a_trailing_slash(as_clara: Caller) -> None:
    headers = {"Authorization": f"Bearer {as_clara.token}"}
    assert as_clara.client.get("/odata", headers=headers).status_code == 200
    assert as_clara.client.head("/odata/", headers=headers).status_code == 200


def test_every_answer_names_its_version(as_clara: Caller) -> None:
    for path in ("", "$metadata", "deals", "deals/$count", "nothing"):
        assert as_clara("GET", path)["OData-Version"] == "4.0"
    assert as_clara.client.get("/odata/")["OData-Version"] == "4.0"


def test_a_client_of_odata_3_is_refused(as_clara: Caller) -> None:
    assert as_clara("GET", "deals", OData_MaxVersion="3.0").status_code == 400
    assert as_clara("GET", "deals", OData_MaxVersion="4.0").status_code == 200
    assert as_clara("GET", "deals", OData_MaxVersion="latest").status_code == 400


def test_data_is_json_only(as_clara: Caller) -> None:
    assert as_clara("GET", "deals", Accept="application/atom+xml").status_code == 406
    assert as_clara("GET", "deals?$format=xml").status_code == 406
    response = as_clara("GET", "deals?$format=json", Accept="application/xml")
    assert response["Content-Type"] == "application/json;odata.metadata=minimal;charset=utf-8"


def test_metadata_is_xml_that_describes_types_and_relations(as_clara: Caller) -> None:
    response = as_clara("GET", "$metadata")
    assert response["Content-Type"].startswith("application/xml")
    schema = ET.fromstring(response.content).find(f".//{EDM}Schema")
    assert schema is not None
    deal = schema.find(f"{EDM}EntityType[@Name='deals']")
    assert deal is not None
    types = {p.get("Name"): p.get("Type") for p in deal.findall(f"{EDM}Property")}
    assert types["id"] == "Edm.Int64"
    assert types["amount"] == "Edm.Decimal"
    assert types["expected_on"] == "Edm.Date"
    assert types["created_at"] == "Edm.DateTimeOffset"
    assert types["account_id"] == "Edm.Int64"
    assert "trashed_at" not in types
    relations = {p.get("Name"): p.get("Type") for p in deal.findall(f"{EDM}NavigationProperty")}
    assert relations["account"] == "Artel.accounts"
    assert relations["owner"] == "Artel.users"
    assert relations["deal_contacts"] == "Collection(Artel.deal_contacts)"
    bindings = schema.findall(f".//{EDM}EntitySet[@Name='deals']/{EDM}NavigationPropertyBinding")
    assert {"account": "accounts", "deal_contacts": "deal_contacts"}.items() <= {
        b.get("Path"): b.get("Target") for b in bindings
    }.items()


def test_metadata_is_json_for_who_asks(tenders: None, as_clara: Caller) -> None:
    document = as_clara.get("$metadata?$format=json")
    assert document["$EntityContainer"] == "Artel.Container"
    tender = document["Artel"]["x_tenders"]
    assert tender["x_limit"]["$Type"] == "Edm.Decimal"
    assert tender["x_number"]["@Org.OData.Core.V1.Computed"] is True
    assert tender["x_account"]["$Type"] == "Artel.accounts"


def test_metadata_has_an_etag(as_clara: Caller) -> None:
    tag = as_clara("GET", "$metadata")["ETag"]
    assert as_clara("GET", "$metadata", If_None_Match=tag).status_code == 304


def test_names_of_types_partners_and_targets_resolve(tenders: None, as_clara: Caller) -> None:
    document = as_clara.get("$metadata?$format=json")["Artel"]
    for name, type_ in document.items():
        if type_["$Kind"] != "EntityType":
            continue
        for relation, facts in type_.items():
            if isinstance(facts, dict) and facts.get("$Kind") == "NavigationProperty":
                target = document[facts["$Type"].removeprefix("Artel.")]
                assert target["$Kind"] == "EntityType"
                if "$Partner" in facts:
                    assert target[facts["$Partner"]]["$Type"] == f"Artel.{name}", relation


def test_collection_has_context_and_entities_have_etags(as_clara: Caller, ids: Ids) -> None:
    page = as_clara.get("deals")
    assert page["@odata.context"] == "http://testserver/odata/$metadata#deals"
    first = page["value"][0]
    assert (first["@odata.etag"], first["id"], first["name"]) == ('W/"1"', ids.anna_deals[0], "Первая")
    assert "@odata.nextLink" not in page


def test_entity_by_its_key(as_clara: Caller, ids: Ids) -> None:
    for path in (f"deals({ids.boris_deal})", f"deals(id={ids.boris_deal})", f"deals/{ids.boris_deal}"):
        found = as_clara.get(path)
        assert found["@odata.context"].endswith("#deals/$entity")
        assert found["name"] == "Чужая"
    assert as_clara("GET", "deals(999999)").status_code == 404
    assert as_clara("GET", "deals(abc)").status_code == 400


def test_entity_is_not_sent_again_to_who_knows_it(as_clara: Caller, ids: Ids) -> None:
    tag = as_clara("GET", f"deals({ids.boris_deal})")["ETag"]
    assert as_clara("GET", f"deals({ids.boris_deal})", If_None_Match=tag).status_code == 304


def test_properties_have_addresses(as_clara: Caller, ids: Ids) -> None:
    deal = ids.anna_deals[0]
    assert as_clara.get(f"deals({deal})/name")["value"] == "Первая"
    assert as_clara("GET", f"deals({deal})/name/$value").content.decode() == "Первая"
    assert as_clara("GET", f"deals({deal})/amount/$value").content == b"1000.10"
    assert as_clara("GET", f"deals({deal})/expected_on").status_code == 204
    assert as_clara("GET", f"deals({deal})/nonsense").status_code == 404


def test_relations_have_addresses(as_clara: Caller, ids: Ids) -> None:
    deal = ids.anna_deals[0]
    assert as_clara.get(f"deals({deal})/account")["name"] == "Лифт-Сервис"
    assert as_clara.get(f"deals({deal})/account/name")["value"] == "Лифт-Сервис"
    assert as_clara("GET", f"deals({deal})/contact").status_code == 204
    assert as_clara.names(f"accounts({ids.lifts})/deals") == ["Первая", "Третья"]
    assert as_clara("GET", f"accounts({ids.lifts})/deals/$count").content == b"2"
    assert as_clara("GET", "accounts(999999)/deals").status_code == 404


def test_decimals_are_exact_numbers(as_clara: Caller, ids: Ids) -> None:
    (deal,) = door.create("deals", [{"name": "Точная", "amount": "123456789012345.67"}], actor=SYSTEM)
    assert b'"amount":123456789012345.67' in as_clara("GET", f"deals({deal})").content
    response = as_clara("GET", f"deals({deal})", Accept="application/json;IEEE754Compatible=true")
    assert b'"amount":"123456789012345.67"' in response.content
    assert f'"id":"{deal}"'.encode() in response.content
    assert "IEEE754Compatible=true" in response["Content-Type"]


def test_moments_are_utc_and_dates_are_dates(as_clara: Caller, ids: Ids) -> None:
    deal = as_clara.get(f"deals({ids.anna_deals[1]})")
    assert deal["created_at"].endswith("Z")
    assert deal["expected_on"] == "2026-12-01"


def test_metadata_none_leaves_annotations_out(as_clara: Caller) -> None:
    page = as_clara.get("deals?$count=true", Accept="application/json;odata.metadata=none")
    assert set(page) == {"@odata.count", "value"}
    assert not any("@" in key for key in page["value"][0])


OPTIONS = {
    "$filter=amount gt 100": ["Первая", "Вторая"],
    "filter=amount gt 100": ["Первая", "Вторая"],
    "$Filter=amount GT 100": ["Первая", "Вторая"],
    "$filter=contains(tolower(name),'перв')": ["Первая"],
    "$filter=name eq @p&@p='Вторая'": ["Вторая"],
    "$filter=amount eq null": ["Третья"],
    "$filter=account/name eq 'Башни'": ["Вторая", "Чужая"],
    "$filter=account_id eq null": [],
    "$filter=owner/name eq 'Борисов Борис'": ["Чужая"],
    "$filter=account/deals/any(d:d/amount gt 900)": ["Первая", "Третья"],
    "$filter=expected_on gt 2026-11-01": ["Вторая"],
    "$filter=not (name in ('Первая','Вторая'))": ["Третья", "Чужая"],
    "$orderby=name": ["Вторая", "Первая", "Третья", "Чужая"],
    "$orderby=name desc": ["Чужая", "Третья", "Первая", "Вторая"],
    "$orderby=amount": ["Третья", "Чужая", "Вторая", "Первая"],
    "$orderby=amount desc": ["Первая", "Вторая", "Чужая", "Третья"],
    "$orderby=account/name desc,name": ["Первая", "Третья", "Вторая", "Чужая"],
    "$top=2": ["Первая", "Вторая"],
    "$top=0": [],
    "$skip=3": ["Чужая"],
    "$skip=1&$top=1": ["Вторая"],
    "$search=первая": ["Первая"],
    "custom=1": ["Первая", "Вторая", "Третья", "Чужая"],
}


def test_query_options_find_and_order_what_they_say(as_clara: Caller) -> None:
    found = {options: as_clara.names(f"deals?{quote(options, safe='=&$@')}") for options in OPTIONS}
    assert found == OPTIONS


def test_select_sends_what_is_asked(as_clara: Caller) -> None:
    page = as_clara.get("deals?$select=name,amount&$top=1")
    assert page["@odata.context"].endswith("#deals(name,amount)")
    assert page["value"] == [{"@odata.etag": 'W/"1"', "name": "Первая", "amount": 1000.1}]
    assert as_clara.get("deals?$select=account&$top=1")["value"] == [{"@odata.etag": 'W/"1"'}]
    assert set(as_clara.get("deals?$select=*&$top=1")["value"][0]) == set(as_clara.get("deals?$top=1")["value"][0])


def test_count_counts_after_the_filter_and_before_top(as_clara: Caller) -> None:
    assert as_clara.get("deals?$filter=amount gt 100&$count=true&$top=1".replace(" ", "%20"))["@odata.count"] == 2
    assert as_clara("GET", "deals/$count?$filter=amount%20gt%20100").content == b"2"


def test_expand_of_references_and_details(as_clara: Caller, ids: Ids) -> None:
    page = as_clara.get("deals?$select=name&$expand=account($select=name;$expand=owner($select=name)),owner&$top=1")
    assert page["@odata.context"].endswith("#deals(name,account(name,owner(name)),owner())")
    (deal,) = page["value"]
    assert deal["account"]["name"] == "Лифт-Сервис"
    assert deal["account"]["owner"] == {"name": "Ахметзянова Анна"}
    assert set(deal["owner"]) == {"id", "name", "email"}
    options = "$select=name;$orderby=name desc;$top=1;$count=true;$filter=name ne 'Никакая'"
    (lifts, towers) = as_clara.get(f"accounts?$select=name&$expand=deals({quote(options, safe='=;$')})")["value"]
    assert [d["name"] for d in lifts["deals"]] == ["Третья"]
    assert lifts["deals@odata.count"] == 2
    assert [d["name"] for d in towers["deals"]] == ["Чужая"]
    third = as_clara.get(f"deals({ids.anna_deals[2]})?$expand=contact,deal_contacts")
    assert third["contact"] is None
    assert third["deal_contacts"] == []


def follow(caller: Caller, path: str, **headers: str) -> list[list[Any]]:
    pages = []
    while path:
        page = caller.get(path, **headers)
        pages.append([row["name"] for row in page["value"]])
        link = urlsplit(page.get("@odata.nextLink", ""))
        path = f"{link.path.removeprefix('/odata/')}?{link.query}" if link.path else ""
    return pages


@pytest.mark.parametrize(
    "order",
    ["", "name", "name desc", "amount", "amount desc", "expected_on,amount desc", "account/name desc", "owner_id"],
)
def test_next_links_bring_every_record_once_in_order(as_clara: Caller, ids: Ids, order: str) -> None:
    rows = [{"name": f"Сделка {n}", "amount": (n % 3) * 10 or None, "account": ids.lifts} for n in range(7)]
    door.create("deals", rows, actor=SYSTEM)
    whole = as_clara.names(f"deals?$orderby={quote(order)}")
    assert len(whole) == 11
    pages = follow(as_clara, f"deals?$orderby={quote(order)}", Prefer="odata.maxpagesize=2")
    assert [name for page in pages for name in page] == whole
    assert [len(page) for page in pages] == [2, 2, 2, 2, 2, 1]


def test_top_and_skip_hold_over_pages(as_clara: Caller) -> None:
    pages = follow(as_clara, "deals?$top=3&$skip=1&$orderby=name&$select=name", Prefer="maxpagesize=2")
    assert pages == [["Первая", "Третья"], ["Чужая"]]


def test_the_page_size_is_told(as_clara: Caller) -> None:
    assert as_clara("GET", "deals", Prefer="maxpagesize=2")["Preference-Applied"] == "maxpagesize=2"


REFUSED = (
    ("$apply=x", 501, "$apply"),
    ("$compute=x", 501, "$compute"),
    ("$fliter=x", 501, "$fliter"),
    ("$filter=cast(name,Edm.Date) eq null", 400, "$filter"),
    ("$filter=nonsense eq 1", 400, "$filter"),
    ("$filter=amount gt", 400, "$filter"),
    ("$top=-1", 400, "$top"),
    ("$top=many", 400, "$top"),
    ("$skip=99999999", 400, "$skip"),
    ("$count=yes", 400, "$count"),
    ("$orderby=name up", 400, "$orderby"),
    ("$orderby=nonsense", 400, "$orderby"),
    ("$select=nonsense", 400, "$select"),
    ("$expand=nonsense", 400, "$expand"),
    ("$expand=name", 400, "$expand"),
    ("$expand=account($levels=2)", 501, "$levels"),
    ("$expand=account($top=2)", 400, "$expand"),
    ("$skiptoken=abc", 400, "$skiptoken"),
    ("$top=1&$top=2", 400, "$top"),
    ("$top=1&top=2", 400, "$top"),
)


def test_a_bad_option_is_told_by_name(as_clara: Caller) -> None:
    for options, status, target in REFUSED:
        response = as_clara("GET", f"deals?{quote(options, safe='=&$')}")
        error = json.loads(response.content)["error"]
        assert (response.status_code, error["target"]) == (status, target), options
        assert error["message"]


def test_a_bad_filter_is_told_with_its_place(as_clara: Caller) -> None:
    error = json.loads(as_clara("GET", "deals?$filter=amuont%20gt%205").content)["error"]
    assert error["code"] == "bad_condition"
    assert error["innererror"] == {
        "reason": "unknown_field",
        "position": 0,
        "word": "amuont",
        "suggestion": "amount",
    }


@pytest.mark.parametrize("path", ["$batch", "deals/Artel.Win", "$all", "deals(1)/account/$ref"])
def test_what_is_not_served_says_so(as_clara: Caller, ids: Ids, path: str) -> None:
    assert as_clara("GET", path.replace("(1)", f"({ids.anna_deals[0]})")).status_code == 501


def test_a_method_out_of_place_is_refused_with_the_right_ones(as_clara: Caller, ids: Ids) -> None:
    response = as_clara("PUT", f"deals({ids.boris_deal})", {})
    assert (response.status_code, response["Allow"]) == (405, "GET, PATCH, DELETE")
    assert as_clara("DELETE", "deals").status_code == 405
    assert as_clara("POST", "$metadata").status_code == 405
    assert as_clara("POST", "users", {}).status_code == 501
