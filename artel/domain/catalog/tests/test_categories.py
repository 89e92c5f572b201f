"""Categories of products: a code is one category's alone, and conditions are built on it."""

from __future__ import annotations

import pytest

from artel.platform.conditions.filter_model import offered_fields
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.sections.spec import Snapshot
from tests.support.domain import change, make

pytestmark = pytest.mark.django_db


def test_a_code_is_one_categorys_alone_and_none_may_be_missing_often(base_pack: Snapshot) -> None:
    tanks = make("product_categories", name="Ёмкости", code="tanks")
    lids, _rest = (make("product_categories", name=name) for name in ("Крышки", "Прочее"))
    with pytest.raises(ValidationFailed) as refused:
        change("product_categories", lids, code="tanks")
    assert [p.field for p in refused.value.problems] == ["code"]
    change("product_categories", tanks, code=None)
    change("product_categories", lids, code="tanks")


def test_conditions_of_products_are_built_on_the_code_of_the_category_and_of_the_one_above(base_pack: Snapshot) -> None:
    offered = {f.path: f.label for f in offered_fields(base_pack.section("products"), base_pack, lambda _s, _f: True)}
    assert offered["category/code"] == "Категория → Код"
    assert offered["category/parent/code"] == "Категория → Входит в категорию → Код"
    assert "category/parent/position" not in offered
