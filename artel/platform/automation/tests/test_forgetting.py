"""What happened long ago is dropped in batches: runs with what they sent, moments that were acted on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artel.platform.automation import clocks, log
from artel.platform.automation.models import Due, Outgoing, RuleRun

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def run(days_ago: int, state: str = "done") -> RuleRun:
    """Remember a run of so long ago, with a letter that it sent."""
    at = NOW - timedelta(days=days_ago)
    made = RuleRun.objects.create(
        rule="greet", section="deals", record_id=1, trigger="created", cause="c", depth=1, at=at, state=state
    )
    Outgoing.objects.create(run_id=made.pk, number=0, kind="letter", payload={}, due_at=at, state="sent")
    return made


def test_runs_older_than_half_a_year_go_with_what_they_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "FORGOTTEN_AT_ONCE", 2)
    sending = run(300, "sending")
    for days in (250, 220, 200, 181):
        run(days)
    fresh = [run(179), run(1)]
    assert log.forget_runs(NOW) == 4
    left = {sending.pk, *(each.pk for each in fresh)}
    assert set(RuleRun.objects.values_list("pk", flat=True)) == left
    assert set(Outgoing.objects.values_list("run_id", flat=True)) == left


def test_moments_go_a_month_after_they_were_acted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "FORGOTTEN_AT_ONCE", 2)
    for number, days in enumerate((90, 60, 31, 29)):
        Due.objects.create(rule="greet", record_id=number, moment=NOW, done_at=NOW - timedelta(days=days))
    Due.objects.create(rule="greet", record_id=9, moment=NOW - timedelta(days=90))
    assert clocks.forget_done(NOW) == 3
    assert set(Due.objects.values_list("record_id", flat=True)) == {3, 9}
