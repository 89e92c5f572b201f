"""The draft and what it would make of the configuration: the one way in which the designer reads and writes.

`working_of(actor)` gives the configuration in force with the person's edits on top, planned and checked. `put` adds
edits when they bring no new problem; `discard` takes them out; `apply` makes a revision of all or of some. Nothing in
the configuration changes before `apply`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from artel.platform.access.actions.roles import apply_shown, guard_role
from artel.platform.access.permissions import Tool
from artel.platform.access.policy import may_use, require_tool
from artel.platform.definitions.consequences.stranding import Moves
from artel.platform.definitions.current import current_snapshot, read_revision, stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.overlays.merging import merge
from artel.platform.definitions.planning import Plan, Step, make_plan
from artel.platform.designer.models import DesignDraft
from artel.platform.kernel.actor import Actor
from artel.platform.kernel.errors import AccessDenied, ConfigurationRefused, Conflict, DefinitionProblem
from artel.platform.sections.spec import Snapshot

Body = Mapping[str, Any]
Identity = tuple[str, str]

TOOLS: Mapping[str, Tool] = {
    **dict.fromkeys(
        (
            "section",
            "field",
            "layout",
            "view",
            "lookup",
            "pipeline",
            "rule",
            "calendar",
            "naming",
            "menu",
            "duplicates",
            "search_time",
        ),
        Tool.SECTIONS,
    ),
    "role": Tool.ROLES,
}
"""The kinds that the designer may write, and the tool that lets a person do it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One document as the person wants it. `before` is its body when he began, None where there was none."""

    kind: str
    key: str
    body: Body
    is_retired: bool = False
    before: Body | None = None

    @property
    def identity(self) -> Identity:
        """What document it is about."""
        return self.kind, self.key

    def as_json(self) -> dict[str, Any]:
        """Return the form kept in the database."""
        return {
            "kind": self.kind,
            "key": self.key,
            "body": self.body,
            "is_retired": self.is_retired,
            "before": self.before,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """A document that somebody changed while the draft had its own idea of it: three bodies, None for «not there»."""

    edit: Edit
    now: Body | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """The configuration as it would be: `snapshot` shows it, `plan` says what would change, None without edits.

    `snapshot` is the one in force when the draft has become impossible; `plan.problems` then say why.
    """

    edits: tuple[Edit, ...]
    plan: Plan | None
    snapshot: Snapshot
    documents: Mapping[Identity, Document]
    collisions: tuple[Collision, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the changes, in the order of applying."""
        return self.plan.steps if self.plan else ()

    @property
    def problems(self) -> tuple[DefinitionProblem, ...]:
        """Return why the draft can't be applied."""
        return self.plan.problems if self.plan else ()

    def body(self, kind: str, key: str) -> Body | None:
        """Return the body of a definition with the draft on top; None for one that is not there or is retired."""
        found = self.documents.get((kind, key))
        return None if found is None or found.is_retired else found.body

    def exists(self, kind: str, key: str) -> bool:
        """Tell whether the key is taken, by a retired definition too: keys are never used again."""
        return (kind, key) in self.documents

    def is_edited(self, kind: str, key: str) -> bool:
        """Tell whether the draft changes this definition."""
        return any(step.document.identity == (kind, key) for step in self.steps)


def working_of(actor: Actor) -> Working:
    """Return the configuration with the actor's draft on top. Raises AccessDenied."""
    _require_any(actor)
    draft = DesignDraft.objects.filter(user_id=_person(actor)).first()
    return make_working(_edits(draft))


def put(edits: Iterable[Edit], *, actor: Actor) -> Working:
    """Take edits into the draft, each replacing the one about the same document; return what it makes.

    Raises ConfigurationRefused with what the edits would break (nothing is kept then), AccessDenied.
    """
    new = list(edits)
    if unknown := {e.kind for e in new} - TOOLS.keys():
        raise ValueError(f"the designer does not write {', '.join(sorted(unknown))}")
    _guard(new, actor)

    def replaced(old: tuple[Edit, ...]) -> tuple[Edit, ...]:
        known = {e.identity: e for e in old}
        in_force = {d.identity: d for d in stored_documents()}
        for edit in new:
            kept = known.get(edit.identity)
            present = in_force.get(edit.identity)
            found = present.body if present is not None and not present.is_retired else None
            known[edit.identity] = replace(edit, before=kept.before if kept else found)
        return tuple(known.values())

    return _rewrite(actor, replaced)


def discard(identities: Sequence[Identity], *, actor: Actor) -> Working:
    """Take edits out of the draft; raises ConfigurationRefused when others in it rest on them."""
    gone = set(identities)
    return _rewrite(actor, lambda old: tuple(e for e in old if e.identity not in gone))


def discard_all(*, actor: Actor) -> None:
    """Forget the whole draft."""
    _require_any(actor)
    DesignDraft.objects.filter(user_id=_person(actor)).delete()


def settle(identity: Identity, *, mine: bool, actor: Actor) -> Working:
    """Decide about a document that somebody else changed: the person's own body stands, or the other's."""
    if not mine:
        return discard([identity], actor=actor)
    in_force = {d.identity: d for d in stored_documents()}
    present = in_force.get(identity)
    now = present.body if present is not None and not present.is_retired else None
    return _rewrite(
        actor, lambda old: tuple(replace(e, before=now) if e.identity == identity else e for e in old), is_checked=False
    )


def apply(
    *, base: int, actor: Actor, note: str = "", only: Sequence[Identity] = (), moves: Moves | None = None
) -> Plan:
    """Make a revision of the draft, or of some of its edits, as it was shown on revision `base`.

    `moves` say where records go whose stage is taken out.

    Raises Conflict when the configuration moved on or somebody's change must be decided upon first,
    ConfigurationRefused with all problems, AccessDenied.
    """
    with transaction.atomic():
        draft = _locked(actor)
        edits = _edits(draft)
        chosen = tuple(e for e in edits if not only or e.identity in set(only))
        _guard(chosen, actor)
        working = make_working(chosen, moves)
        if working.collisions:
            raise Conflict(_("Somebody changed the same things meanwhile. Decide what shall stand."))
        if working.plan is None:
            raise Conflict(_("The draft is empty: there is nothing to apply."))
        applied = apply_shown(working.plan, base=base, actor=actor, note=note)
        draft.edits = [e.as_json() for e in edits if e not in chosen]
        draft.base = read_revision()
        draft.save()
    return applied


def _rewrite(actor: Actor, change: Any, *, is_checked: bool = True) -> Working:
    _require_any(actor)
    with transaction.atomic():
        draft = _locked(actor)
        old = _edits(draft)
        working = make_working(change(old))
        if working.problems and is_checked:
            known = {str(p) for p in make_working(old).problems}
            if fresh := [p for p in working.problems if str(p) not in known]:
                raise ConfigurationRefused(fresh)
        alive = {step.document.identity for step in working.steps}
        collided = {c.edit.identity for c in working.collisions}
        draft.edits = [e.as_json() for e in working.edits if e.identity in alive | collided]
        draft.base = working.plan.base if working.plan else current_snapshot().revision
        draft.save()
    return working


def _require_any(actor: Actor) -> None:
    """Raise AccessDenied unless the actor may write some kind of definition here."""
    if not any(may_use(actor, tool) for tool in TOOLS.values()):
        raise AccessDenied(tool=Tool.SECTIONS.value)


def _guard(edits: Iterable[Edit], actor: Actor) -> None:
    """Raise AccessDenied for a kind that is not the actor's to change, or a role beyond his own rights."""
    _require_any(actor)
    for edit in edits:
        require_tool(actor, TOOLS[edit.kind])
        if edit.kind == "role":
            guard_role(edit.key, edit.body, actor=actor, is_retired=edit.is_retired)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise AccessDenied(_("A draft belongs to a person who is signed in."))
    return actor.user_id


def _locked(actor: Actor) -> DesignDraft:
    DesignDraft.objects.get_or_create(user_id=_person(actor))
    return DesignDraft.objects.select_for_update().get(user_id=_person(actor))


def _edits(draft: DesignDraft | None) -> tuple[Edit, ...]:
    return tuple(Edit(**each) for each in draft.edits) if draft is not None else ()


def make_working(edits: tuple[Edit, ...], moves: Moves | None = None) -> Working:
    """Return what these edits would make of the configuration in force; nothing is written. Three queries."""
    in_force = {d.identity: d for d in stored_documents()}
    if not edits:
        return Working(edits=(), plan=None, snapshot=current_snapshot(), documents=in_force)
    edits = tuple(_met(e, in_force) for e in edits)
    documents = [Document(kind=e.kind, key=e.key, body=e.body, is_retired=e.is_retired) for e in edits]
    plan = make_plan(documents, moves=moves)
    return Working(
        edits=edits,
        plan=plan,
        snapshot=plan.after if plan.after is not None else current_snapshot(),
        documents={d.identity: d for d in plan.documents},
        collisions=tuple(_collisions(edits, in_force)),
    )


def _met(edit: Edit, in_force: Mapping[Identity, Document]) -> Edit:
    """Return the edit with what somebody else changed of the document since, where they differ in different places.

    An edit that clashes in some place stays as it was, for a person to decide.
    """
    present = in_force.get(edit.identity)
    if present is None or present.is_retired or edit.is_retired or edit.before is None or present.body == edit.before:
        return edit
    merged = merge(edit.before, present.body, edit.body)
    return edit if merged.clashes else replace(edit, body=merged.body, before=present.body)


def _collisions(edits: Iterable[Edit], in_force: Mapping[Identity, Document]) -> Iterable[Collision]:
    for edit in edits:
        present = in_force.get(edit.identity)
        now = present.body if present is not None and not present.is_retired else None
        if now != edit.before and now != (None if edit.is_retired else edit.body):
            yield Collision(edit=edit, now=now)
