"""The outbox: what rules send out of the house, each thing once, whatever dies on the way.

Whoever sends takes a few rows for a while (`LEASE`) in a transaction of its own, then sends them without one. A worker
that dies leaves its rows to the next when the while is over; the receiver knows a repeated one by its key.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson
import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from artel.platform.automation.models import OutboxState, Outgoing, RuleRun, RunState
from artel.platform.kernel import clock
from artel.platform.kernel.deferring import defer_once

logger = logging.getLogger(__name__)
LETTER, WEBHOOK = "letter", "webhook"
TASK = "artel.platform.automation.tasks.send_outgoing"
LEASE = timedelta(minutes=10)
"""Longer than `AT_ONCE` of the slowest things can take: nobody else takes a row that is still being sent."""
AT_ONCE = 10
PATIENCE = 8
"""Tries before a thing is given up: after 10 s, 20 s, 40 s … about 20 minutes in all."""
FIRST_PAUSE = timedelta(seconds=10)
TIMEOUT = 10
TAKEN = range(200, 300)
"""Answers that say «delivered». A redirect is not followed: what a rule sends goes only where the rule says."""
AGAIN = frozenset({408, 409, 425, 429})
"""Answers below 500 after which another try may help."""


class ForGood(Exception):
    """The receiver will not take it, however often it is tried."""


def defer_sending() -> None:
    """Have a worker look into the outbox when the present transaction is done."""
    defer_once(TASK, queue="outward")


def send_due(*, now: datetime | None = None, lease: timedelta = LEASE) -> int:
    """Send everything that is due; return how much went out. Several workers may do so at once."""
    sent = 0
    while taken := _take(now or clock.now(), lease):
        sent += sum(_send(row) for row in taken)
    return sent


def send_again(run_ids: list[int]) -> int:
    """Have what was given up tried anew; return how much that is."""
    failed = Outgoing.objects.filter(run_id__in=run_ids, state=OutboxState.FAILED)
    count = failed.update(state=OutboxState.WAITING, attempts=0, due_at=clock.now())
    if count:
        defer_sending()
    return count


def _take(now: datetime, lease: timedelta) -> list[Outgoing]:
    with transaction.atomic():
        due = Outgoing.objects.filter(state=OutboxState.WAITING, due_at__lte=now).order_by("due_at", "id")
        taken = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        Outgoing.objects.filter(id__in=[row.pk for row in taken]).update(due_at=now + lease)
    return taken


def _send(row: Outgoing) -> bool:
    try:
        SENDERS[row.kind](row)
    except (ForGood, ValueError) as refused:
        # A ValueError is an address or a header that can't be written: no try mends it, and it must not stop others.
        _give_up(row, str(refused))
    except (OSError, requests.RequestException) as trouble:
        if row.attempts + 1 >= PATIENCE:
            _give_up(row, str(trouble))
        else:
            pause = FIRST_PAUSE * 2**row.attempts
            Outgoing.objects.filter(pk=row.pk).update(
                attempts=row.attempts + 1, due_at=clock.now() + pause, error=str(trouble)[:2000]
            )
    else:
        Outgoing.objects.filter(pk=row.pk).update(state=OutboxState.SENT, sent_at=clock.now(), error="")
        _settle(row.run_id)
        return True
    return False


def _give_up(row: Outgoing, error: str) -> None:
    logger.warning("Given up: %s of run %s: %s", row.kind, row.run_id, error)
    with transaction.atomic():
        Outgoing.objects.filter(pk=row.pk).update(
            state=OutboxState.FAILED, attempts=row.attempts + 1, error=error[:2000]
        )
        RuleRun.objects.filter(pk=row.run_id).update(state=RunState.FAILED, error=error[:2000])


def _settle(run_id: int) -> None:
    """Close a run of which everything is out."""
    if not Outgoing.objects.filter(run_id=run_id).exclude(state=OutboxState.SENT).exists():
        RuleRun.objects.filter(pk=run_id, state=RunState.SENDING).update(state=RunState.DONE)


def _send_letter(row: Outgoing) -> None:
    payload: dict[str, str] = row.payload
    headers = {"Message-ID": f"<rule-{row.key}@{settings.SITE_URL.partition('://')[2].partition('/')[0] or 'artel'}>"}
    EmailMessage(subject=payload["subject"], body=payload["text"], to=[payload["to"]], headers=headers).send()


def _send_webhook(row: Outgoing) -> None:
    payload: dict[str, Any] = row.payload
    body = orjson.dumps(payload["body"])
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": row.key,
        "X-Artel-Signature": "sha256=" + signature(body),
    }
    answer = requests.post(payload["url"], data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    if answer.status_code in TAKEN:
        return
    told = f"{answer.status_code} {answer.reason}"
    if answer.status_code < 500 and answer.status_code not in AGAIN:
        raise ForGood(told)
    raise requests.HTTPError(told)


def signature(body: bytes) -> str:
    """Return the mark by which a receiver knows that a body is ours: its HMAC-SHA256 by `signing_key`, hexadecimal."""
    return hmac.new(signing_key(), body, hashlib.sha256).hexdigest()


def signing_key() -> bytes:
    """Return the installation's key of webhooks; receivers get it from `artel webhook key`."""
    return hashlib.sha256(b"artel.webhook" + settings.SECRET_KEY.encode()).digest()


SENDERS: dict[str, Callable[[Outgoing], None]] = {LETTER: _send_letter, WEBHOOK: _send_webhook}
