"""What every field type promises, by its own samples: parse, store, read back, show, refuse."""

from __future__ import annotations

import pytest

from artel.platform.definitions.current import current_snapshot
from artel.platform.kernel.actor import SYSTEM
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.records import door
from artel.platform.schema.runtime import model_of
from artel.platform.sections.fieldtype import FieldType, field_types, load_field_types
from artel.platform.sections.spec import Kind
from tests.support.configuration import configure, document, field, text
from tests.support.uploads import make_uploads

load_field_types()
VALUES = [t for t in field_types if t.key not in ("reference", "person", "stage") and not t.is_derived]
LOOKUP = document(
    "lookup",
    "samples",
    body={
        "label": text("Образцы", "Samples"),
        "values": [
            {"key": "web", "label": text("Сайт", "Site")},
            {"key": "fair", "label": text("Выставка", "Fair")},
        ],
    },
)


@pytest.fixture(params=VALUES, ids=lambda t: t.key)
def field_type(request: pytest.FixtureRequest, db: None) -> FieldType:
    """Return a type with a field `accounts.x_value` of it."""
    found: FieldType = request.param
    facts = {"lookup": "samples"} if found.kind in (Kind.CHOICE, Kind.CHOICES) else {}
    make_uploads(17, 18)
    configure(LOOKUP, field("accounts.x_value", found.key, "Значение", **facts))
    return found


def test_samples_are_stored_and_shown(field_type: FieldType) -> None:
    spec = current_snapshot().section("accounts").fields["x_value"]
    for sample in field_type.samples:
        if field_type.key == "autonumber":
            continue
        record_id = door.create("accounts", [{"name": "Образец", "x_value": sample.given}], actor=SYSTEM)[0]
        model = model_of("accounts", current_snapshot())
        value = model._default_manager.values_list("x_value", flat=True).get(id=record_id)
        assert value == sample.stored
        assert field_type.show(spec, value, "ru") == sample.shown


def test_refused_values_are_named_and_nothing_is_written(field_type: FieldType) -> None:
    model = model_of("accounts", current_snapshot())
    for refused in field_type.refused:
        if refused is None:
            continue
        with pytest.raises(ValidationFailed) as raised:
            door.create("accounts", [{"name": "Образец", "x_value": refused}], actor=SYSTEM)
        assert {p.field for p in raised.value.problems} == {"x_value"}
    assert not model._default_manager.filter(name="Образец").exists()


def test_every_type_has_samples_and_a_label_in_both_languages(field_type: FieldType) -> None:
    assert field_type.samples
    assert field_type.label.ru
    assert field_type.label.en


def test_blank_clears(field_type: FieldType) -> None:
    record_id = door.create("accounts", [{"name": "Пусто", "x_value": ""}], actor=SYSTEM)[0]
    if field_type.key == "autonumber":
        return
    model = model_of("accounts", current_snapshot())
    assert model._default_manager.values_list("x_value", flat=True).get(id=record_id) is None
