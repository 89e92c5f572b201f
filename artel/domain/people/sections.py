"""Accounts, contacts and their details as sections: words, types, what is asked and what is searched."""

from __future__ import annotations

from artel.domain.people.models import Account, Affiliation, Contact, Identity
from artel.domain.people.planned import planned_fields
from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.declaring import declare_field, declare_section

IDENTITY_KINDS = {
    "phone": Label("Телефон", "Phone"),
    "email": Label("E-mail", "E-mail"),
    "telegram": Label("Telegram", "Telegram"),
    "whatsapp": Label("WhatsApp", "WhatsApp"),
    "vk": Label("ВКонтакте", "VK"),
    "other": Label("Другое", "Other"),
}
NAME_KEY = Label("Название для сравнения", "Name for comparing")

ACCOUNTS = declare_section(
    Account,
    key="accounts",
    label=Label("Контрагенты", "Accounts"),
    singular=Label("Контрагент", "Account"),
    counted=CountedLabel("контрагент", "контрагента", "контрагентов", "account", "accounts"),
    icon="building",
    position=40,
    fields=(
        declare_field(
            "kind",
            "choice",
            Label("Вид", "Kind"),
            default="legal",
            choices={
                "legal": Label("Юридическое лицо или ИП", "Organisation"),
                "natural": Label("Физическое лицо", "Person"),
            },
        ),
        declare_field("phone", "phone", Label("Телефон", "Phone"), searchable=True),
        declare_field("email", "email", Label("E-mail", "E-mail"), searchable=True),
        declare_field("website", "url", Label("Сайт", "Website"), searchable=True),
        declare_field(
            "category",
            "choice",
            Label("Категория", "Category"),
            lookup="account_categories",
        ),
        declare_field("industry", "choice", Label("Отрасль", "Industry"), lookup="industries"),
        declare_field("source", "choice", Label("Источник", "Source"), lookup="sources"),
        declare_field(
            "parent",
            "reference",
            Label("Головная организация", "Parent company"),
            target="accounts",
        ),
        declare_field(
            "full_name",
            "text",
            Label("Полное наименование", "Full name"),
            searchable=True,
        ),
        declare_field(
            "inn",
            "text",
            Label("ИНН", "INN"),
            searchable=True,
            options={"check": "inn"},
        ),
        declare_field("kpp", "text", Label("КПП", "KPP"), options={"check": "kpp"}),
        declare_field(
            "ogrn",
            "text",
            Label("ОГРН", "OGRN"),
            searchable=True,
            options={"check": "ogrn"},
        ),
        declare_field("bank_name", "text", Label("Банк", "Bank")),
        declare_field("bank_bik", "text", Label("БИК", "BIK"), options={"check": "bik"}),
        declare_field(
            "bank_account",
            "text",
            Label("Расчётный счёт", "Bank account"),
            options={"check": "bank_account"},
        ),
        declare_field(
            "corr_account",
            "text",
            Label("Корр. счёт", "Correspondent account"),
            options={"check": "bank_account"},
        ),
        declare_field("legal_address", "text", Label("Юридический адрес", "Legal address")),
        declare_field("postal_address", "text", Label("Почтовый адрес", "Postal address")),
        declare_field("description", "long_text", Label("Описание", "Description")),
        *planned_fields(),
        declare_field("name_key", "text", NAME_KEY, system=True, readonly=True),
    ),
)

CONTACTS = declare_section(
    Contact,
    key="contacts",
    label=Label("Контакты", "Contacts"),
    singular=Label("Контакт", "Contact"),
    counted=CountedLabel("контакт", "контакта", "контактов", "contact", "contacts"),
    icon="users",
    position=50,
    name_label=Label("ФИО", "Full name"),
    fields=(
        declare_field("last_name", "text", Label("Фамилия", "Last name")),
        declare_field("first_name", "text", Label("Имя", "First name")),
        declare_field("middle_name", "text", Label("Отчество", "Middle name")),
        declare_field("account", "reference", Label("Контрагент", "Account"), target="accounts"),
        declare_field("position", "text", Label("Должность", "Position"), searchable=True),
        declare_field("phone", "phone", Label("Телефон", "Phone"), searchable=True),
        declare_field("email", "email", Label("E-mail", "E-mail"), searchable=True),
        declare_field("birthday", "date", Label("День рождения", "Birthday")),
        declare_field("source", "choice", Label("Источник", "Source"), lookup="sources"),
        declare_field("description", "long_text", Label("Описание", "Description")),
        *planned_fields(),
        declare_field("name_key", "text", NAME_KEY, system=True, readonly=True),
    ),
)

AFFILIATIONS = declare_section(
    Affiliation,
    key="affiliations",
    label=Label("Места работы", "Affiliations"),
    singular=Label("Место работы", "Affiliation"),
    counted=CountedLabel("место работы", "места работы", "мест работы", "affiliation", "affiliations"),
    icon="briefcase",
    position=410,
    parent="contact",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    fields=(
        declare_field(
            "contact",
            "reference",
            Label("Контакт", "Contact"),
            target="contacts",
            required=True,
            cascade=True,
        ),
        declare_field(
            "account",
            "reference",
            Label("Контрагент", "Account"),
            target="accounts",
            required=True,
            cascade=True,
        ),
        declare_field("position", "text", Label("Должность", "Position")),
        declare_field("is_main", "boolean", Label("Основное", "Main")),
    ),
)

IDENTITIES = declare_section(
    Identity,
    key="identities",
    label=Label("Средства связи", "Ways to reach"),
    singular=Label("Средство связи", "Way to reach"),
    counted=CountedLabel(
        "средство связи",
        "средства связи",
        "средств связи",
        "way to reach",
        "ways to reach",
    ),
    icon="at",
    position=420,
    parent="contact",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    fields=(
        declare_field(
            "contact",
            "reference",
            Label("Контакт", "Contact"),
            target="contacts",
            cascade=True,
        ),
        declare_field(
            "account",
            "reference",
            Label("Контрагент", "Account"),
            target="accounts",
            cascade=True,
        ),
        declare_field(
            "kind",
            "choice",
            Label("Вид", "Kind"),
            required=True,
            choices=IDENTITY_KINDS,
        ),
        declare_field(
            "value",
            "text",
            Label("Значение", "Value"),
            required=True,
            searchable=True,
            options={"holds_numbers": True},
        ),
        declare_field("label", "text", Label("Пометка", "Note")),
        declare_field("is_main", "boolean", Label("Основное", "Main")),
        declare_field("is_shared", "boolean", Label("Общее для нескольких", "Shared by several")),
    ),
)
