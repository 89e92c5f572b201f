"""«letter» and «webhook»: what leaves the house goes into the outbox, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _

from artel.platform.automation.models import Outgoing
from artel.platform.automation.outbox import LETTER, WEBHOOK, defer_sending
from artel.platform.automation.performing import Done, Firing, Refused, performs
from artel.platform.definitions.kinds.rules.bodies import LetterBody, WebhookBody
from artel.platform.kernel.text import clean_line


@performs(LETTER)
def letter(body: LetterBody, firing: Firing) -> Done:
    """Write a letter to the address that the record leads to; without an address the run fails, visibly."""
    language = firing.actor.language
    addresses = {met.id: body.to if "@" in body.to else str(met.values[body.to] or "") for met in firing.met}
    refusal = _("There is no e-mail address to write to.")
    if missing := {i: refusal for i, address in addresses.items() if "@" not in address}:
        raise Refused(missing, refusal)
    payloads = {
        met.id: {
            "to": addresses[met.id],
            "subject": clean_line(firing.text(body.subject, met, language))[:200],
            "text": firing.text(body.text, met, language),
        }
        for met in firing.met
    }
    return _put(firing, LETTER, payloads)


@performs(WEBHOOK)
def webhook(body: WebhookBody, firing: Firing) -> Done:
    """Send the fields as they are stored: references and people by their ids, sums as text."""
    payloads = {
        met.id: {
            "url": body.url,
            "body": {
                "rule": firing.rule.key,
                "section": firing.section.key,
                "id": met.id,
                "at": firing.moment.isoformat(),
                "values": _plain({key: met.columns[key] for key in body.fields}),
            },
        }
        for met in firing.met
    }
    return _put(firing, WEBHOOK, payloads)


def _plain(values: Mapping[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(values, default=str))


def _put(firing: Firing, kind: str, payloads: Mapping[int, Mapping[str, Any]]) -> Done:
    Outgoing.objects.bulk_create(
        Outgoing(run_id=met.run_id, number=firing.number, kind=kind, payload=payloads[met.id], due_at=firing.moment)
        for met in firing.met
    )
    defer_sending()
    return {met.id: {"act": kind, "sending": True} for met in firing.met}
