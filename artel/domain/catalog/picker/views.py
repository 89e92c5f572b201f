"""The picker of a record: GET shows it, or what the criteria leave of it; POST adds what was picked."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from artel.domain.catalog.lines import LineTarget, line_targets
from artel.domain.catalog.picker.adding import add_products
from artel.domain.catalog.picker.criteria import as_id, read_criteria
from artel.domain.catalog.picker.finding import Finder, criteria_fields
from artel.domain.catalog.picker.screen import Window
from artel.platform.kernel.errors import NotFound, Problem, ValidationFailed
from artel.platform.screens.answers import done, panel, whole_page
from artel.platform.screens.place import Place, place_of
from artel.platform.ui.feedback import Toast

QUANTITY = "q."
MOST_PICKED = 500


@whole_page
@require_http_methods(["GET", "POST"])
def pick(request: HttpRequest, section: str, record_id: int) -> HttpResponse:
    """Show the window, a part of it, or add what was picked in it."""
    target = line_targets.find(section)
    if target is None:
        raise Http404
    place = place_of(request, section, "change")
    if not place.may_in(target.lines, "create") or not place.records("change").filter(id=record_id).exists():
        raise NotFound(section=section, id=record_id)
    if request.method == "POST":
        return _add(request, target, place, record_id)
    products = place_of(request, "products")
    window = _window(request, products, section, record_id)
    if request.GET.get("part") == "rows":
        return HttpResponse(window.rows())
    if request.GET.get("part") == "found":
        return HttpResponse(window.found_part())
    return panel(window)


def _window(request: HttpRequest, products: Place, section: str, record_id: int) -> Window:
    fields = criteria_fields(products)
    criteria = read_criteria(request.GET, fields)
    found = Finder(place=products, fields=fields).find(criteria)
    return Window(
        place=products,
        section=section,
        record_id=record_id,
        fields=fields,
        criteria=criteria,
        found=found,
        request=request,
    )


def _add(request: HttpRequest, target: LineTarget, place: Place, record_id: int) -> HttpResponse:
    price_list = as_id(request.POST.get("prices", ""))
    try:
        number = add_products(target, record_id, _quantities(request.POST), price_list=price_list, actor=place.actor)
    except ValidationFailed as refused:
        window = _window(request, place_of(request, "products"), target.section, record_id)
        window.problems = [str(p.message) for p in refused.problems]
        return panel(window, status=422)
    text = ngettext("%(number)s product added", "%(number)s products added", number) % {"number": number}
    return done(request, Toast(text=text), target.section, [record_id], fallback=place.url("card", record_id=record_id))


def _quantities(post: QueryDict) -> dict[int, Decimal]:
    """Return product → quantity of what was picked; raises ValidationFailed with all that is wrong."""
    found: dict[int, Decimal] = {}
    problems: list[Problem] = []
    for name, text in post.items():
        product = as_id(name.removeprefix(QUANTITY)) if name.startswith(QUANTITY) else None
        if product is None or not str(text).strip():
            continue
        try:
            quantity = Decimal(str(text).replace(",", ".").replace(" ", ""))
        except InvalidOperation:
            quantity = Decimal(-1)
        if not quantity.is_finite() or quantity < 0 or quantity > Decimal(10) ** 9:
            message = _("“%(text)s” is not a quantity.") % {"text": str(text)[:40]}
            problems.append(Problem(code="bad_quantity", field="quantity", message=message))
        elif quantity:
            found[product] = quantity
    if not found and not problems:
        problems.append(
            Problem(code="nothing_picked", message=_("Nothing is picked: enter a quantity beside a product."))
        )
    if len(found) > MOST_PICKED:
        message = _("Not more than %(limit)s products at once.") % {"limit": MOST_PICKED}
        problems.append(Problem(code="too_many", message=message))
    if problems:
        raise ValidationFailed(problems)
    return found
