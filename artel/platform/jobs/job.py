"""How a job begins: with fresh connections and one snapshot held to its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

from artel.platform.definitions.current import holding, latest_snapshot

Given = ParamSpec("Given")
Result = TypeVar("Result")


def with_snapshot(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Decorate the body of a job: it reads the revision once and keeps its snapshot."""

    @wraps(function)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        close_old_connections()
        with holding(latest_snapshot()):
            return function(*args, **kwargs)

    return run
