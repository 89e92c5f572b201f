"""Forms of a value in demo data: a literal, or a mapping whose one known word says how to make it.

    pick: pool or list         each: group            text: "ЖК «{places}», {account.name}"
    cycle: pool or list        any: group             digits: "7-###"
    weighted: {new: 3, won: 1} of: alias, field: name requisite: inn
    number: [1, 9], step: 1    same: name             multiply: name, by: form
    day: [-30, 0]              moment: [-30, 0]

`chance: 70` beside a word leaves the value out in 30 of 100 rows. Texts: `@name` is a person or a record,
`today-3d` and `today+2d 14:30` follow the day of loading, `monday+1w 9:30` the Monday of its week.
A slot of `text` is a field of the row, a name of its
`let`, a pool, or `n`, the number of the row; after a colon stands its manner (`MANNERS`, or zeros to fill up to).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from artel.platform.packs.demo.requisites import REQUISITES
from artel.platform.packs.demo.transliterating import MANNERS

RELATIVE = re.compile(r"^(?:today(?:([+-]\d+)d)?|(monday)(?:([+-]\d+)w)?)(?: (\d{1,2}):(\d{2}))?$")
_SLOT = re.compile(r"\{([a-z_][a-z0-9_]*)(?:\.([a-z0-9_]+))?(?::([a-z]+|0+))?\}")
MAX_SLOTS = 4
OPENS, CLOSES, STEP = 9, 18, 15
"""Hours of a working day in which moments fall, and the minutes between them."""


class BadForm(Exception):
    """A value that can't be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user, by login; his id is known once he is loaded."""

    login: str


@dataclass(slots=True)
class Row:
    """One record to be: its group, number from 0, values by field key. `id` is known once it is loaded."""

    group: str
    section: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    by: Person | None = None
    comments: list[tuple[datetime | None, Person, str]] = field(default_factory=list)
    if_free: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    decision: tuple[Person, str] | None = None
    id: int | None = None


@dataclass(slots=True)
class World:
    """Everything that forms may name: people, pools, groups so far, records by their own names."""

    today: date
    zone: ZoneInfo
    people: set[str] = field(default_factory=set)
    pools: dict[str, Sequence[str]] = field(default_factory=dict)
    groups: dict[str, list[Row]] = field(default_factory=dict)
    names: dict[str, Row] = field(default_factory=dict)

    def pool(self, given: Any) -> Sequence[Any]:
        """Return a list given in place or by the name of a pool."""
        if isinstance(given, list) and given:
            return given
        if isinstance(given, str) and given in self.pools:
            return self.pools[given]
        raise BadForm(_("There is no pool “%(name)s”.") % {"name": given})

    def group(self, name: Any) -> list[Row]:
        """Return the rows of an earlier group, or of a list of groups."""
        if isinstance(name, list):
            return [row for one in name for row in self.group(one)]
        if isinstance(name, str) and name in self.groups:
            return self.groups[name]
        raise BadForm(_("There is no group “%(name)s” above this place.") % {"name": name})

    def moment(self, days: int, hour: int, minute: int) -> datetime:
        """Return a time of day, as the company's clocks show it, some days from the day of loading."""
        return datetime.combine(self.today + timedelta(days=days), time(hour, minute), tzinfo=self.zone)


@dataclass(slots=True)
class Context:
    """One row being made: its own source of chance, the world, what `with` picked and `let` named."""

    world: World
    random: Random
    row: Row
    picked: dict[str, Row] = field(default_factory=dict)
    named: dict[str, Any] = field(default_factory=dict)

    def make(self, form: Any) -> Any:
        """Return the value of a form; raises BadForm."""
        if isinstance(form, str):
            return self._literal(form)
        if not isinstance(form, dict):
            return form
        words = [word for word in form if word in FORMS]
        if len(words) != 1:
            known = ", ".join(FORMS)
            raise BadForm(_("One of these words is expected: %(words)s.") % {"words": known})
        word = words[0]
        make, options = FORMS[word]
        unknown = set(form) - {word, "chance", *options}
        if unknown:
            raise BadForm(_("The word “%(word)s” does not fit “%(form)s”.") % {"word": min(unknown), "form": word})
        if "chance" in form and self.random.randrange(100) >= _number(form["chance"]):
            return None
        return make(self, form[word], form)

    def _literal(self, text: str) -> Any:
        if text.startswith("@"):
            return self._named(text[1:])
        found = RELATIVE.match(text)
        if not found:
            return text
        days = 7 * int(found[3] or 0) - self.world.today.weekday() if found[2] else int(found[1] or 0)
        if found[4] is None:
            return self.world.today + timedelta(days=days)
        return self.world.moment(days, int(found[4]), int(found[5]))

    def _named(self, name: str) -> Person | Row:
        if name in self.world.people:
            return Person(name)
        if name in self.world.names:
            return self.world.names[name]
        raise BadForm(_("Nobody and nothing is called “%(name)s” above this place.") % {"name": name})

    def fill(self, template: str, depth: int = 0) -> str:
        """Return the text with its slots filled; a text from a pool may hold slots itself."""
        if depth > MAX_SLOTS:
            raise BadForm(_("The texts refer to each other without end."))
        return _SLOT.sub(lambda found: self._slot(found, depth), template)

    def _slot(self, found: re.Match[str], depth: int) -> str:
        name, inner, manner = found.groups()
        if inner is not None:
            value = self.find(name).values.get(inner)
        elif name == "n":
            value = self.row.number + 1
        elif name in self.row.values or name in self.named:
            value = self.value(name)
        else:
            value = self.fill(str(self.random.choice(self.world.pool(name))), depth + 1)
        text = "" if value is None else str(value)
        if manner is None:
            return text
        if manner.startswith("0"):
            return text.zfill(len(manner))
        if manner not in MANNERS:
            raise BadForm(_("One of these words is expected: %(words)s.") % {"words": ", ".join(MANNERS)})
        return MANNERS[manner](text)

    def value(self, name: Any) -> Any:
        """Return a field of this row made before, or what `let` named."""
        if name in self.row.values:
            return self.row.values[name]
        if name in self.named:
            return self.named[name]
        raise BadForm(_("“%(name)s” has no value above this place.") % {"name": name})

    def find(self, alias: Any) -> Row:
        """Return a record that `with` picked, or one known by its own name."""
        if alias in self.picked:
            return self.picked[alias]
        if alias in self.world.names:
            return self.world.names[alias]
        raise BadForm(_("“%(name)s” is not among what `with` picks.") % {"name": alias})


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise BadForm(_("A whole number is expected, not “%(value)s”.") % {"value": value})


def _span(value: Any) -> tuple[int, int]:
    if isinstance(value, list) and len(value) == 2 and _number(value[0]) <= _number(value[1]):
        return value[0], value[1]
    raise BadForm(_("Two whole numbers are expected: from and to."))


def _chosen(context: Context, item: Any) -> Any:
    """A text of a pool may hold slots; anything else is a form."""
    return context.fill(item) if isinstance(item, str) and "{" in item else context.make(item)


def _pick(context: Context, given: Any, _form: Mapping[str, Any]) -> Any:
    return _chosen(context, context.random.choice(context.world.pool(given)))


def _cycle(context: Context, given: Any, _form: Mapping[str, Any]) -> Any:
    pool = context.world.pool(given)
    return _chosen(context, pool[context.row.number % len(pool)])


def _weighted(context: Context, given: Any, _form: Mapping[str, Any]) -> Any:
    if not isinstance(given, dict) or not given:
        raise BadForm(_("A mapping of values to weights is expected."))
    weights = [_number(weight) for weight in given.values()]
    # Keys are always texts; a number among them is meant as one.
    values = [int(key) if key.isdigit() else key for key in given]
    return context.make(context.random.choices(values, weights)[0])


def _same(context: Context, given: Any, _form: Mapping[str, Any]) -> Any:
    return context.value(given)


def _multiply(context: Context, given: Any, form: Mapping[str, Any]) -> int:
    return _number(context.value(given)) * _number(context.make(form.get("by", 1)))


def _in_span(context: Context, given: Any, form: Mapping[str, Any]) -> int:
    low, high = _span(given)
    step = _number(form.get("step", 1))
    if step < 1:
        raise BadForm(_("A step is one or more."))
    return low + context.random.randrange((high - low) // step + 1) * step


def _day(context: Context, given: Any, _form: Mapping[str, Any]) -> date:
    low, high = _span(given)
    return context.world.today + timedelta(days=context.random.randint(low, high))


def _moment(context: Context, given: Any, _form: Mapping[str, Any]) -> datetime:
    """Working hours; a Saturday or Sunday of the past moves to the Friday before, of the future to the Monday after."""
    low, high = _span(given)
    days = context.random.randint(low, high)
    weekday = (context.world.today + timedelta(days=days)).weekday()
    if weekday >= 5 and days != 0:
        days += 4 - weekday if days < 0 else 7 - weekday
    minutes = context.random.randrange(0, (CLOSES - OPENS) * 60, STEP)
    return context.world.moment(days, OPENS + minutes // 60, minutes % 60)


def _any(context: Context, given: Any, _form: Mapping[str, Any]) -> Row:
    return context.random.choice(context.world.group(given))


def _each(context: Context, given: Any, _form: Mapping[str, Any]) -> Row:
    rows = context.world.group(given)
    return rows[context.row.number % len(rows)]


def _of(context: Context, given: Any, form: Mapping[str, Any]) -> Any:
    row = context.find(given)
    return row.values.get(form["field"]) if "field" in form else row


def _text(context: Context, given: Any, _form: Mapping[str, Any]) -> str:
    return context.fill(str(given))


def _digits(context: Context, given: Any, _form: Mapping[str, Any]) -> str:
    return "".join(str(context.random.randrange(10)) if c == "#" else c for c in str(given))


def _requisite(context: Context, given: Any, _form: Mapping[str, Any]) -> str:
    if given not in REQUISITES:
        raise BadForm(_("One of these words is expected: %(words)s.") % {"words": ", ".join(REQUISITES)})
    return REQUISITES[given](context.random)


Make = Callable[[Context, Any, Mapping[str, Any]], Any]
FORMS: Mapping[str, tuple[Make, tuple[str, ...]]] = {
    "pick": (_pick, ()),
    "cycle": (_cycle, ()),
    "weighted": (_weighted, ()),
    "same": (_same, ()),
    "multiply": (_multiply, ("by",)),
    "number": (_in_span, ("step",)),
    "day": (_day, ()),
    "moment": (_moment, ()),
    "any": (_any, ()),
    "each": (_each, ()),
    "of": (_of, ("field",)),
    "text": (_text, ()),
    "digits": (_digits, ()),
    "requisite": (_requisite, ()),
}
"""Word → how it is made, and the words that may stand beside it."""
