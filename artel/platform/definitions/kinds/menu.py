"""A group of the menu: sections that stand together under one heading. A section names its group by `menu`.

Groups stand by position; sections of no group stand before them, without a heading.
"""

from __future__ import annotations

from artel.platform.definitions.kind import DefinitionKind, Labelled, no_check
from artel.platform.kernel.labels import Label


class MenuBody(Labelled):
    """`position` is the place among the groups."""

    position: int = 100


KIND = DefinitionKind(key="menu", label=Label("Группа меню", "Menu group"), body=MenuBody, check=no_check, order=5)
