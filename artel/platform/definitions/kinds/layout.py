"""What the screens of a section show and ask for, and when. The key is the section's, or `<section>.<variant>`.

The document `deals` holds for everybody; a variant (`deals.sales_head`) for some roles, some records, or both, and
states only what differs. See `layouts/`.
"""

from __future__ import annotations

from artel.platform.definitions.kind import DefinitionKind
from artel.platform.definitions.layouts.bodies import LayoutBody
from artel.platform.definitions.layouts.checking import check
from artel.platform.kernel.labels import Label

KIND = DefinitionKind(key="layout", label=Label("Макет", "Layout"), body=LayoutBody, check=check, order=40)
