"""The verb of rules «create_project»: `{act: run, verb: create_project, options: {template: fitting}}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artel.domain.work.projects.starting import PROJECTS, start_for_deals
from artel.domain.work.projects.templates import SOURCE, template_of
from artel.platform.definitions.kind import Body
from artel.platform.definitions.kinds.rules.verbs import Made, Misfit, Verb, verbs
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import SectionSpec, Snapshot


class ProjectOptions(Body):
    """Of which template the project is made."""

    template: str


def misfits(options: ProjectOptions, section: SectionSpec, snapshot: Snapshot) -> Iterable[Misfit]:
    """Yield a template that there is not, or a rule of another section than deals."""
    if template_of(options.template, snapshot) is None:
        message = gettext_lazy("There is no template of projects “%(key)s”.")
        yield "template", "unknown_template", message % {"key": options.template}
    if section.key != SOURCE:
        yield (
            "template",
            "not_of_deals",
            gettext_lazy("Projects are made of deals, not of “%(section)s”.") % {"section": section.label},
        )


def told(options: ProjectOptions, snapshot: Snapshot, language: str) -> str:
    """Return «make a project from the template “…”»."""
    template = template_of(options.template, snapshot)
    name = template.label.label().text(language) if template else options.template
    return _("make a project from the template “%(template)s”") % {"template": name}


def perform(options: ProjectOptions, ids: Sequence[int], actor: Actor) -> Mapping[int, Made]:
    """Make the projects; a record that has one keeps it."""
    made = start_for_deals(options.template, ids, actor=actor.as_system())
    return {record_id: (PROJECTS, project) for record_id, project in made.items()}


verbs.add(
    "create_project",
    Verb(key="create_project", options=ProjectOptions, misfits=misfits, told=told, perform=perform),
)
