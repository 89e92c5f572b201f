"""Products, their categories, price lists and prices: columns, indexes and what must always hold."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from artel.platform.sections.record_model import RecordModel, pointer

LIVE = Q(trashed_at=None)


class ProductCategory(RecordModel):
    """A branch of the catalogue; categories form a tree. `code` stays the same whatever a category is called."""

    code = models.TextField(null=True, blank=True)
    parent = pointer("catalog.ProductCategory")
    position = models.BigIntegerField(null=True, blank=True)

    class Meta:
        db_table = "product_categories"
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="product_categories_not_own_parent"),
            models.UniqueConstraint(
                fields=["code"], condition=LIVE & Q(code__isnull=False), name="product_categories_code_uniq"
            ),
        ]


class Product(RecordModel):
    """A thing or a service that is sold. Sizes are in millimetres, the weight in kilograms."""

    article = models.TextField(null=True, blank=True)
    category = pointer("catalog.ProductCategory")
    modification = models.TextField(null=True, blank=True)
    color = models.TextField(null=True, blank=True)
    length = models.BigIntegerField(null=True, blank=True)
    width = models.BigIntegerField(null=True, blank=True)
    height = models.BigIntegerField(null=True, blank=True)
    weight = models.DecimalField(null=True, blank=True, max_digits=12, decimal_places=3)
    unit = models.TextField(null=True, blank=True)
    price = models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2)
    currency = models.TextField(null=True, blank=True)
    in_stock = models.DecimalField(null=True, blank=True, max_digits=14, decimal_places=3)
    is_discontinued = models.BooleanField(null=True, blank=True)
    photo = pointer("files.StoredFile")
    description = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "products"
        indexes = [
            models.Index(F("updated_at").desc(), F("id").desc(), condition=LIVE, name="products_live"),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="products_trash"),
            models.Index(fields=["name", "id"], condition=LIVE, name="products_by_name"),
            models.Index(OpClass(Upper("article"), name="text_pattern_ops"), name="products_article_start"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=LIVE & Q(article__isnull=False), name="products_article_uniq"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="products_price_positive"),
            models.CheckConstraint(
                condition=(Q(length__isnull=True) | Q(length__gt=0))
                & (Q(width__isnull=True) | Q(width__gt=0))
                & (Q(height__isnull=True) | Q(height__gt=0)),
                name="products_sizes_positive",
            ),
        ]


class PriceList(RecordModel):
    """Prices that go together: retail, dealers, a season. One of them is the usual one."""

    currency = models.TextField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    is_usual = models.BooleanField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "price_lists"
        constraints = [
            models.UniqueConstraint(
                fields=["is_usual"], condition=LIVE & Q(is_usual=True), name="price_lists_one_usual_uniq"
            ),
        ]


class Price(RecordModel):
    """What a product costs in a price list, in the list's currency."""

    price_list = pointer("catalog.PriceList")
    product = pointer("catalog.Product")
    price = models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2)

    class Meta:
        db_table = "prices"
        constraints = [
            models.UniqueConstraint(fields=["price_list", "product"], condition=LIVE, name="prices_pair_uniq"),
            models.CheckConstraint(
                condition=Q(price_list__isnull=False, product__isnull=False, price__isnull=False),
                name="prices_whole",
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="prices_positive"),
        ]
