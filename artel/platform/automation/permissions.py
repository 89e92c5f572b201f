"""Where rules stand among the settings, and who sees their runs."""

from __future__ import annotations

from artel.platform.access.permissions import Tool, declare_tools
from artel.platform.access.settings_places import SettingsPlace, add_place
from artel.platform.kernel.labels import Label

SEE_RUNS = "automation.runs"
MEND = "order.mend"
"""Having all that an invariant misses made at once."""
CHANGE = Tool.SECTIONS
"""Pausing a rule is a change of the configuration."""

declare_tools(
    {
        SEE_RUNS: Label("Правила: журнал и повтор", "Rules: log and replay"),
        MEND: Label("Порядок: исправить разом", "Order: mend at once"),
    }
)
add_place(
    SettingsPlace(
        key="rules",
        label=Label("Правила", "Rules"),
        help=Label(
            "Что происходит само: правила словами, журнал каждого срабатывания, пауза и повтор.",
            "What happens by itself: rules in words, the log of every run, pause and replay.",
        ),
        icon="bolt",
        url_name="automation:rules",
        tool=SEE_RUNS,
    )
)
