"""Fields of several files: order, names without a query more, history, and nobody's bytes but those he may read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artel.platform.access.policy import actor_of, visible_to
from artel.platform.api.tokens import make_token
from artel.platform.definitions.current import current_snapshot, holding, latest_snapshot
from artel.platform.definitions.planning import make_plan
from artel.platform.exchange.exporting import export_rows, exported_fields
from artel.platform.exchange.recognising.describing import writable_fields
from artel.platform.files.actions import file_for, remove_file, store_file, sweep_loose_files
from artel.platform.files.models import StoredFile
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import NotFound, ValidationFailed
from artel.platform.records import door, merging
from artel.platform.records.door import Change
from artel.platform.records.models import Merge
from artel.platform.search.searching import search
from artel.platform.users.models import User
from tests.support.configuration import EVERY_TYPE, ON_ACCOUNTS, configure, document, field, text
from tests.support.uploads import make_uploads

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MAY = ["read", "create", "change", "remove"]


def role(key: str, **fields: dict[str, str]) -> Any:
    """Return a role that sees and changes everything in both sections but the fields named."""
    body = {
        "label": text(key, key),
        "sections": {"accounts": MAY, "x_visits": MAY},
        "records": {"*": {"read": "all", "change": "all"}},
        "fields": fields,
    }
    return document("role", key, body=body)


@pytest.fixture(params=["accounts", "x_visits"], ids=["built-in", "own"])
def section(request: pytest.FixtureRequest, db: None, tmp_path: Path, settings: Any) -> Iterator[str]:
    """Return a section with `x_papers`, the secret `x_secret` of several files and the secret `x_pass` of one."""
    settings.MEDIA_ROOT = tmp_path
    name = str(request.param)
    hidden = {name: {"x_secret": "hidden", "x_pass": "hidden"}}
    configure(
        *ON_ACCOUNTS,
        *EVERY_TYPE,
        field(f"{name}.x_secret", "files", "Тайное"),
        field(f"{name}.x_pass", "file", "Пропуск"),
        role("manager", **hidden),
        role("head"),
    )
    with holding(latest_snapshot()):
        yield name


def uploaded(user: User, name: str = "смета.pdf", body: bytes = b"%PDF-1.7\n") -> StoredFile:
    """Keep an upload of a person."""
    return store_file(SimpleUploadedFile(name, body), actor=actor_of(user))


def held(section: str, record_id: int, key: str = "x_papers") -> object:
    """Return what a field holds."""
    return visible_to(SYSTEM, section, include_trashed=True).values_list(key, flat=True).get(id=record_id)


def refused(section: str, actor: Any, **values: object) -> set[tuple[str | None, str]]:
    """Return what is wrong with a new record."""
    with pytest.raises(ValidationFailed) as raised:
        door.create(section, [{"name": "Запись", **values}], actor=actor)
    return {(p.field, p.code) for p in raised.value.problems}


def of_head(section: str, boris: User, **values: object) -> int:
    """Create a record as Boris, who reads every field."""
    return door.create(section, [{"name": "Запись", **values}], actor=actor_of(boris))[0]


def site_of(user: User) -> Client:
    """Return the browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def got(user: User, file: StoredFile) -> int:
    """Return how a download of the bytes ends."""
    answer = site_of(user).get(f"/files/{file.key}/")
    if answer.status_code == 200:
        assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    return int(answer.status_code)


def test_files_keep_their_order_and_belong_to_their_record(section: str, anna: User) -> None:
    first, second = uploaded(anna), uploaded(anna, "план.pdf")
    record = door.create(section, [{"name": "Запись", "x_papers": [second.pk, first.pk]}], actor=actor_of(anna))[0]
    assert held(section, record) == [second.pk, first.pk]
    first.refresh_from_db()
    assert (first.section, first.record_id, first.field) == (section, record, "x_papers")
    door.change(section, [Change(id=record, values={"x_papers": [first.pk, second.pk]})], actor=actor_of(anna))
    assert held(section, record) == [first.pk, second.pk]
    StoredFile.objects.update(created_at="2020-01-01T00:00:00Z")
    assert sweep_loose_files() == 0


def test_lists_and_cards_show_names_without_a_query_more(section: str, boris: User) -> None:
    make_uploads(*range(100, 120), author=boris)
    site = site_of(boris)
    address = f"/{section}/?columns=name,x_papers"
    of_head(section, boris, x_papers=[101, 100])
    site.get(address)
    with CaptureQueriesContext(connection) as few:
        page = site.get(address).content.decode()
    assert "101.pdf" in page
    assert ">+1<" in page
    door.create(section, [{"name": f"№ {n}", "x_papers": [n]} for n in range(102, 120)], actor=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        page = site.get(address).content.decode()
    assert "119.pdf" in page
    assert len(many) == len(few)
    record = visible_to(SYSTEM, section).values_list("id", flat=True).get(x_papers=[101, 100])
    card = site.get(f"/{section}/{record}/").content.decode()
    assert card.index("101.pdf") < card.index("100.pdf")


def test_history_says_which_files_came_and_which_went(section: str, boris: User) -> None:
    make_uploads(101, 102, 103, author=boris)
    record = of_head(section, boris, x_papers=[101])
    door.change(section, [Change(id=record, values={"x_papers": [102, 103]})], actor=actor_of(boris))
    door.change(section, [Change(id=record, values={"x_papers": [103, 102]})], actor=actor_of(boris))
    door.change(section, [Change(id=record, values={"x_pass": None, "name": "Иначе"})], actor=actor_of(boris))
    page = site_of(boris).get(f"/{section}/{record}/feed/?group=files", headers=HTMX).content.decode()
    key = StoredFile.objects.values_list("key", flat=True).get(id=101)
    assert "добавлены" in page
    assert f'убран <a class="a-link" href="/files/{key}/" title="101.pdf">101.pdf</a>' in page, "what went can be had"
    assert "изменён порядок" in page
    assert "Иначе" not in page


def test_a_strangers_upload_is_never_taken(section: str, anna: User, boris: User, clara: User) -> None:
    mine, foreign, nobodys = uploaded(anna), uploaded(boris), uploaded(boris)
    StoredFile.objects.filter(pk=nobodys.pk).update(author=None)
    actor = actor_of(anna)
    for file in (foreign.pk, nobodys.pk, 10**12):
        assert refused(section, actor, x_papers=[mine.pk, file]) == {("x_papers", "unknown_target")}
        assert refused(section, actor_of(clara), x_pass=file) == {("x_pass", "unknown_target")}, "not even by Clara"
    record = door.create(section, [{"name": "Запись"}], actor=actor)[0]
    with pytest.raises(ValidationFailed):
        door.change(section, [Change(id=record, values={"x_papers": [foreign.pk]})], actor=actor)
    foreign.refresh_from_db()
    assert foreign.section == ""


def test_a_file_of_another_record_or_of_a_hidden_field_is_not_taken(section: str, anna: User, boris: User) -> None:
    secret, single, other = uploaded(boris), uploaded(boris), uploaded(boris)
    record = of_head(section, boris, x_secret=[secret.pk], x_pass=single.pk)
    of_head(section, boris, x_papers=[other.pk])
    for file in (secret, single, other):
        with pytest.raises(ValidationFailed) as raised:
            door.change(section, [Change(id=record, values={"x_papers": [file.pk]})], actor=actor_of(anna))
        assert [p.code for p in raised.value.problems] == ["unknown_target"]
    door.change(section, [Change(id=record, values={"x_secret": None})], actor=actor_of(boris))
    with pytest.raises(ValidationFailed):
        door.change(section, [Change(id=record, values={"x_papers": [secret.pk]})], actor=actor_of(anna))
    door.change(section, [Change(id=record, values={"x_papers": [secret.pk]})], actor=actor_of(boris))
    assert held(section, record) == [secret.pk], "who reads both fields may move it"


def test_one_upload_stands_in_one_place(section: str, boris: User) -> None:
    file, actor = uploaded(boris).pk, actor_of(boris)
    assert refused(section, actor, x_papers=[file], x_secret=[file]) == {("x_secret", "file_taken")}
    rows = [{"name": "Первая", "x_papers": [file]}, {"name": "Вторая", "x_papers": [file]}]
    with pytest.raises(ValidationFailed) as raised:
        door.create(section, rows, actor=actor)
    assert [(p.row, p.code) for p in raised.value.problems] == [(1, "file_taken")]
    of_head(section, boris, x_papers=[file])
    assert refused(section, actor, x_papers=[file]) == {("x_papers", "unknown_target")}


@pytest.mark.parametrize("key", ["x_secret", "x_pass"])
def test_bytes_are_for_those_who_read_the_field(section: str, key: str, anna: User, boris: User) -> None:
    file = uploaded(boris)
    record = of_head(section, boris, **{key: [file.pk] if key == "x_secret" else file.pk})
    address = f"/files/{file.key}/"
    assert got(boris, file) == 200
    assert site_of(anna).get(address).status_code == 404
    assert site_of(anna).post(f"{address}remove/").status_code == 404
    assert str(file.key) not in site_of(anna).get(f"/{section}/{record}/").content.decode()
    door.change(section, [Change(id=record, values={key: None})], actor=actor_of(boris))
    assert got(boris, file) == 200, "history leads to it"
    assert site_of(anna).get(address).status_code == 404
    feed = site_of(anna).get(f"/{section}/{record}/feed/", headers=HTMX).content.decode()
    assert "смета.pdf" not in feed


def test_a_file_attached_to_the_record_is_shut_while_it_stands_in_a_hidden_field(
    section: str, anna: User, boris: User
) -> None:
    record = of_head(section, boris)
    file = store_file(
        SimpleUploadedFile("а.pdf", b"%PDF-1.7\n"), actor=actor_of(boris), section=section, record_id=record
    )
    assert file_for(str(file.key), actor=actor_of(anna)) == file
    door.change(section, [Change(id=record, values={"x_secret": [file.pk]})], actor=actor_of(boris))
    with pytest.raises(NotFound):
        file_for(str(file.key), actor=actor_of(anna))


def test_a_file_removed_for_good_leaves_its_field_first(section: str, boris: User) -> None:
    first, second = uploaded(boris), uploaded(boris)
    record = of_head(section, boris, x_papers=[first.pk, second.pk], x_pass=uploaded(boris).pk)
    remove_file(str(first.key), actor=actor_of(boris))
    assert held(section, record) == [second.pk]
    remove_file(str(second.key), actor=actor_of(boris))
    assert held(section, record) is None
    page = site_of(boris).get(f"/{section}/{record}/feed/", headers=HTMX).content.decode()
    assert "удалённый файл" in page


def test_limits_of_number_and_size_are_told_beside_the_field(section: str, anna: User) -> None:
    make_uploads(*range(100, 106), author=anna)
    assert refused(section, actor_of(anna), x_papers=list(range(100, 106))) == {("x_papers", "too_many")}
    big = uploaded(anna, body=b"%PDF" + b"x" * 1024 * 1024)
    with pytest.raises(ValidationFailed) as raised:
        door.create(section, [{"name": "Запись", "x_papers": [big.pk]}], actor=actor_of(anna))
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("x_papers", "file_too_big")
    assert "смета.pdf" in str(problem.message)


@pytest.mark.parametrize(
    "options", [{"max_files": 0}, {"max_files": 101}, {"max_size": 0}, {"max_size": 101}, {"x": 1}]
)
def test_options_have_bounds(options: dict[str, int]) -> None:
    plan = make_plan([field("accounts.x_papers", "files", "Документы", options=options)])
    assert [p.code for p in plan.problems] == ["bad_option"]


def test_a_list_of_files_is_never_unique() -> None:
    plan = make_plan([field("accounts.x_papers", "files", "Документы", unique=True)])
    assert [p.code for p in plan.problems] == ["never_unique"]


def test_a_merge_keeps_the_files_of_both_and_can_be_taken_back(section: str, boris: User) -> None:
    make_uploads(101, 102, 103, author=boris)
    kept, other = of_head(section, boris, x_papers=[102]), of_head(section, boris, x_papers=[103, 101])
    site = site_of(boris)
    page = site.get(f"/{section}/merge/?ids={kept},{other}", headers=HTMX).content.decode()
    assert "остаются все" in page
    answer = site.post(f"/{section}/merge/", {"ids": f"{kept},{other}", "keep": kept}, headers=HTMX)
    assert answer.status_code in (200, 204), answer.content.decode()
    assert held(section, kept) == [102, 103, 101]
    assert set(StoredFile.objects.values_list("record_id", flat=True)) == {kept}
    merging.undo_merge(Merge.objects.get().pk, actor=SYSTEM)
    assert (held(section, kept), held(section, other)) == ([102], [103, 101])
    assert StoredFile.objects.get(id=101).record_id == other


def test_purged_records_leave_their_files_to_the_sweep(section: str, boris: User) -> None:
    file = uploaded(boris)
    record = of_head(section, boris, x_papers=[file.pk])
    door.trash(section, [record], actor=SYSTEM)
    assert site_of(boris).get(f"/files/{file.key}/").status_code == 404, "not from the trash"
    door.restore(section, [record], actor=SYSTEM)
    assert held(section, record) == [file.pk]
    door.trash(section, [record], actor=SYSTEM)
    door.purge(section, [record], actor=SYSTEM)
    assert site_of(boris).get(f"/files/{file.key}/").status_code == 404, "nobody's now, not even his"
    StoredFile.objects.update(created_at="2020-01-01T00:00:00Z")
    assert sweep_loose_files() == 1


def test_a_record_is_found_by_the_name_of_its_file(db: None, boris: User) -> None:
    configure(*EVERY_TYPE)
    record = door.create("x_visits", [{"name": "Осмотр", "x_papers": [uploaded(boris).pk]}], actor=SYSTEM)[0]
    assert [hit.record_id for hit in search(SYSTEM, "смета", sections=["x_visits"])] == [record]


def test_an_export_writes_names_when_asked_and_no_import_offers_the_field(section: str, boris: User) -> None:
    make_uploads(101, 102, author=boris)
    of_head(section, boris, x_papers=[102, 101])
    snapshot = current_snapshot()
    spec = snapshot.section(section)
    fields = exported_fields(spec, SYSTEM, ["x_papers"])
    records = visible_to(SYSTEM, section)
    (row,) = export_rows(spec, fields, records, snapshot, language="ru", zone=ZoneInfo("Europe/Moscow"))
    assert row == ["102.pdf; 101.pdf"]
    assert "x_papers" not in {f.key for f in exported_fields(spec, SYSTEM)}
    assert "x_papers" not in {f.key for f in writable_fields(spec, SYSTEM)}


def test_odata_serves_a_collection_and_asks_how_many(section: str, boris: User) -> None:
    make_uploads(101, 102, author=boris)
    foreign = uploaded(User.objects.create_user(username="eva", name="Ева"))
    record, bare = of_head(section, boris, x_papers=[102, 101]), of_head(section, boris)
    headers = {"Authorization": f"Bearer {make_token(boris)}"}
    address = f"/odata/{section}({record})"
    assert json.loads(Client().get(address, headers=headers).content)["x_papers"] == [102, 101]
    types = json.loads(Client().get("/odata/$metadata?$format=json", headers=headers).content)["Artel"][section]
    assert (types["x_papers"]["$Collection"], types["x_papers"]["$Type"]) == (True, "Edm.Int64")
    for asked, found in (
        ("x_papers/$count gt 1", [record]),
        ("x_papers eq null", [bare]),
        ("102 in x_papers", [record]),
        ("x_papers/any(f:f eq 7)", []),
    ):
        rows = json.loads(Client().get(f"/odata/{section}", {"$filter": asked}, headers=headers).content)["value"]
        assert [row["id"] for row in rows] == found, asked
    body = json.dumps({"x_papers": [101, foreign.pk]})
    assert Client().patch(address, body, content_type="application/json", headers=headers).status_code == 422
    body = json.dumps({"x_papers": [101]})
    assert Client().patch(address, body, content_type="application/json", headers=headers).status_code == 204
    assert held(section, record) == [101]


def test_a_form_takes_orders_and_takes_out_files(section: str, boris: User) -> None:
    site = site_of(boris)
    make_uploads(101, 102, author=boris)
    record = of_head(section, boris, x_papers=[101])
    page = site.get(f"/{section}/{record}/edit/", headers=HTMX).content.decode()
    assert 'name="x_papers" value="101"' in page
    assert 'data-most="5"' in page
    assert f'data-most-bytes="{1024 * 1024}"' in page
    posted = {"name": "Запись", "version": "1", "x_papers": ["", "102", "101"]}
    assert site.post(f"/{section}/{record}/edit/", posted).status_code == 302
    assert held(section, record) == [102, 101]
    sent = {**posted, "version": "2", "x_papers": [SimpleUploadedFile("без сценария.pdf", b"%PDF-1.7\n")]}
    assert (
        site.post(f"/{section}/{record}/edit/", {**sent, "x_papers": ["", "102", *sent["x_papers"]]}).status_code == 302
    )
    assert len(held(section, record)) == 2  # type: ignore[arg-type]
    assert held(section, record)[0] == 102  # type: ignore[index]
    emptied = {"name": "Запись", "version": "3", "x_papers": ""}
    assert site.post(f"/{section}/{record}/edit/", emptied).status_code == 302
    assert held(section, record) is None


def test_a_refused_form_still_shows_what_was_uploaded_and_nothing_of_others(
    section: str, anna: User, boris: User
) -> None:
    mine, foreign = uploaded(anna, "моё.pdf"), uploaded(boris, "чужое.pdf")
    posted = {"name": "", "x_papers": ["", str(mine.pk), str(foreign.pk)]}
    page = site_of(anna).post(f"/{section}/new/", posted, headers=HTMX).content.decode()
    assert "моё.pdf" in page
    assert "чужое.pdf" not in page
    page = site_of(anna).get(f"/{section}/new/?x_papers={foreign.pk}", headers=HTMX).content.decode()
    assert "чужое.pdf" not in page


def test_a_fact_is_edited_where_it_stands(section: str, boris: User) -> None:
    site = site_of(boris)
    make_uploads(101, 102, author=boris)
    record = of_head(section, boris, x_papers=[101])
    address = f"/{section}/{record}/cell/x_papers/?as=fact"
    editor = site.get(address, headers=HTMX).content.decode()
    assert "data-edit-stays" in editor
    assert "101.pdf" in editor
    shown = site.post(address, {"version": "1", "x_papers": ["", "101", "102"]}, headers=HTMX).content.decode()
    assert shown.index("101.pdf") < shown.index("102.pdf")
    assert held(section, record) == [101, 102]
