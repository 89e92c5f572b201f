"""Where records go whose stage is taken out: one choice for each stage, beside the button that applies a plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.translation import gettext as _

from artel.platform.definitions.consequences.effects import counted_records
from artel.platform.definitions.consequences.stranding import Stranded
from artel.platform.definitions.planning import Plan
from artel.platform.process.settling import settle
from artel.platform.ui.component import Html, join
from artel.platform.ui.forms import Field, Option

NAME = "move:"
AT_ONCE = 2
"""Batches moved before the page answers; a job moves the rest."""


def move_fields(plan: Plan | None) -> Html:
    """Return a choice for each stage that goes while records stand in it; nothing without one."""
    return join(_field(each, plan) for each in (plan.stranded if plan else ()))


def _field(each: Stranded, plan: Plan | None) -> Field:
    data = {"records": counted_records(each.records), "stage": each.label.text()}
    chosen = f"{each.target[0].key}.{each.target[1].key}" if each.target else ""
    return Field(
        name=f"{NAME}{each.address}",
        label=_("%(records)s in the stage “%(stage)s”, which goes. To the stage") % data,
        kind="select",
        value=chosen,
        options=[Option("", _("Choose a stage")), *_options(each, plan)],
        is_required=True,
    )


def _options(each: Stranded, plan: Plan | None) -> Iterator[Option]:
    """Yield the stages of their own pipeline first, then those of the section's others."""
    spec = plan.after.section(each.section) if plan and plan.after else None
    others = [p for p in (spec.pipelines if spec else ()) if p.key != each.open.key]
    for pipeline in (each.open, *others):
        for stage in pipeline.stages:
            name = stage.label.text()
            told = name if pipeline is each.open else f"{pipeline.label.text()}: {name}"
            yield Option(f"{pipeline.key}.{stage.key}", told)


def moves_in(post: QueryDict) -> dict[str, str]:
    """Return the answers that a form sent."""
    return {name.removeprefix(NAME): str(value) for name, value in post.items() if name.startswith(NAME) and value}


def settle_some() -> None:
    """Move the first records at once, so that who applied sees them where he sent them; a job moves the rest."""
    settle(most=AT_ONCE)
