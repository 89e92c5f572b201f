"""Asking a server again and again, as one client or as several at once, and what that took."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Lock

WARM_UP = 3
TIMEOUT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; a body is sent as it is."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


MakeRequest = Callable[[int], Request]
"""The n-th request of a scenario: different records each time, so that no cache of ours is measured."""


@dataclass(slots=True)
class Measured:
    """Seconds that each request took, and how many answers had which status."""

    clients: int
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    elapsed: float = 0.0

    def percentile(self, percent: int) -> float:
        """Return the time within which so many of a hundred requests were answered (nearest rank)."""
        ordered = sorted(self.seconds)
        return ordered[max(math.ceil(len(ordered) * percent / 100) - 1, 0)] if ordered else math.nan

    @property
    def per_second(self) -> float:
        """Requests answered in a second by all clients together."""
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0

    @property
    def failures(self) -> int:
        """Answers that were no success; a redirect would be to the page of signing in."""
        return sum(number for status, number in self.statuses.items() if not 200 <= status < 300)


def measure(
    host: str, port: int, make: MakeRequest, *, clients: int, requests: int, longest: float, numbers: count[int]
) -> Measured:
    """Send `requests` requests, or as many as fit into `longest` seconds; `numbers` tells requests apart."""
    measured = Measured(clients)
    lock = Lock()
    left = iter(range(requests))

    def client() -> None:
        connection = HTTPConnection(host, port, timeout=TIMEOUT)
        try:
            while time.monotonic() < end:
                with lock:
                    if next(left, None) is None:
                        return
                    number = next(numbers)
                status, took = _ask(connection, make(number))
                with lock:
                    measured.seconds.append(took)
                    measured.statuses[status] += 1
        finally:
            connection.close()

    warm = HTTPConnection(host, port, timeout=TIMEOUT)
    for _round in range(WARM_UP):
        _ask(warm, make(next(numbers)))
    warm.close()
    begun = time.monotonic()
    end = begun + longest
    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(client) for _client in range(clients)]:
            done.result()
    measured.elapsed = time.monotonic() - begun
    return measured


def _ask(connection: HTTPConnection, request: Request) -> tuple[int, float]:
    """Return the status (0 for a broken connection) and the seconds until the whole answer was there."""
    begun = time.monotonic()
    try:
        connection.request(request.method, request.path, body=request.body, headers=dict(request.headers))
        answer = connection.getresponse()
        answer.read()
        status = answer.status
    except (HTTPException, OSError):
        connection.close()
        status = 0
    return status, time.monotonic() - begun


def spread(ids: Sequence[int]) -> Callable[[int], int]:
    """Return a function that jumps over `ids` so that neighbours in time are far apart in the table."""
    size = len(ids)
    step = max(int(size * 0.618), 1) | 1
    return lambda number: ids[number * step % size]
