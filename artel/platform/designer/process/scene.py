"""What the parts of the form of a rule need to draw themselves: the section with the draft on top, names, problems."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.access.policy import may, visible_to
from artel.platform.designer.drafts import Working
from artel.platform.designer.parts.rows import Among
from artel.platform.designer.views.frame import Errors
from artel.platform.kernel.actor import Actor
from artel.platform.screens.filters.model import Builder
from artel.platform.sections.spec import FieldSpec, Kind, SectionSpec
from artel.platform.ui.component import Text
from artel.platform.ui.forms import Option
from artel.platform.users.models import User

Raw = dict[str, Any]
"""A part of a rule as it was typed: it may be wrong or half done."""
_TAGGED = re.compile(r"^((?:on|do)\.\d+)\.([a-z_]+)\.")


class Told:
    """The problems of a form, each taken once: what no input takes is shown by the part that it belongs to."""

    def __init__(self, errors: Errors, tags: Iterable[str] = ()) -> None:
        """Take problems by path; `tags` are kinds of parts, which Pydantic puts into paths: `do.0.set.values`."""
        known = set(tags)
        self._left: dict[str, tuple[Text, ...]] = {}
        for path, messages in errors.items():
            found = _TAGGED.match(path)
            place = f"{found[1]}.{path[found.end() :]}" if found and found[2] in known else path
            self._left[place] = (*self._left.get(place, ()), *messages)

    def at(self, path: str) -> tuple[Text, ...]:
        """Take the problems of one place."""
        return self._left.pop(path, ())

    def under(self, path: str) -> tuple[Text, ...]:
        """Take the problems of a place and of everything in it."""
        found = [p for p in self._left if p == path or p.startswith((f"{path}.", f"{path}["))]
        return tuple(message for place in found for message in self._left.pop(place))

    def rest(self) -> tuple[Text, ...]:
        """Take what is left."""
        return tuple(message for place in list(self._left) for message in self._left.pop(place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One rule being drawn. `redraw` gives the attributes of an input after which the form is drawn anew."""

    spec: SectionSpec
    working: Working
    actor: Actor
    builder: Builder
    told: Told
    redraw: Callable[[str], dict[str, Any]]
    pipeline: Mapping[str, Any] = field(default_factory=dict)
    """The pipeline whose stage is drawn."""
    path: str = ""
    """Where in the rule the part that is drawn stands, for its problems: `do.0`."""

    def part(self, path: str) -> Scene:
        """Return the scene of a part of the rule."""
        return replace(self, path=path)

    def wrong(self, name: str) -> tuple[Text, ...]:
        """Take the problems of a place of this part."""
        return self.told.under(f"{self.path}.{name}")

    def sections(self) -> tuple[Option, ...]:
        """Return the sections that a person may be offered, by name."""
        found = [s for s in self.working.snapshot.sections.values() if not s.retired and may(self.actor, s.key, "read")]
        return tuple(Option(s.key, s.singular.text() or s.label.text()) for s in sorted(found, key=_by_label))

    def section(self, key: str) -> SectionSpec | None:
        """Return a section by its key."""
        found = self.working.snapshot.sections.get(key)
        return None if found is None or found.retired else found

    def paths(self, is_meant: Callable[[FieldSpec], bool]) -> tuple[Option, ...]:
        """Return the fields of the section, and those a reference away, of which something is true."""
        fields = self.builder.fields.values()
        return tuple(Option(f.path, f.label) for f in fields if f.spec is not None and is_meant(f.spec))

    def own(self, is_meant: Callable[[FieldSpec], bool]) -> tuple[Option, ...]:
        """Return the fields of the section of which something is true."""
        return tuple(option for option in self.paths(is_meant) if "/" not in option.value)

    def placeholders(self) -> tuple[Option, ...]:
        """Return the fields that a text may show, as they are written there."""
        shown = [f for f in self.spec.shown_fields if not f.holds_files]
        return tuple(Option(f"{{{{ {f.key} }}}}", f.label.text()) for f in shown)

    def named(self, pointer: FieldSpec, record_id: str) -> str:
        """Return the name of the record or the person that a value points to; its number for one not seen."""
        if not record_id.isdecimal():
            return record_id
        number = int(record_id[:18])
        if pointer.kind is Kind.PERSON:
            names = User.objects.filter(pk=number).values_list("name", flat=True)
        else:
            names = visible_to(self.actor, pointer.target or "").filter(pk=number).values_list("name", flat=True)
        return next(iter(names), "") or f"№ {number}"


def _by_label(spec: SectionSpec) -> str:
    return spec.label.text()


def hidden_whole(name: str, raw: Raw) -> Among:
    """Return a part that has no form here, kept as it is while the rest of the rule is changed."""
    text = json.dumps(raw, ensure_ascii=False)
    said = _("This part is written in the files of a solution. It stays as it is.")
    return Among(
        format_html('<input type="hidden" name="{}.whole" value="{}"><p class="is-wide muted">{}</p>', name, text, said)
    )


def read_whole(post: QueryDict, name: str, tag: str, kind: str) -> Raw:
    """Return a part that has no form here."""
    try:
        found = json.loads(post.get(f"{name}.whole", ""))
    except ValueError:
        return {tag: kind}
    return {**found, tag: kind} if isinstance(found, dict) else {tag: kind}


def with_present(options: Iterable[Option], values: Iterable[str]) -> tuple[Option, ...]:
    """Return the options and what is chosen without being offered: it stays where it is."""
    offered = tuple(options)
    known = {option.value for option in offered}
    return (*offered, *(Option(v, v) for v in dict.fromkeys(values) if v and v not in known))


def chosen_first(options: Iterable[Option], chosen: Sequence[str]) -> tuple[Option, ...]:
    """Return the options of several with the chosen ones first, in their order: a form sends them as they stand."""
    known = {option.value: option for option in options}
    first = tuple(known.get(value, Option(value, value)) for value in dict.fromkeys(chosen))
    return (*first, *(option for value, option in known.items() if value not in set(chosen)))


def texts(value: object) -> tuple[str, ...]:
    """Return what stands in a list of a raw part."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()


def label_texts(value: object) -> Mapping[str, str]:
    """Return a text in both languages; a bare one stands for both."""
    if isinstance(value, Mapping):
        return {code: str(value.get(code, "")) for code in ("ru", "en")}
    return {"ru": str(value or ""), "en": str(value or "")}
