"""Accounts, contacts, affiliations and identities: columns, indexes and what must always hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from artel.domain.people.planned import Planned
from artel.platform.sections.record_model import RecordModel, pointer

LIVE = Q(trashed_at=None)


class Account(Planned, RecordModel):
    """A company or a person we deal with, with the requisites that papers need.

    `name_key` is the name for comparing, without the legal form (see `names.account_key`).
    """

    kind = models.TextField(null=True, blank=True)
    full_name = models.TextField(null=True, blank=True)
    inn = models.TextField(null=True, blank=True)
    kpp = models.TextField(null=True, blank=True)
    ogrn = models.TextField(null=True, blank=True)
    bank_name = models.TextField(null=True, blank=True)
    bank_bik = models.TextField(null=True, blank=True)
    bank_account = models.TextField(null=True, blank=True)
    corr_account = models.TextField(null=True, blank=True)
    legal_address = models.TextField(null=True, blank=True)
    postal_address = models.TextField(null=True, blank=True)
    phone = models.TextField(null=True, blank=True)
    email = models.TextField(null=True, blank=True)
    website = models.TextField(null=True, blank=True)
    parent = pointer("people.Account")
    category = models.TextField(null=True, blank=True)
    industry = models.TextField(null=True, blank=True)
    source = models.TextField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    name_key = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "accounts"
        indexes = [
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                condition=LIVE,
                name="accounts_live",
            ),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="accounts_trash"),
            models.Index(fields=["inn"], condition=Q(inn__isnull=False), name="accounts_inn"),
            models.Index(
                fields=["phone"],
                condition=Q(phone__isnull=False),
                name="accounts_phone",
            ),
            models.Index(
                fields=["email"],
                condition=Q(email__isnull=False),
                name="accounts_email",
            ),
            models.Index(fields=["name_key"], name="accounts_name_key"),
            models.Index(
                fields=["owner", "next_activity_at"],
                condition=LIVE,
                name="accounts_planned",
            ),
            models.Index(fields=["next_activity_at"], condition=LIVE, name="accounts_next"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("legal", "natural")), name="accounts_kind"),
            models.CheckConstraint(condition=Q(inn__regex=r"^(\d{10}|\d{12})$"), name="accounts_inn_digits"),
            models.CheckConstraint(
                condition=Q(kpp__regex=r"^\d{4}[0-9A-Z]{2}\d{3}$"),
                name="accounts_kpp_form",
            ),
            models.CheckConstraint(
                condition=Q(ogrn__regex=r"^(\d{13}|\d{15})$"),
                name="accounts_ogrn_digits",
            ),
            models.CheckConstraint(condition=Q(bank_bik__regex=r"^\d{9}$"), name="accounts_bik_digits"),
            models.CheckConstraint(
                condition=Q(bank_account__regex=r"^\d{20}$"),
                name="accounts_account_digits",
            ),
            models.CheckConstraint(
                condition=Q(corr_account__regex=r"^\d{20}$"),
                name="accounts_corr_digits",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="accounts_parent_other",
            ),
        ]


class Contact(Planned, RecordModel):
    """A person. `name` is composed of the parts; `account` is the main place of work.

    `phone` and `email` repeat the main identities, so that lists show them without a join.
    """

    last_name = models.TextField(null=True, blank=True)
    first_name = models.TextField(null=True, blank=True)
    middle_name = models.TextField(null=True, blank=True)
    account = pointer("people.Account")
    position = models.TextField(null=True, blank=True)
    phone = models.TextField(null=True, blank=True)
    email = models.TextField(null=True, blank=True)
    birthday = models.DateField(null=True, blank=True)
    source = models.TextField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    name_key = models.TextField(null=True, blank=True)

    class Meta:
        db_table = "contacts"
        indexes = [
            models.Index(
                F("updated_at").desc(),
                F("id").desc(),
                condition=LIVE,
                name="contacts_live",
            ),
            models.Index(fields=["trashed_at"], condition=~LIVE, name="contacts_trash"),
            models.Index(
                fields=["phone"],
                condition=Q(phone__isnull=False),
                name="contacts_phone",
            ),
            models.Index(
                fields=["email"],
                condition=Q(email__isnull=False),
                name="contacts_email",
            ),
            models.Index(fields=["name_key"], name="contacts_name_key"),
            models.Index(
                fields=["owner", "next_activity_at"],
                condition=LIVE,
                name="contacts_planned",
            ),
            models.Index(fields=["next_activity_at"], condition=LIVE, name="contacts_next"),
        ]


class Affiliation(RecordModel):
    """A contact's place at an account. A contact has at most one main place (constraint in migration 0002)."""

    contact = pointer("people.Contact")
    account = pointer("people.Account")
    position = models.TextField(null=True, blank=True)
    is_main = models.BooleanField(null=True, blank=True)

    class Meta:
        db_table = "affiliations"
        constraints = [
            models.UniqueConstraint(fields=["contact", "account"], condition=LIVE, name="affiliations_pair"),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, account__isnull=False),
                name="affiliations_both_ends",
            ),
        ]


class Identity(RecordModel):
    """One way to reach a contact or an account: kind and value, normalised.

    A value belongs to one of them only, unless it `is_shared` (a switchboard, a family's phone).
    """

    contact = pointer("people.Contact")
    account = pointer("people.Account")
    kind = models.TextField(null=True, blank=True)
    value = models.TextField(null=True, blank=True)
    label = models.TextField(null=True, blank=True)
    is_main = models.BooleanField(null=True, blank=True)
    is_shared = models.BooleanField(null=True, blank=True)

    class Meta:
        db_table = "identities"
        indexes = [models.Index(fields=["value", "kind"], name="identities_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=LIVE & (Q(is_shared=None) | Q(is_shared=False)),
                name="identities_unique",
            ),
            models.UniqueConstraint(
                fields=["contact", "kind", "value"],
                condition=LIVE & Q(contact__isnull=False),
                name="identities_once_per_contact",
            ),
            models.UniqueConstraint(
                fields=["account", "kind", "value"],
                condition=LIVE & Q(account__isnull=False),
                name="identities_once_per_account",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, account=None) | Q(contact=None, account__isnull=False),
                name="identities_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(kind__isnull=False, value__isnull=False),
                name="identities_filled",
            ),
        ]
