"""Leads, deals and deal contacts as sections: words, types, what is asked and what is searched."""

from __future__ import annotations

from artel.domain.money import CURRENCIES, IN_CURRENCY
from artel.domain.people.planned import planned_fields
from artel.domain.sales.models import Deal, DealContact, DealProduct, Lead, LeadProduct
from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.carrying import Handover, declare_handover
from artel.platform.sections.declaring import declare_field, declare_section
from artel.platform.sections.spec import FieldSpec

LEADS = declare_section(
    Lead,
    key="leads",
    label=Label("Лиды", "Leads"),
    singular=Label("Лид", "Lead"),
    counted=CountedLabel("лид", "лида", "лидов", "lead", "leads"),
    icon="target-arrow",
    position=20,
    has_pipeline=True,
    name_label=Label("Потребность", "Need"),
    fields=(
        declare_field("person_name", "text", Label("Контактное лицо", "Person"), searchable=True),
        declare_field("position", "text", Label("Должность", "Position")),
        declare_field("company_name", "text", Label("Компания", "Company"), searchable=True),
        declare_field(
            "inn",
            "text",
            Label("ИНН", "INN"),
            searchable=True,
            options={"check": "inn"},
        ),
        declare_field("phone", "phone", Label("Телефон", "Phone"), searchable=True),
        declare_field("email", "email", Label("E-mail", "E-mail"), searchable=True),
        declare_field("source", "choice", Label("Источник", "Source"), lookup="sources"),
        declare_field("channel", "choice", Label("Канал", "Channel"), lookup="lead_channels"),
        declare_field(
            "product_interest",
            "text",
            Label("Интересует", "Interested in"),
            searchable=True,
        ),
        declare_field("budget", "money", Label("Бюджет", "Budget"), options=IN_CURRENCY),
        declare_field(
            "currency",
            "choice",
            Label("Валюта", "Currency"),
            default="RUB",
            choices=CURRENCIES,
        ),
        declare_field("description", "long_text", Label("Описание", "Description")),
        declare_field("account", "reference", Label("Контрагент", "Account"), target="accounts"),
        declare_field("contact", "reference", Label("Контакт", "Contact"), target="contacts"),
        declare_field("deal", "reference", Label("Продажа", "Deal"), target="deals", readonly=True),
        declare_field(
            "disqualify_reason",
            "choice",
            Label("Причина отказа", "Reason to drop"),
            lookup="disqualify_reasons",
        ),
        declare_field(
            "qualified_at",
            "datetime",
            Label("Квалифицирован", "Qualified"),
            system=True,
            readonly=True,
        ),
        declare_field("nurture_until", "date", Label("Вернуться не раньше", "Return not before")),
        *planned_fields(),
    ),
)

declare_handover(Handover(section="leads", targets=("accounts", "contacts", "deals"), built_in=frozenset(LEADS.fields)))

DEALS = declare_section(
    Deal,
    key="deals",
    label=Label("Продажи", "Deals"),
    singular=Label("Продажа", "Deal"),
    counted=CountedLabel("продажа", "продажи", "продаж", "deal", "deals"),
    icon="layout-kanban",
    position=30,
    has_pipeline=True,
    fields=(
        declare_field("account", "reference", Label("Контрагент", "Account"), target="accounts"),
        declare_field("contact", "reference", Label("Контакт", "Contact"), target="contacts"),
        declare_field("amount", "money", Label("Сумма", "Amount"), options=IN_CURRENCY),
        declare_field(
            "currency",
            "choice",
            Label("Валюта", "Currency"),
            default="RUB",
            choices=CURRENCIES,
        ),
        declare_field(
            "probability",
            "integer",
            Label("Вероятность, %", "Probability, %"),
            help=Label(
                "Следует за стадией, можно уточнить",
                "Follows the stage, may be corrected",
            ),
            options={"min": 0, "max": 100},
        ),
        declare_field("expected_on", "date", Label("Ожидаемая дата", "Expected date")),
        declare_field("source", "choice", Label("Источник", "Source"), lookup="sources"),
        declare_field(
            "loss_reason",
            "choice",
            Label("Причина проигрыша", "Loss reason"),
            lookup="loss_reasons",
        ),
        declare_field("lead", "reference", Label("Лид", "Lead"), target="leads", readonly=True),
        declare_field(
            "closed_at",
            "datetime",
            Label("Закрыта", "Closed"),
            system=True,
            readonly=True,
        ),
        declare_field("description", "long_text", Label("Описание", "Description")),
        *planned_fields(),
    ),
)

DEAL_CONTACTS = declare_section(
    DealContact,
    key="deal_contacts",
    label=Label("Участники продажи", "Deal contacts"),
    singular=Label("Участник продажи", "Deal contact"),
    counted=CountedLabel("участник", "участника", "участников", "deal contact", "deal contacts"),
    icon="user-check",
    position=430,
    parent="deal",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    fields=(
        declare_field(
            "deal",
            "reference",
            Label("Продажа", "Deal"),
            target="deals",
            required=True,
            cascade=True,
        ),
        declare_field(
            "contact",
            "reference",
            Label("Контакт", "Contact"),
            target="contacts",
            required=True,
            cascade=True,
        ),
        declare_field("role", "choice", Label("Роль", "Role"), lookup="deal_roles"),
    ),
)


def _line_fields(parent: FieldSpec) -> tuple[FieldSpec, ...]:
    """Return the fields of a line of products under `parent`."""
    return (
        parent,
        # A product that is sold somewhere stays in the catalogue: it is discontinued, not deleted.
        declare_field("product", "reference", Label("Товар", "Product"), target="products", required=True),
        declare_field(
            "quantity", "decimal", Label("Количество", "Quantity"), required=True, default=1, options={"places": 3}
        ),
        declare_field(
            "price",
            "money",
            Label("Цена", "Price"),
            help=Label("Пустая берётся из каталога", "An empty one is taken from the catalogue"),
            options=IN_CURRENCY,
        ),
        declare_field("discount", "decimal", Label("Скидка, %", "Discount, %"), options={"min": 0, "max": 100}),
        declare_field("amount", "money", Label("Сумма", "Amount"), readonly=True, system=True, options=IN_CURRENCY),
        declare_field("currency", "choice", Label("Валюта", "Currency"), choices=CURRENCIES),
    )


LEAD_PRODUCTS = declare_section(
    LeadProduct,
    key="lead_products",
    label=Label("Товары лида", "Lead products"),
    singular=Label("Товар лида", "Lead product"),
    counted=CountedLabel("товар", "товара", "товаров", "product", "products"),
    icon="package",
    position=431,
    parent="lead",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    default_order=("id",),
    fields=_line_fields(
        declare_field("lead", "reference", Label("Лид", "Lead"), target="leads", required=True, cascade=True)
    ),
)

DEAL_PRODUCTS = declare_section(
    DealProduct,
    key="deal_products",
    label=Label("Товары продажи", "Deal products"),
    singular=Label("Товар продажи", "Deal product"),
    counted=CountedLabel("товар", "товара", "товаров", "product", "products"),
    icon="package",
    position=432,
    parent="deal",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    default_order=("id",),
    fields=_line_fields(
        declare_field("deal", "reference", Label("Продажа", "Deal"), target="deals", required=True, cascade=True)
    ),
)
