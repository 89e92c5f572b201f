"""The window of the picker: criteria with counts at the side, products with quantities, what is picked at the foot.

The criteria are one form and what is picked is another, so that narrowing never loses a quantity: the rows' inputs
belong to the second by their `form` attribute, and the controller `picker` keeps those that are out of sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.domain.catalog.picker.criteria import LEAST, MOST, VALUES, Criteria, is_listed
from artel.domain.catalog.picker.finding import STOCK, Found, Product
from artel.platform.access.policy import may, visible_to
from artel.platform.screens.forms.saving import token
from artel.platform.screens.place import Place
from artel.platform.sections.spec import FieldSpec, Kind
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, AttributeValue, Component, attributes, join
from artel.platform.ui.feedback import EmptyState, Notice
from artel.platform.ui.formats import money, number
from artel.platform.ui.icons import icon

NONE = format_html('<span class="muted">{}</span>', "—")
MOST_SHOWN = 12
"""Values of a criterion that are shown at first; the others are behind «more»."""


@dataclass(slots=True, kw_only=True)
class Window(Component):
    """The picker of one record, as a panel of the dialog."""

    place: Place
    section: str
    record_id: int
    fields: Sequence[FieldSpec]
    criteria: Criteria
    found: Found
    request: HttpRequest
    problems: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading, also of a page of its own."""
        return _("Pick products")

    @property
    def url(self) -> str:
        """The address of the window."""
        return reverse("catalog:pick", kwargs={"section": self.section, "record_id": self.record_id})

    def render(self) -> SafeString:
        """See `Component`."""
        said = join(Notice(tone="late", text=text) for text in self.problems)
        return format_html(
            '<div class="a-dialog is-picker" data-controller="picker" data-language="{}">'
            '<header><h2>{}</h2><button type="button" class="btn btn-bare btn-icon btn-sm" data-dialog-close'
            ' aria-label="{}">{}</button></header>{}{}{}{}</div>',
            self.place.actor.language,
            self.title,
            _("Close"),
            icon("x"),
            said,
            self._asking(),
            self.found_part(),
            self._basket(),
        )

    def _asking(self) -> SafeString:
        """Return the form of the criteria; the side's inputs belong to it by their `form` attribute."""
        search: dict[str, AttributeValue] = {
            "type": "search",
            "name": "q",
            "id": "pick-q",
            "class": "form-control",
            "value": self.criteria.text,
            "placeholder": _("Name, article, any words"),
            "aria-label": _("Search products"),
            "autocomplete": "off",
            "data-focus": True,
        }
        return format_html(
            '<form id="pick-criteria" class="a-pick-ask" action="{}" method="get" hx-get="{}" hx-target="#pick-found"'
            ' hx-swap="outerHTML" hx-vals=\'{{"part": "found"}}\' hx-sync="this:replace"'
            ' hx-trigger="input changed delay:180ms from:#pick-q, pick:narrow, submit">'
            '<span class="a-find">{}<input{}></span>{}</form>',
            self.url,
            self.url,
            icon("search"),
            attributes(search),
            self._price_lists(),
        )

    def _price_lists(self) -> SafeString:
        if not may(self.place.actor, "price_lists", "read"):
            return EMPTY
        lists = visible_to(self.place.actor, "price_lists").order_by("-is_usual", "name")
        rows = list(lists.values_list("id", "name")[:50])
        if not rows:
            return EMPTY
        options = join(
            format_html('<option value="{}"{}>{}</option>', key, " selected" * (key == self.criteria.price_list), name)
            for key, name in rows
        )
        return format_html(
            '<select class="form-select" name="prices" aria-label="{}" data-pick-narrow>'
            '<option value="">{}</option>{}</select>',
            _("Price list"),
            _("Usual prices"),
            options,
        )

    def found_part(self) -> SafeString:
        """Return what changes with the criteria: the side with its counts, and the products."""
        return format_html(
            '<div id="pick-found" class="a-pick-found">{}<div class="a-pick-list">'
            '<p class="small muted" role="status">{}</p>{}</div></div>',
            self._side(),
            _("Found: %(number)s") % {"number": number(self.found.total)},
            self._table(),
        )

    def _side(self) -> SafeString:
        groups = [self._categories(), self._stock(), *(self._criterion(f) for f in self.fields)]
        used = len(self.criteria.values) + len(self.criteria.ranges) + (self.criteria.category is not None)
        used += self.criteria.is_in_stock
        clear = EMPTY
        if used:
            clear = format_html(
                '<button type="button" class="btn btn-bare btn-sm" data-pick-clear>{}</button>', _("Clear all")
            )
        return format_html(
            '<details class="a-pick-side" open><summary>{}{}</summary><div class="stack">{}{}</div></details>',
            _("Criteria"),
            format_html(' <span class="a-count">{}</span>', used) if used else EMPTY,
            clear,
            join(groups),
        )

    def _categories(self) -> SafeString:
        if "category" not in self.place.fields or not self.found.categories:
            return EMPTY
        chosen = self.criteria.category
        lines = [self._radio("", _("All categories"), None, 0, is_chosen=chosen is None)]
        lines += [
            self._radio(str(c.id), c.name, c.count, c.depth, is_chosen=c.id == chosen) for c in self.found.categories
        ]
        return self._group(self.place.fields["category"].label.text(), lines)

    def _radio(self, value: str, label: str, count: int | None, depth: int, *, is_chosen: bool) -> SafeString:
        given: dict[str, AttributeValue] = {
            "type": "radio",
            "class": "form-check-input",
            "name": "category",
            "value": value,
            "form": "pick-criteria",
            "checked": is_chosen,
            "data-pick-narrow": True,
        }
        return format_html(
            '<label class="a-pick-value is-deep-{}"><input{}><span class="clip">{}</span>{}</label>',
            min(depth, 4),
            attributes(given),
            label,
            _count(count),
        )

    def _stock(self) -> SafeString:
        if STOCK not in self.place.fields:
            return EMPTY
        count = self.found.counts.get(STOCK, {}).get("true", 0)
        return self._group("", [self._box("stock", "1", _("In stock"), count, is_chosen=self.criteria.is_in_stock)])

    def _criterion(self, spec: FieldSpec) -> SafeString:
        if not is_listed(spec):
            return self._range(spec)
        chosen = self.criteria.values.get(spec.key, ())
        labels = self.place.snapshot.choices(spec) if spec.kind is Kind.CHOICE else {}
        counts = {value: n for value, n in self.found.counts.get(spec.key, {}).items() if value}
        counts |= {value: 0 for value in chosen if value not in counts}
        if not counts:
            return EMPTY
        lines = [
            self._box(
                f"{VALUES}{spec.key}",
                value,
                labels[value].text() if value in labels else value,
                count,
                is_chosen=value in chosen,
            )
            for value, count in sorted(counts.items(), key=lambda item: (item[0] not in chosen, -item[1], item[0]))
        ]
        return self._group(spec.label.text(), lines)

    def _box(self, name: str, value: str, label: str, count: int, *, is_chosen: bool) -> SafeString:
        given: dict[str, AttributeValue] = {
            "type": "checkbox",
            "class": "form-check-input",
            "name": name,
            "value": value,
            "form": "pick-criteria",
            "checked": is_chosen,
            "data-pick-narrow": True,
        }
        return format_html(
            '<label class="a-pick-value"><input{}><span class="clip" title="{}">{}</span>{}</label>',
            attributes(given),
            label,
            label,
            _count(count),
        )

    def _range(self, spec: FieldSpec) -> SafeString:
        bounds = self.criteria.ranges.get(spec.key, (None, None))
        inputs = [
            format_html(
                "<input{}>",
                attributes(
                    {
                        "class": "form-control form-control-sm",
                        "inputmode": "decimal",
                        "name": f"{side}{spec.key}",
                        "value": "" if bound is None else f"{bound.normalize():f}",
                        "placeholder": word,
                        "aria-label": f"{spec.label.text()}: {word}",
                        "form": "pick-criteria",
                        "data-pick-narrow": True,
                    }
                ),
            )
            for side, bound, word in ((LEAST, bounds[0], _("at least")), (MOST, bounds[1], _("at most")))
        ]
        return self._group(spec.label.text(), [format_html('<div class="a-pick-range">{}</div>', join(inputs))])

    def _group(self, label: str, lines: Sequence[SafeString]) -> SafeString:
        shown, more = join(lines[:MOST_SHOWN]), EMPTY
        if len(lines) > MOST_SHOWN:
            more = format_html(
                "<details><summary>{}</summary>{}</details>",
                _("Another %(number)s") % {"number": len(lines) - MOST_SHOWN},
                join(lines[MOST_SHOWN:]),
            )
        legend = format_html("<legend>{}</legend>", label) if label else EMPTY
        return format_html('<fieldset class="a-pick-group">{}{}{}</fieldset>', legend, shown, more)

    def _table(self) -> SafeString:
        if not self.found.products:
            return format_html(
                "{}",
                EmptyState(
                    title=_("Nothing fits"),
                    text=_("Take one of the criteria away or look for other words."),
                    icon="package",
                ),
            )
        heads = (
            (_("Product"), ""),
            (_("Size, mm"), "num"),
            (_("In stock"), "num"),
            (_("Price"), "num"),
            (_("Quantity"), "num"),
        )
        return format_html(
            '<table class="a-table a-pick-table"><caption class="visually-hidden">{}</caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
            _("Products"),
            join(format_html('<th scope="col" class="{}">{}</th>', kind, head) for head, kind in heads),
            self.rows(),
        )

    def rows(self) -> SafeString:
        """Return the rows of the page, and the button that brings the next ones."""
        return join([*(self._row(product) for product in self.found.products), self._more()])

    def _row(self, product: Product) -> SafeString:
        offer = product.offer
        price = money(offer.price, offer.currency or "RUB") if offer.price is not None else "—"
        color = self.place.fields.get("color")
        colors = self.place.snapshot.choices(color) if color else {}
        facts = (
            product.article,
            product.modification,
            colors[product.color].text() if product.color and product.color in colors else "",
        )
        given: dict[str, AttributeValue] = {
            "class": "form-control form-control-sm num",
            "inputmode": "decimal",
            "name": f"q.{product.id}",
            "form": "pick-basket",
            "autocomplete": "off",
            "aria-label": _("Quantity: %(name)s") % {"name": product.name},
            "data-pick": product.id,
            "data-name": product.name,
            "data-price": "" if offer.price is None else str(offer.price),
            "data-currency": offer.currency or "RUB",
        }
        return format_html(
            '<tr data-product="{}"><th scope="row"><span class="a-pick-name">{}<span class="a-entry-text">'
            '<span>{}</span><span class="small muted">{}</span></span></span></th>'
            '<td class="num" data-label="{}">{}</td><td class="num" data-label="{}">{}</td>'
            '<td class="num" data-label="{}">{}</td>'
            '<td class="num"><span class="a-pick-quantity"><input{}></span></td></tr>',
            product.id,
            _photo(product),
            product.name,
            " · ".join(fact for fact in facts if fact),
            _("Size, mm"),
            _sizes(product),
            _("In stock"),
            self._stocked(product),
            _("Price"),
            price,
            attributes(given),
        )

    def _stocked(self, product: Product) -> SafeString:
        if product.in_stock is None:
            return NONE
        unit = self.place.fields.get("unit")
        units = self.place.snapshot.choices(unit) if unit else {}
        word = units[product.unit].text() if product.unit and product.unit in units else ""
        tone = "late" if product.in_stock <= 0 else ""
        return format_html('<span class="{}">{} {}</span>', tone, number(product.in_stock), word)

    def _more(self) -> SafeString:
        if not self.found.after:
            return EMPTY
        asked = self.request.GET.copy()
        asked["after"], asked["part"] = self.found.after, "rows"
        return format_html(
            '<tr class="a-pick-more"><td colspan="5"><button type="button" class="btn" hx-get="{}?{}"'
            ' hx-target="closest tr" hx-swap="outerHTML">{}</button></td></tr>',
            self.url,
            urlencode([(key, value) for key, values in asked.lists() for value in values]),
            _("Show more"),
        )

    def _basket(self) -> SafeString:
        """Return the form of what is picked."""
        kept = join(self._kept())
        button = Button(label=_("Add to the record"), kind="primary", is_submit=True)
        return format_html(
            '<form id="pick-basket" class="a-pick-basket" method="post" action="{}" hx-post="{}" hx-target="#dialog">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<input type="hidden" name="prices" value="{}" data-pick-prices>'
            "<span data-pick-kept hidden>{}</span>"
            '<output class="grow" data-pick-sum data-nothing="{}">{}</output>{}</form>',
            self.url,
            self.url,
            token(self.request),
            self.criteria.price_list or "",
            kept,
            _("Enter a quantity beside a product"),
            _("Enter a quantity beside a product"),
            button,
        )

    def _kept(self) -> Iterable[SafeString]:
        """Yield what was typed before a refusal: nothing is lost."""
        for name, text in self.request.POST.items():
            if name.startswith("q.") and str(text).strip():
                yield format_html('<input type="hidden" name="{}" value="{}">', name, text)


def _count(count: int | None) -> SafeString:
    return EMPTY if count is None else format_html('<span class="a-count">{}</span>', number(count))


def _sizes(product: Product) -> SafeString:
    if not any(product.sizes):
        return NONE
    return format_html("{}", " × ".join(number(Decimal(size)) if size else "—" for size in product.sizes))


def _photo(product: Product) -> SafeString:
    if not product.photo:
        return format_html('<span class="a-pick-photo">{}</span>', icon("package"))
    address = reverse("files:download", kwargs={"key": product.photo})
    return format_html('<img class="a-pick-photo" src="{}" alt="" loading="lazy" width="36" height="36">', address)
