"""Leads, deals and the people of a deal: columns, indexes and what must always hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from artel.domain.people.planned import Planned
from artel.platform.sections.record_model import RecordModel, pointer

LIVE = Q(trashed_at=None)


class Lead(Planned, RecordModel):
    """A need as it was told, with the contacts as they were entered. Qualification fills the references."""

    pipeline = models.TextField(null=True, blank=True)
    stage = models.TextField(null=True, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    source = models.TextField(null=True, blank=True)
    channel = models.TextField(null=True, blank=True)
    person_name = models.TextField(null=True, blank=True)
    company_name = models.TextField(null=True, blank=True)
    position = models.TextField(null=True, blank=True)
    phone = models.TextField(null=True, blank=True)
    email = models.TextField(null=True, blank=True)
    inn = models.TextField(null=True, blank=True)
    product_interest = models.TextField(null=True, blank=True)
    budget = models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2)
    currency = models.TextField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    account = pointer("people.Account")
    contact = pointer("people.Contact")
    deal = pointer("sales.Deal")
    disqualify_reason = models.TextField(null=True, blank=True)
    qualified_at = models.DateTimeField(null=True, blank=True)
    nurture_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "leads"
        indexes = [
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                condition=LIVE,
                name="leads_live",
            ),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="leads_trash"),
            models.Index(
                fields=["stage", "-updated_at", "-id"],
                condition=LIVE,
                name="leads_board",
            ),
            models.Index(
                fields=["owner", "stage", "-updated_at", "-id"],
                condition=LIVE,
                name="leads_own_board",
            ),
            models.Index(fields=["phone"], condition=Q(phone__isnull=False), name="leads_phone"),
            models.Index(fields=["email"], condition=Q(email__isnull=False), name="leads_email"),
            models.Index(fields=["inn"], condition=Q(inn__isnull=False), name="leads_inn"),
            models.Index(
                fields=["owner", "next_activity_at"],
                condition=LIVE,
                name="leads_planned",
            ),
            models.Index(fields=["next_activity_at"], condition=LIVE, name="leads_next"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(inn__regex=r"^(\d{10}|\d{12})$"), name="leads_inn_digits"),
            models.CheckConstraint(condition=Q(budget__gte=0), name="leads_budget_positive"),
        ]


class Deal(Planned, RecordModel):
    """A qualified opportunity. `probability` and `closed_at` follow the stage."""

    pipeline = models.TextField(null=True, blank=True)
    stage = models.TextField(null=True, blank=True)
    stage_since = models.DateTimeField(null=True, blank=True)
    account = pointer("people.Account")
    contact = pointer("people.Contact")
    amount = models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2)
    currency = models.TextField(null=True, blank=True)
    probability = models.BigIntegerField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    loss_reason = models.TextField(null=True, blank=True)
    source = models.TextField(null=True, blank=True)
    lead = pointer("sales.Lead")
    description = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "deals"
        indexes = [
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                condition=LIVE,
                name="deals_live",
            ),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="deals_trash"),
            models.Index(
                fields=["stage", "-updated_at", "-id"],
                condition=LIVE,
                name="deals_board",
            ),
            models.Index(
                fields=["owner", "stage", "-updated_at", "-id"],
                condition=LIVE,
                name="deals_own_board",
            ),
            models.Index(fields=["expected_on"], condition=LIVE, name="deals_expected"),
            models.Index(
                fields=["owner", "next_activity_at"],
                condition=LIVE,
                name="deals_planned",
            ),
            models.Index(fields=["next_activity_at"], condition=LIVE & Q(closed_at=None), name="deals_next"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__range=(0, 100)),
                name="deals_probability_percent",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="deals_amount_positive"),
        ]


class DealContact(RecordModel):
    """A contact's part in a deal: who decides, who pays, who uses."""

    deal = pointer("sales.Deal")
    contact = pointer("people.Contact")
    role = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "deal_contacts"
        constraints = [
            models.UniqueConstraint(fields=["deal", "contact"], condition=LIVE, name="deal_contacts_pair"),
            models.CheckConstraint(
                condition=Q(deal__isnull=False, contact__isnull=False),
                name="deal_contacts_both_ends",
            ),
        ]


class Qualification(models.Model):
    """What qualifying a lead made, so that it can be taken back: see `actions/undo_qualification.py`.

    `made` is [[section, id, version after]…] in the order of making; `before` holds values of the lead and,
    under `carried`, the activities that went on with the deal: [[section, id]…].
    """

    lead_id = models.BigIntegerField()
    at = models.DateTimeField()
    author_id = models.BigIntegerField(null=True)
    made = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    lead_version = models.IntegerField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["lead_id", "-id"], name="sales_qualification_of_lead")]


class LineModel(RecordModel):
    """A line of products: what, how many, at what price. `amount` is the quantity at the price less the discount."""

    product = pointer("catalog.Product")
    quantity = models.DecimalField(null=True, blank=True, max_digits=14, decimal_places=3)
    price = models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2)
    discount = models.DecimalField(null=True, blank=True, max_digits=5, decimal_places=2)
    currency = models.TextField(null=True, blank=True)
    amount = models.DecimalField(null=True, blank=True, max_digits=17, decimal_places=2)

    class Meta:
        abstract = True


class LeadProduct(LineModel):
    """A product that a lead asks for."""

    lead = pointer("sales.Lead")

    class Meta:
        db_table = "lead_products"
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, quantity__gt=0) & Q(price__gte=0) & Q(discount__range=(0, 100)),
                name="lead_products_sound",
            ),
        ]


class DealProduct(LineModel):
    """A product that is sold in a deal."""

    deal = pointer("sales.Deal")

    class Meta:
        db_table = "deal_products"
        constraints = [
            models.CheckConstraint(
                condition=Q(deal__isnull=False, quantity__gt=0) & Q(price__gte=0) & Q(discount__range=(0, 100)),
                name="deal_products_sound",
            ),
        ]
