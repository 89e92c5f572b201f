"""«run»: a verb of a feature, for all records at once."""

from __future__ import annotations

from artel.platform.automation.performing import Done, Firing, blaming, performs
from artel.platform.definitions.kinds.rules.bodies import RunBody
from artel.platform.definitions.kinds.rules.verbs import verbs


@performs("run")
def run(body: RunBody, firing: Firing) -> Done:
    """Let the feature do its part; it says what it made of each record."""
    verb = verbs.get(body.verb)
    ids = [met.id for met in firing.met]
    with blaming(ids):
        made = verb.perform(verb.options.model_validate(body.options), ids, firing.actor)
    return {
        record_id: {"act": "run", "verb": body.verb, "section": section, "id": made_id}
        for record_id, (section, made_id) in made.items()
    }
