"""Tells what became of derived fields: history shows it as a consequence, not as anybody's edit; events go on.

The version of a record does not move: an open form must not go stale because a colleague added a line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from artel.platform.kernel.actor import Actor
from artel.platform.kernel.events import RecordChange, RecordsChanged, publish
from artel.platform.records import writing
from artel.platform.records.derived.statements import Changes
from artel.platform.records.feed import as_json
from artel.platform.sections.spec import Snapshot

KIND = "derived"
"""The kind of feed entries of consequences; their body is that of changes."""


def tell_consequences(
    changes: Mapping[str, Changes],
    snapshot: Snapshot,
    *,
    actor: Actor,
    cause: str,
    moment: datetime,
    own: tuple[str, Collection[int]] = ("", ()),
    is_new: bool = False,
) -> None:
    """Write history of derived changes and publish them; `own` are the records that the cause itself was about.

    Those are told in the event of their own change; when they are new, their first values are no change.
    """
    for section, found in changes.items():
        mine = set(own[1]) if section == own[0] else set()
        told = {i: pairs for i, pairs in found.items() if pairs and not (is_new and i in mine)}
        if snapshot.section(section).has_feed and told:
            entries = {
                i: (KIND, as_json({"fields": {k: list(p) for k, p in pairs.items()}})) for i, pairs in told.items()
            }
            writing.add_feed_of_batch(section, entries, moment=moment, user_id=None, actor_name="", cause=cause)
        others = {i: pairs for i, pairs in told.items() if i not in mine}
        if others:
            publish(
                RecordsChanged(
                    section=section,
                    # Two steps deeper: what follows from an act is not taken for the act of a person.
                    actor=actor.caused_by(cause).caused_by(cause),
                    cause=cause,
                    changes=tuple(
                        RecordChange(
                            record_id=record_id,
                            before={key: pair[0] for key, pair in pairs.items()},
                            after={key: pair[1] for key, pair in pairs.items()},
                        )
                        for record_id, pairs in others.items()
                    ),
                )
            )
