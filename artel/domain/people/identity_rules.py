"""What an identity may be: one holder, a value in the form of its kind, nobody else's unless shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from artel.domain.people.flags import fill_flags
from artel.platform.access.policy import visible_to
from artel.platform.kernel.actor import SYSTEM, ActorKind
from artel.platform.kernel.arrays import any_of
from artel.platform.records.drafts import Batch, Draft, Given
from artel.platform.records.rules import derive
from artel.platform.sections.fieldtype import ValueProblem
from artel.platform.sections.fieldtypes.email import parse as parse_email
from artel.platform.sections.fieldtypes.phone import normalise_phone, show_phone
from artel.platform.sections.spec import FieldSpec

MANY_VALUES = 200
"""From here on one lock on all values is cheaper than a lock on each; the server's lock table is finite."""
ALL_VALUES_LOCK = 0x4172_7465
_RUSSIAN = re.compile(r"^\+7[3489]\d{9}$")


def normalise_nick(written: str) -> str:
    """Return a messenger's user name or link without scheme, host and @, in lower case."""
    name = written.strip().lower()
    for prefix in ("https://", "http://", "www.", "t.me/", "telegram.me/", "vk.com/", "m.vk.com/", "@"):
        name = name.removeprefix(prefix)
    return name.strip("/ ")


def normalise_telegram(written: str) -> str:
    """Return a user name without @, or a phone number in E.164 when it is one."""
    return normalise_nick(written) if any(c.isalpha() for c in written) else normalise_phone(written)


def normaliser_of(kind: str, spec: FieldSpec) -> Callable[[str], str]:
    """Return the function that brings a value of `kind` to the stored form."""
    by_kind: Mapping[str, Callable[[str], str]] = {
        "phone": normalise_phone,
        "whatsapp": normalise_phone,
        "email": lambda written: parse_email(spec, written),
        "telegram": normalise_telegram,
        "vk": normalise_nick,
    }
    return by_kind.get(kind, str)


@derive("identities")
def identity_rules(batch: Batch) -> None:
    """Check the holder, normalise the value, keep values unique; the system's own rows become shared instead."""
    spec = batch.section.fields["value"]
    for draft in batch.drafts:
        fill_flags(draft, ("is_main", "is_shared"))
        if (draft.get("contact") is None) == (draft.get("account") is None):
            draft.refuse("contact", "one_holder", _("A way to reach belongs to one contact or one account."))
        if batch.given is Given.STORED:
            draft.set("name", _shown(str(draft.values["value"])))
        elif draft.is_changing("value") or draft.is_changing("kind"):
            _normalise(draft, spec)
    _keep_unique(batch)


def _normalise(draft: Draft, spec: FieldSpec) -> None:
    kind, written = draft.get("kind"), draft.get("value")
    if not kind or not written:
        return
    try:
        value = normaliser_of(str(kind), spec)(str(written))
    except ValueProblem as refused:
        draft.refuse("value", refused.code, refused.message, refused.suggestion)
        return
    draft.set("value", value)
    draft.set("name", _shown(value))


def _keep_unique(batch: Batch) -> None:
    """Compare with what others hold, under locks on the values, so that two transactions can't both find them free."""
    told = [
        (draft, (str(kind), str(value)))
        for draft in batch.drafts
        if (kind := draft.get("kind")) and (value := draft.get("value"))
        if batch.is_create or draft.values.keys() & {"kind", "value", "is_shared"}
    ]
    if not told:
        return
    pairs = [pair for _draft, pair in told]
    lock_values(pairs)
    held = _held_values(pairs)
    is_system = batch.actor.kind is ActorKind.SYSTEM
    for draft, pair in told:
        decides_itself = is_system and "is_shared" not in draft.written
        if draft.get("is_shared") and not decides_itself:
            continue
        holder = held.setdefault(pair, draft)
        is_free = holder is draft or holder == draft.id
        if decides_itself:
            draft.set("is_shared", not is_free)
        elif not is_free:
            draft.refuse(
                "value",
                "not_unique",
                _("Another contact or account has this already. Mark it as shared if both use it."),
            )


def _shown(value: str) -> str:
    """Return a value as people read it; Russian numbers without the costly parser, for imports are full of them."""
    if _RUSSIAN.match(value):
        return f"+7 {value[2:5]} {value[5:8]}-{value[8:10]}-{value[10:12]}"
    return show_phone(value) if value.startswith("+") else value


def lock_values(pairs: Sequence[tuple[str, str]]) -> None:
    """Lock values of identities to the end of the transaction: each one, or all at once for a big batch."""
    with connection.cursor() as cursor:
        if len(pairs) >= MANY_VALUES:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALL_VALUES_LOCK])
            return
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ALL_VALUES_LOCK])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, h) FROM "
            "(SELECT DISTINCT hashtext(v) AS h FROM unnest(%s::text[]) AS new (v) ORDER BY h) AS hashes",
            [ALL_VALUES_LOCK, [f"{kind}:{value}" for kind, value in pairs]],
        )


def _held_values(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Draft | int]:
    rows = visible_to(SYSTEM, "identities").filter(value__in=any_of({value for _kind, value in pairs}, "text"))
    rows = rows.exclude(is_shared=True)
    return {(kind, value): record_id for kind, value, record_id in rows.values_list("kind", "value", "id")}
