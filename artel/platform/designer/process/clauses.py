"""Parts of a sentence in a form: each says itself in words and is opened in its place to be changed.

The form is the model: what is chosen, added or taken out sends it whole, and the server draws it anew from what was
typed. While one types only the words beside the parts come (`watch`), so inputs stay as they are. Parts have ids that
stay while the form is drawn again and again; their order is that of the inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from artel.platform.designer.process.scene import Raw, Scene
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon

MOST_PARTS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `name` is what its inputs begin with (`do.2`), `raw` what it says so far."""

    name: str
    raw: Raw
    is_open: bool = False


def redrawing(action: str, place: str) -> Callable[[str], dict[str, Any]]:
    """Return a function that gives an input what has the form in the element `place` drawn anew."""

    def attrs(act: str) -> dict[str, Any]:
        target = f"#{place}"
        return {
            "hx-post": action,
            "hx-target": target,
            "hx-select": target,
            "hx-swap": "outerHTML",
            "hx-vals": f'{{"act": "{act}"}}',
        }

    return attrs


def watch(action: str, parts: Sequence[Part]) -> SafeString:
    """Return what asks for the words anew while one chooses and types."""
    given = {
        "hx-post": action,
        "hx-trigger": "change from:closest form delay:150ms, input from:closest form delay:700ms",
        "hx-swap": "none",
        "hx-select-oob": ",".join(f"#{_said_id(part)}" for part in parts) or None,
        "hx-vals": '{"act": "look"}',
        "hidden": True,
    }
    return format_html("<div{}></div>", attributes(given)) if parts else EMPTY


def _said_id(part: Part) -> str:
    return f"said-{part.name.replace('.', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses(Component):
    """The parts of one kind with what is wrong with all of them, and what adds one. `is_ordered`: they are dragged."""

    drawn: Sequence[Html]
    add: Html
    wrong: Sequence[Text] = ()
    is_ordered: bool = True

    def render(self) -> SafeString:
        """See `Component`."""
        said = format_html('<p class="a-error" role="alert">{}</p>', join(self.wrong, " ")) if self.wrong else EMPTY
        sorts = attributes({"data-controller": "sortable"}) if self.is_ordered else EMPTY
        return format_html(
            '<div class="is-wide a-clauses"><ul class="a-clause-list"{}>{}</ul>{}{}</div>',
            sorts,
            join(self.drawn),
            said,
            self.add,
        )


def clause(
    scene: Scene, part: Part, words: Text, inputs: Html, mark: str, *, is_whole: bool, is_ordered: bool = True
) -> SafeString:
    """Return one part; what is wrong with it and stands beside no input is told at its top. It opens where it lacks."""
    holder, _dot, number = part.name.partition(".")
    inside = join((inputs,))
    wrong = scene.told.under(scene.path)
    has_error = bool(wrong) or "aria-invalid" in inside or 'role="alert"' in inside
    css = f"a-slot{'' if is_whole else ' is-empty'}{' is-wrong' if has_error else ''}"
    remove = Button(
        label=_("Remove"),
        icon="x",
        kind="bare",
        is_icon_only=True,
        is_small=True,
        is_submit=True,
        attrs={"name": "act", "value": f"remove:{part.name}", **scene.redraw(f"remove:{part.name}")},
    )
    return format_html(
        '<li class="a-clause">{}<input type="hidden" name="{}" value="{}"><details{}><summary><span class="{}" id="{}">'
        '{}<span>{}</span></span></summary><div class="a-fields a-clause-body">{}{}</div></details>{}</li>',
        _grip() if is_ordered else EMPTY,
        holder,
        number,
        attributes({"open": part.is_open or has_error or not is_whole}),
        css,
        _said_id(part),
        icon(mark, "sm") if mark else EMPTY,
        words,
        _wrong(wrong),
        inside,
        remove,
    )


def _wrong(messages: Sequence[Text]) -> Html:
    if not messages:
        return EMPTY
    mark = icon("alert-circle", "sm")
    said = join(messages, " ")
    return format_html('<div class="a-error is-wide" role="alert">{}<span>{}</span></div>', mark, said)


def _grip() -> SafeString:
    title = _("Drag, or Alt and arrows")
    return format_html('<span class="grip" data-grip title="{}">{}</span>', title, icon("grip-vertical", "sm"))


def add_button(scene: Scene, label: Text, act: str) -> Button:
    """Return the button that adds a part."""
    attrs = {"name": "act", "value": act, **scene.redraw(act)}
    return Button(label=label, icon="plus", is_small=True, is_submit=True, attrs=attrs)


def parts_of(name: str, raws: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return parts as they stand in a body."""
    return tuple(Part(f"{name}.{number}", dict(raw)) for number, raw in enumerate(raws))


def ids_in(post: QueryDict, name: str) -> list[str]:
    """Return the ids of the parts, each once; they are small numbers."""
    return [i for i in dict.fromkeys(post.getlist(name)) if i.isdecimal() and len(i) < 4][:MOST_PARTS]


def next_id(post: QueryDict, name: str) -> int:
    """Return an id that no part of the form has."""
    return max((int(i) for i in ids_in(post, name)), default=-1) + 1


def take_out(post: QueryDict, name: str) -> None:
    """Take a part (`do.2`), or a row of one (`do.2.v.1`), out of a form."""
    holder, _dot, number = name.rpartition(".")
    post.setlist(holder, [each for each in post.getlist(holder) if each != number])


def as_written(before: Sequence[Any], made: Sequence[Raw], kind: TypeAdapter[Any]) -> list[Any]:
    """Return parts written as they were before where they say the same."""
    meant = [(_meaning(each, kind), each) for each in before]
    return [_like(new, meant, kind) for new in made]


def _like(new: Raw, meant: Sequence[tuple[Any, Any]], kind: TypeAdapter[Any]) -> Any:
    told = _meaning(new, kind)
    return new if told is None else next((old for meaning, old in meant if meaning == told), new)


def _meaning(raw: Any, kind: TypeAdapter[Any]) -> Any:
    try:
        return kind.validate_python(raw)
    except ValidationError:
        return None
