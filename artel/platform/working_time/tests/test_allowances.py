"""An allowance lasts to the end of a working day, or so many working hours."""

from __future__ import annotations

from datetime import datetime

import pytest

from artel.platform.working_time.allowances import used_up
from artel.platform.working_time.tests.test_hours import OFFICE, moscow


@pytest.mark.parametrize(
    ("allowance", "start", "end"),
    [
        ("0d", "2026-11-20 10:00", "2026-11-20 18:00"),
        ("0d", "2026-11-20 19:00", "2026-11-23 18:00"),
        ("1d", "2026-11-20 10:00", "2026-11-23 18:00"),
        ("2d", "2026-11-20 23:00", "2026-11-24 18:00"),
        ("1d", "2026-11-02 12:00", "2026-11-03 17:00"),
        ("4h", "2026-11-20 16:00", "2026-11-23 11:00"),
    ],
)
def test_an_allowance_counts_working_time(allowance: str, start: str, end: str) -> None:
    """Weekends, holidays and what is left of a day that is over do not count."""
    found: datetime = used_up(allowance, moscow(start), OFFICE)
    assert found == moscow(end)


@pytest.mark.parametrize("text", ["", "2", "d", "2w", "-1d", "1.5h"])
def test_any_other_text_is_none(text: str) -> None:
    """A definition is checked before; nobody guesses here."""
    with pytest.raises(ValueError, match="no allowance"):
        used_up(text, moscow("2026-11-20 10:00"), OFFICE)
