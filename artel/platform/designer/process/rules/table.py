"""The rules of a section, each as a sentence, with what became of its last runs and a switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.access.views.frame import moment
from artel.platform.automation.listing import LastRuns
from artel.platform.automation.specs import KIND, Rule, all_rules
from artel.platform.automation.wording import condition, following, happening
from artel.platform.definitions.current import holding
from artel.platform.designer.drafts import Working
from artel.platform.sections.spec import SectionSpec
from artel.platform.ui.atoms import Flag
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join

Body = Mapping[str, Any]


def rules_of(working: Working, section: str) -> list[Rule]:
    """Return the rules of a section with the draft on top, in the order in which they act."""
    return [rule for rule in all_rules(working.snapshot) if rule.section == section]


def rules_list(
    request: HttpRequest,
    spec: SectionSpec,
    rules: Sequence[Rule],
    working: Working,
    runs: Mapping[str, LastRuns],
    *,
    language: str,
    sees_runs: bool,
) -> SafeString:
    """Return the rules as sentences; `runs` are known of rules in force."""
    token = get_token(request)
    with holding(working.snapshot):
        lines = join(
            _line(rule, spec, working, runs.get(rule.key), token, language, sees_runs=sees_runs) for rule in rules
        )
    return format_html('<ul class="a-rule-list">{}</ul>', lines)


def _line(
    rule: Rule,
    spec: SectionSpec,
    working: Working,
    runs: LastRuns | None,
    token: str,
    language: str,
    *,
    sees_runs: bool,
) -> SafeString:
    url = reverse("designer:rule_edit", args=[spec.key, rule.key])
    flag = Flag(_("not applied"), "soon") if working.is_edited(KIND, rule.key) else EMPTY
    return format_html(
        '<li class="{}"><div class="a-rule-head">{}<a class="strong clip" href="{}">{}</a>{}'
        '<span class="grow"></span>{}</div><p class="a-sentence">{}</p></li>',
        "is-paused" if rule.body.is_paused else "",
        _switch(rule, spec, token),
        url,
        rule.label.text(language),
        flag,
        _last(rule, runs) if sees_runs else EMPTY,
        sentence(rule, spec, working, language),
    )


def sentence(rule: Rule, spec: SectionSpec, working: Working, language: str) -> SafeString:
    """Return a rule as one sentence with its parts set off."""
    snapshot = working.snapshot
    needed = condition(rule.body, spec, snapshot, language)
    parts = [_part(_("When"), happening(rule.body, spec, snapshot))]
    parts += [_part(_("if"), needed)] if needed else []
    done = join(
        (
            format_html('<span class="a-said">{}</span>', text)
            for text in following(rule.body, spec, snapshot, language)
        ),
        "; ",
    )
    parts.append(format_html("<em>{}</em> {}", _("then"), done))
    return join(parts, ", ")


def _part(word: str, text: str) -> SafeString:
    return format_html('<em>{}</em> <span class="a-said">{}</span>', word, text)


def _switch(rule: Rule, spec: SectionSpec, token: str) -> SafeString:
    """Return the switch; what it changes goes into the draft like anything else."""
    is_paused = rule.body.is_paused
    label = _("Have “%(name)s” act") if is_paused else _("Pause “%(name)s”")
    button = Button(
        label=label % {"name": rule.label.text()},
        icon="player-play" if is_paused else "player-pause",
        kind="bare",
        is_icon_only=True,
        is_small=True,
        is_submit=True,
    )
    state = Flag(_("paused"), "soon") if is_paused else Flag(_("acts"), "good")
    return format_html(
        '<form method="post" action="{}" class="row-x"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="paused" value="{}">{}{}</form>',
        reverse("designer:rule_pause", args=[spec.key, rule.key]),
        token,
        "" if is_paused else "1",
        button,
        state,
    )


def _last(rule: Rule, runs: LastRuns | None) -> Html:
    url = reverse("automation:runs", args=[rule.key])
    if runs is None:
        return format_html('<span class="small muted nowrap">{}</span>', _("has not acted yet"))
    wrong = Flag(_("failed: %(number)s") % {"number": runs.troubles}, "late") if runs.troubles else EMPTY
    return format_html(
        '<span class="row-x small">{}<a class="a-link nowrap" href="{}">{} {}</a></span>',
        wrong,
        url,
        _("acted"),
        moment(runs.at),
    )
