"""Words of what roles say: operations, whose records, rules of fields."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.access.roles import Operation, Scope
from artel.platform.ui.component import Text

OPERATION_WORDS: dict[Operation, Text] = {
    Operation.READ: _("Read"),
    Operation.CREATE: _("Create"),
    Operation.CHANGE: _("Change"),
    Operation.REMOVE: _("Delete"),
    Operation.EXPORT: _("Export"),
    Operation.IMPORT: _("Import"),
    Operation.ASSIGN: _("Assign"),
}
SCOPE_WORDS: dict[Scope, Text] = {
    Scope.OWN: _("own"),
    Scope.TEAM: _("of the team"),
    Scope.ALL: _("all"),
}
RULE_WORDS: dict[str, Text] = {"hidden": _("hidden"), "readonly": _("read only")}
