"""Jobs of files."""

from __future__ import annotations

from django.core.files.storage import default_storage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="upkeep", retry=RetryStrategy(max_attempts=8, exponential_wait=5))
def remove_bytes(*, name: str) -> None:
    """Remove bytes that no row names any more; tried for a day while the storage does not answer."""
    default_storage.delete(name)
