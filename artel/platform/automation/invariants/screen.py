"""The board «Order»: each invariant with how many break it, whose they are, and how it went for thirty days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.access.middleware import actor_on
from artel.platform.access.policy import may_use
from artel.platform.access.views.frame import act
from artel.platform.automation.invariants.alerting import list_url
from artel.platform.automation.invariants.reading import MOST_PEOPLE, Kept
from artel.platform.automation.invariants.specs import allowance_in_words
from artel.platform.automation.permissions import MEND, SEE_RUNS
from artel.platform.automation.wording import following
from artel.platform.definitions.current import current_snapshot
from artel.platform.ui import formats
from artel.platform.ui.atoms import Ago, Flag, Meter
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState

WIDTH, HEIGHT = 168, 36


def board_of(request: HttpRequest, boards: Sequence[Kept], names: Mapping[int, str]) -> Html:
    """Return the board, the worst first as the configuration orders them; words instead when there is nothing."""
    if not boards:
        text = _("What must always be so in the company stands here: how many records break it, and whose they are.")
        return EmptyState(title=_("Nothing is declared yet"), text=text, icon="circle-check")
    return format_html('<div class="a-kept">{}</div>', join(_item(request, kept, names) for kept in boards))


def _item(request: HttpRequest, kept: Kept, names: Mapping[int, str]) -> SafeString:
    spec = current_snapshot().section(kept.invariant.section)
    label = kept.invariant.label.text()
    head = format_html(
        '<header><h2>{}</h2><p class="small muted">{}</p></header>', label, join(_notes(kept, spec.label.text()), " · ")
    )
    if kept.looked_at is None:
        state = kept.error or _("It will be counted within a minute.")
        return format_html('<section class="a-kept-item">{}<p class="muted">{}</p></section>', head, state)
    shown = f"{formats.number(kept.count)}{'+' if kept.has_more else ''}"
    figure = format_html(
        '<a class="a-kept-count{}" href="{}" aria-label="{}">{}</a>',
        " is-late" if kept.count else "",
        list_url(kept.invariant, kept.text),
        _("%(what)s: %(count)s not in order") % {"what": label, "count": shown},
        shown,
    )
    error = Flag(kept.error, "late") if kept.error else EMPTY
    return format_html(
        '<section class="a-kept-item">{}{}<div class="a-kept-trend">{}</div><div class="a-kept-people">{}</div>'
        '<footer class="a-kept-foot">{}{}</footer></section>',
        figure,
        head,
        _trend(kept.days),
        _people(kept, names),
        error,
        _acts(request, kept),
    )


def _notes(kept: Kept, section: str) -> list[Html]:
    notes: list[Html] = [section]
    if kept.invariant.body.within:
        notes.append(_("time to do it: %(within)s") % {"within": allowance_in_words(kept.invariant.body.within)})
    if kept.looked_at is not None:
        ago = Ago(timezone.localtime(kept.looked_at), timezone.localtime())
        notes.append(format_html("{} {}", _("counted"), ago))
    return notes


def _people(kept: Kept, names: Mapping[int, str]) -> Html:
    """Return whose records they are, the most first; each line leads to its records."""
    if not kept.count:
        return format_html('<p class="muted">{}</p>', _("All is in order."))
    ordered = sorted(kept.owners.items(), key=lambda pair: (-pair[1], names.get(pair[0] or 0, "")))
    most = ordered[0][1] if ordered else 1
    lines = [_line(kept, owner, number, most, names) for owner, number in ordered[:MOST_PEOPLE]]
    rest = ordered[MOST_PEOPLE:]
    if rest:
        text = ngettext("and %(count)s person more", "and %(count)s people more", len(rest)) % {"count": len(rest)}
        lines.append(format_html('<li class="muted small">{}: {}</li>', text, sum(number for _owner, number in rest)))
    return format_html('<ul class="plain">{}</ul>', join(lines))


def _line(kept: Kept, owner: int | None, number: int, most: int, names: Mapping[int, str]) -> SafeString:
    field = kept.invariant.body.owner
    text = kept.text if owner is not None else f"{field} eq null and {kept.text}"
    name = names.get(owner, f"№ {owner}") if owner is not None else _("Nobody's")
    return format_html(
        '<li><a class="clip" href="{}">{}</a>{}<b class="num">{}</b></li>',
        list_url(kept.invariant, text, owner),
        name,
        Meter(value=100 * number / most, label=_("%(name)s: share of the most") % {"name": name}),
        formats.number(number),
    )


def _trend(days: Sequence[tuple[date, int]]) -> Html:
    """Return the line of thirty days with its first and last numbers in words for who does not see it."""
    if len(days) < 2:
        return EMPTY
    most = max(count for _day, count in days) or 1
    first = days[0][0]
    span = (days[-1][0] - first).days or 1
    points = " ".join(
        f"{(day - first).days * WIDTH / span:.1f},{HEIGHT - 2 - count * (HEIGHT - 4) / most:.1f}" for day, count in days
    )
    change = days[-1][1] - days[0][1]
    said = _("%(before)s on %(day)s, %(now)s now") % {
        "before": formats.number(days[0][1]),
        "day": formats.date_short(first, days[-1][0]),
        "now": formats.number(days[-1][1]),
    }
    tone = "is-worse" if change > 0 else "is-better" if change < 0 else ""
    return format_html(
        '<svg class="a-kept-line {}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<title>{}</title><polyline points="{}"/></svg><span class="small muted">{}</span>',
        tone,
        WIDTH,
        HEIGHT,
        said,
        said,
        points,
        said,
    )


def _acts(request: HttpRequest, kept: Kept) -> Html:
    invariant, actor = kept.invariant, actor_on(request)
    if not invariant.body.mend:
        return EMPTY
    snapshot = current_snapshot()
    words = "; ".join(following(invariant.mending.body, snapshot.section(invariant.section), snapshot, actor.language))
    parts: list[Html] = []
    if kept.count and may_use(actor, MEND):
        url = reverse("automation:mend", args=[invariant.key])
        question = _("For all that is not in order: %(what)s?") % {"what": words}
        parts.append(act(request, url, _("Mend all"), icon="bolt", confirm=question))
    how = _("by itself: %(what)s") if invariant.body.by_itself else _("when asked: %(what)s")
    parts.append(format_html('<span class="small muted">{}</span>', how % {"what": words}))
    if may_use(actor, SEE_RUNS):
        url = reverse("automation:runs", args=[invariant.mending.key])
        parts.append(format_html('<a class="a-link small" href="{}">{}</a>', url, _("Log")))
    return join(parts, " ")
