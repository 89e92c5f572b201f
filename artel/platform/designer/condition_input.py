"""A condition in a form: always, never, or the rows of the filter builder; and its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.conditions.filter_model import FilterGroup
from artel.platform.definitions.current import current_snapshot, holding
from artel.platform.designer.drafts import Working
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import ValidationFailed
from artel.platform.screens.display import screen_display
from artel.platform.screens.filters.builder import rows_frame
from artel.platform.screens.filters.model import (
    Builder,
    Labels,
    builder_for,
    conditions_in,
    fields_json,
    in_rows,
    labels_of,
    read_rows,
    rows_json,
    values_of,
)
from artel.platform.screens.place import place_for
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon

WHEN = "when"


def builder_of(actor: Actor, working: Working, section: str) -> Builder:
    """Return the filter builder of a section with the draft on top."""
    with holding(working.snapshot):
        place = place_for(actor, section)
        return builder_for(place, screen_display(place))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionField(Component):
    """A choice (`name`) of fixed answers or a condition, and below it the rows of the builder.

    `fixed` are (value, words); with none of them the condition itself is asked for at once. `value` is one of the
    fixed values, or the text of a condition.
    """

    builder: Builder
    name: str
    label: Text
    value: str = ""
    fixed: Sequence[tuple[str, Text]] = ()
    errors: Sequence[Text] = ()

    def render(self) -> SafeString:
        """See `Component`."""
        is_condition = not self.fixed or self.value not in {value for value, _words in self.fixed}
        wrong = EMPTY
        if self.errors:
            wrong = format_html(
                '<span class="a-error" role="alert" tabindex="-1" data-focus>{}<span>{}</span></span>',
                icon("alert-circle", "sm"),
                join(self.errors, " "),
            )
        body = _rows_or_text(self.builder, self.name, self.value if is_condition else "")
        return format_html(
            '<fieldset class="a-field is-wide a-condition"><legend>{}</legend>{}'
            '<div data-revealed="{}"{}>{}</div>{}</fieldset>',
            self.label,
            self._choice(is_condition=is_condition),
            WHEN,
            attributes({"hidden": not is_condition}),
            body,
            wrong,
        )

    def _choice(self, *, is_condition: bool) -> Html:
        if not self.fixed:
            return EMPTY
        chosen = WHEN if is_condition else self.value
        options = join(
            format_html('<option value="{}"{}>{}</option>', value, attributes({"selected": value == chosen}), words)
            for value, words in (*self.fixed, (WHEN, _("by a condition")))
        )
        return format_html(
            '<select class="form-select" name="{}" data-reveals="{}" aria-label="{}">{}</select>',
            self.name,
            WHEN,
            self.label,
            options,
        )


def _rows_or_text(builder: Builder, name: str, text: str) -> Html:
    """Return the rows of a condition; its text where rows can't say it or it is wrong."""
    group = builder.read(text) if text else None
    if text and (group is None or not in_rows(group)):
        return format_html(
            '<textarea class="form-control" name="text.{}" rows="3" aria-label="{}">\n{}</textarea>',
            name,
            _("Condition as text"),
            text,
        )
    with holding(builder.place.snapshot):
        labels = labels_of(builder, conditions_in([group])) if group else {}
        fields = fields_json(builder, labels)
    rows = rows_json(group) if group else '{"match": "all", "rows": []}'
    return format_html(
        '<div class="a-filter" data-controller="filter" data-fields="fields-{0}"><div hidden id="fields-{0}">{1}</div>'
        '<input type="hidden" name="model" value="{2}"><input type="hidden" name="model.of" value="{0}">{3}</div>',
        name,
        fields,
        rows,
        rows_frame(_("When")),
    )


def read_condition(post: QueryDict, name: str, builder: Builder) -> str:
    """Return the text of the condition that was built, or typed; empty for none. Raises ValidationFailed."""
    if f"text.{name}" in post:
        return str(post[f"text.{name}"]).strip()
    models = dict(zip(post.getlist("model.of"), post.getlist("model"), strict=False))
    if name not in models:
        return ""
    with holding(builder.place.snapshot):
        group = read_rows(builder, models[name])
        return builder.write(group) if group.items else ""


def read_kept(post: QueryDict, name: str, builder: Builder, before: str, wrong: dict[str, tuple[Text, ...]]) -> str:
    """Return the text of a condition; rows that say the same as `before` give it as it was written.

    What is wrong goes into `wrong` under the name of the input; the condition then stays as it was.
    """
    try:
        found = read_condition(post, name, builder)
    except ValidationFailed as refused:
        wrong[name] = problems_in(refused)
        return before
    if before and builder.read(before) == (builder.read(found) if found else None):
        return before
    return found


def problems_in(refused: ValidationFailed) -> tuple[Text, ...]:
    """Return what is wrong with a condition in words."""
    return tuple(p.message for p in refused.problems)


def condition_in_words(builder: Builder, text: str) -> str:
    """Return a condition as people read it; its own text where rows can't say it."""
    group = builder.read(text)
    if group is None or not in_rows(group):
        return text
    with holding(current_snapshot()):
        return _in_words(builder, group, labels_of(builder, conditions_in([group])))


def _in_words(builder: Builder, group: FilterGroup, labels: Labels) -> str:
    joint = f" {_('or')} " if group.connective == "or" else f" {_('and')} "
    said = []
    for item in group.items:
        if isinstance(item, FilterGroup):
            said.append(f"({_in_words(builder, item, labels)})")
            continue
        words = ", ".join(builder.value_text(item, value, labels) for value in values_of(item))
        said.append(f"{builder.label(item.field)} {builder.operator_label(item)} {words}".strip())
    return joint.join(said)
