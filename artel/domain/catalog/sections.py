"""Products, categories, price lists and prices as sections: words, types, what is asked and what is searched."""

from __future__ import annotations

from artel.domain.catalog.models import Price, PriceList, Product, ProductCategory
from artel.domain.money import CURRENCIES, IN_CURRENCY
from artel.platform.kernel.labels import CountedLabel, Label
from artel.platform.sections.declaring import declare_field, declare_section

PRODUCT_CATEGORIES = declare_section(
    ProductCategory,
    key="product_categories",
    label=Label("Категории товаров", "Product categories"),
    singular=Label("Категория товаров", "Product category"),
    counted=CountedLabel("категория", "категории", "категорий", "category", "categories"),
    icon="category",
    position=84,
    has_feed=False,
    has_activities=False,
    default_order=("position", "name"),
    fields=(
        declare_field(
            "code",
            "text",
            Label("Код", "Code"),
            searchable=True,
            unique=True,
            help=Label(
                "По нему условия и файлы узнают категорию, как бы она ни называлась",
                "Conditions and files know the category by it, whatever it is called",
            ),
        ),
        declare_field(
            "parent", "reference", Label("Входит в категорию", "Part of category"), target="product_categories"
        ),
        declare_field("position", "integer", Label("Порядок", "Position")),
    ),
)

PRODUCTS = declare_section(
    Product,
    key="products",
    label=Label("Товары", "Products"),
    singular=Label("Товар", "Product"),
    counted=CountedLabel("товар", "товара", "товаров", "product", "products"),
    icon="package",
    position=80,
    has_activities=False,
    default_order=("name",),
    fields=(
        declare_field("article", "text", Label("Артикул", "Article"), searchable=True, unique=True),
        declare_field("category", "reference", Label("Категория", "Category"), target="product_categories"),
        declare_field("modification", "text", Label("Модификация", "Modification"), searchable=True),
        declare_field("color", "choice", Label("Цвет", "Colour"), lookup="product_colors"),
        declare_field("length", "integer", Label("Длина, мм", "Length, mm"), options={"min": 1}),
        declare_field("width", "integer", Label("Ширина, мм", "Width, mm"), options={"min": 1}),
        declare_field("height", "integer", Label("Высота, мм", "Height, mm"), options={"min": 1}),
        declare_field("weight", "decimal", Label("Вес, кг", "Weight, kg"), options={"places": 3, "min": 0}),
        declare_field("unit", "choice", Label("Единица", "Unit"), lookup="product_units", default="piece"),
        declare_field("price", "money", Label("Цена", "Price"), options=IN_CURRENCY),
        declare_field("currency", "choice", Label("Валюта", "Currency"), default="RUB", choices=CURRENCIES),
        declare_field("in_stock", "decimal", Label("На складе", "In stock"), options={"places": 3}),
        declare_field(
            "is_discontinued",
            "boolean",
            Label("Снят с продажи", "Discontinued"),
            help=Label("В окно подбора не попадает", "Is not offered in the picker"),
        ),
        declare_field("photo", "file", Label("Фото", "Photo")),
        declare_field("description", "long_text", Label("Описание", "Description"), searchable=True),
    ),
)

PRICE_LISTS = declare_section(
    PriceList,
    key="price_lists",
    label=Label("Прайс-листы", "Price lists"),
    singular=Label("Прайс-лист", "Price list"),
    counted=CountedLabel("прайс-лист", "прайс-листа", "прайс-листов", "price list", "price lists"),
    icon="tags",
    position=88,
    has_activities=False,
    fields=(
        declare_field("currency", "choice", Label("Валюта", "Currency"), default="RUB", choices=CURRENCIES),
        declare_field("valid_from", "date", Label("Действует с", "Valid from")),
        declare_field(
            "is_usual",
            "boolean",
            Label("Обычный", "Usual one"),
            help=Label("Из него берутся цены, пока не выбран другой", "Prices come from it unless another is chosen"),
        ),
        declare_field("description", "long_text", Label("Описание", "Description")),
    ),
)

PRICES = declare_section(
    Price,
    key="prices",
    label=Label("Цены", "Prices"),
    singular=Label("Цена", "Price"),
    counted=CountedLabel("цена", "цены", "цен", "price", "prices"),
    icon="tag",
    position=440,
    parent="price_list",
    in_menu=False,
    has_feed=False,
    has_activities=False,
    name_required=False,
    fields=(
        declare_field(
            "price_list",
            "reference",
            Label("Прайс-лист", "Price list"),
            target="price_lists",
            required=True,
            cascade=True,
        ),
        declare_field(
            "product", "reference", Label("Товар", "Product"), target="products", required=True, cascade=True
        ),
        declare_field("price", "money", Label("Цена", "Price"), required=True),
    ),
)
