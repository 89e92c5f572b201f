"""A rule of automation. Its body and its check stand in `kinds/rules`, where their length has room."""

from __future__ import annotations

from artel.platform.definitions.kind import DefinitionKind
from artel.platform.definitions.kinds.rules.bodies import RuleBody
from artel.platform.definitions.kinds.rules.checking import check
from artel.platform.kernel.labels import Label

KIND = DefinitionKind(key="rule", label=Label("Правило", "Rule"), body=RuleBody, check=check, order=70)
