"""A dashboard: blocks of numbers, lists and charts over sections, for some roles. What it says: `blocks/bodies.py`."""

from __future__ import annotations

from artel.platform.definitions.kind import DefinitionKind
from artel.platform.definitions.kinds.blocks.bodies import DashboardBody
from artel.platform.definitions.kinds.blocks.checking import check
from artel.platform.kernel.labels import Label

KIND = DefinitionKind(key="dashboard", label=Label("Дашборд", "Dashboard"), body=DashboardBody, check=check, order=60)
