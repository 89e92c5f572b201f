"""From a block to what it shows. What goes wrong in one block is said in it and takes nothing else of the page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from django.db import DatabaseError
from django.utils.html import format_html
from django.utils.translation import gettext as _

from artel.platform.conditions.errors import ConditionError
from artel.platform.definitions.kinds.blocks.bodies import BlockBody
from artel.platform.kernel.errors import AccessDenied, ArtelError, NotFound
from artel.platform.kernel.patience import TookTooLong
from artel.platform.screens.dashboards.asked import Asked
from artel.platform.screens.dashboards.blocks import charts, funnels, lists, loads, numbers, plans
from artel.platform.screens.dashboards.blocks.content import Content

Show = Callable[[BlockBody, Asked], Content]
KINDS: Mapping[str, Show] = {
    "number": numbers.show,
    "list": lists.show,
    "chart": charts.show,
    "plan_fact": plans.show,
    "funnel": funnels.show,
    "load": loads.show,
}
log = logging.getLogger(__name__)


def content_of(block: BlockBody, asked: Asked) -> Content:
    """Return what the block shows, or why it can't."""
    try:
        return KINDS[block.kind](block, asked)
    except TookTooLong:
        return _refused(_("This took longer than five seconds and was stopped. Choose a shorter period or one person."))
    except (AccessDenied, NotFound, ConditionError):
        return _refused(_("This counts something that you may not see."))
    except ArtelError as error:
        return _refused(str(error))
    except DatabaseError:
        log.exception("block %s of a dashboard", block.key)
        return _refused(_("This could not be worked out. The administrator finds the reason in the log."))


def _refused(text: str) -> Content:
    return Content(body=format_html('<p class="a-block-empty muted" role="status">{}</p>', text))
