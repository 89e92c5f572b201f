"""Who may hand over what is a colleague's."""

from __future__ import annotations

from artel.platform.access.permissions import declare_tools
from artel.platform.access.settings_places import SettingsPlace, add_place
from artel.platform.kernel.labels import Label
from artel.platform.process.handing_over.parts import add_part
from artel.platform.process.handing_over.votes import VOTES

HAND_OVER = "people.hand_over"

declare_tools({HAND_OVER: Label("Передача дел", "Handing over")})
add_part(VOTES)
add_place(
    SettingsPlace(
        key="hand_over",
        label=Label("Передать дела", "Hand over"),
        help=Label(
            "Записи, дела и встречи сотрудника другим: одному или поровну, с просмотром заранее и отменой.",
            "Records, tasks and meetings of a colleague to others: to one or evenly, with a preview and an undo.",
        ),
        icon="transform",
        url_name="process:hand_over",
        tool=HAND_OVER,
    )
)
