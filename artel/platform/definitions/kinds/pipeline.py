"""A pipeline: ordered stages of a section with ways, gates and locks. How it is written: `stages/bodies.py`."""

from __future__ import annotations

from artel.platform.definitions.kind import DefinitionKind
from artel.platform.definitions.kinds.stages.bodies import PipelineBody
from artel.platform.definitions.kinds.stages.checking import check
from artel.platform.kernel.labels import Label

KIND = DefinitionKind(key="pipeline", label=Label("Воронка", "Pipeline"), body=PipelineBody, check=check, order=30)
