"""Rules of duplicates as values, read from the configuration in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from artel.platform.definitions.kinds.duplicates import Act, DuplicatesBody, MatchBody, pointer_of_more
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.labels import Label
from artel.platform.sections.comparing import form_of, normal_forms
from artel.platform.sections.spec import SectionSpec, Snapshot

KIND = "duplicates"
METHOD = 3
"""Grows when marks of the same rule are made otherwise: a new version of the product then marks anew."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a rule. `form` is empty for a value compared as stored; `also` is (detail section, its pointer)."""

    field: str
    form: str
    is_similar: bool
    type: str
    also: tuple[str, str] | None

    def text(self, value: object) -> str:
        """Return the value as it is compared; empty for what is equal to nothing."""
        if value is None or value == "":
            return ""
        written = str(value)
        return normal_forms.get(self.form).make(written) if self.form else written


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRule:
    """A rule in force. `name` is the rest of the document's key; `fingerprint` names its marks.

    `parts` agree together; in none of `apart` do both records have a value and differ.
    """

    name: str
    section: str
    label: Label
    parts: tuple[Part, ...]
    apart: tuple[Part, ...]
    when: str
    is_refusing: bool
    acts: tuple[Act, ...]
    likeness: int
    allowed: frozenset[str]
    is_telling: bool
    position: int
    fingerprint: int

    @property
    def fields(self) -> tuple[str, ...]:
        """Keys of the fields that agree."""
        return tuple(p.field for p in self.parts)

    @property
    def compared(self) -> tuple[str, ...]:
        """Keys of all fields that the rule reads: those that agree, then those that tell apart."""
        return (*self.fields, *(p.field for p in self.apart))

    @property
    def similar(self) -> Part | None:
        """The part that is compared by likeness, if there is one."""
        return next((p for p in self.parts if p.is_similar), None)

    @property
    def has_key(self) -> bool:
        """True when some values must be equal."""
        return any(not p.is_similar for p in self.parts)

    def refuses(self, actor: Actor) -> bool:
        """Tell whether the rule lets nothing of this actor through; to administrators it is a warning."""
        return self.is_refusing and not actor.is_admin and self.allowed.isdisjoint(actor.roles)


def rules_of(section: str, snapshot: Snapshot, act: Act | None = None) -> tuple[DuplicateRule, ...]:
    """Return the rules of a section in their order; `act` narrows to those that act there."""
    documents = snapshot.documents.get(KIND, {})
    spec = snapshot.sections.get(section)
    if not documents or spec is None or spec.retired:
        return ()
    prefix = f"{section}."
    found = [
        rule_from(spec, key.removeprefix(prefix), DuplicatesBody.model_validate(body), snapshot)
        for key, body in documents.items()
        if key.startswith(prefix)
    ]
    chosen = [r for r in found if r is not None and (act is None or act in r.acts)]
    return tuple(sorted(chosen, key=lambda r: (r.position, r.name)))


def sections_with_rules(snapshot: Snapshot, act: Act | None = None) -> tuple[str, ...]:
    """Return the sections that have rules."""
    keys = dict.fromkeys(key.partition(".")[0] for key in snapshot.documents.get(KIND, {}))
    return tuple(key for key in keys if rules_of(key, snapshot, act))


def rule_from(spec: SectionSpec, name: str, body: DuplicatesBody, snapshot: Snapshot) -> DuplicateRule | None:
    """Return a body as the rule it makes of a section; None when it names a field that is not in use."""
    apart = [MatchBody(field=key) for key in body.differs]
    if any(spec.field(f.field) is None for f in (*body.fields, *apart)):
        return None  # A field that has been retired since: the rule rests with it.
    parts, telling = (tuple(_part(spec, f, snapshot) for f in chosen) for chosen in (body.fields, apart))
    return DuplicateRule(
        name=name,
        section=spec.key,
        label=body.label.label(),
        parts=parts,
        apart=telling,
        when=body.when,
        is_refusing=body.severity == "refuse",
        acts=body.acts,
        likeness=body.likeness,
        allowed=frozenset(body.allowed),
        is_telling=body.hidden == "announce",
        position=body.position,
        fingerprint=_fingerprint(spec.key, name, parts, telling, body.likeness),
    )


def _part(spec: SectionSpec, match: MatchBody, snapshot: Snapshot) -> Part:
    field = spec.fields[match.field]
    form = "" if match.match == "exact" else match.form or form_of(field)
    pointer = pointer_of_more(match.also, spec, snapshot) if match.also else None
    return Part(
        field=match.field,
        form=form,
        is_similar=match.match == "similar",
        type=field.type,
        also=(match.also, pointer) if pointer else None,
    )


def _fingerprint(section: str, name: str, parts: Sequence[Part], apart: Sequence[Part], likeness: int) -> int:
    agreeing = [[p.field, p.form, p.is_similar, p.type, p.also] for p in parts]
    facts = [METHOD, section, name, agreeing, [[p.field, p.form, p.type] for p in apart], likeness]
    return int.from_bytes(blake2b(orjson.dumps(facts), digest_size=8).digest(), signed=True)
