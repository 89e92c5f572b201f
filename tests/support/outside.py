"""Outside things that the product talks to: a sign-on provider and S3 as processes, a mail server as a thread."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from aiosmtpd.controller import Controller

LONGEST_START = 60

# The mail server logs every line of every session from a thread of its own, the last ones when pytest has closed what
# its logs are written to.
logging.getLogger("mail.log").setLevel(logging.WARNING)


def soon(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until the condition holds; False when it does not within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def answers(address: str) -> bool:
    """Tell whether somebody speaks HTTP there."""
    try:
        requests.get(address, timeout=5)
    except requests.RequestException:
        return False
    return True


@contextmanager
def running(
    *words: str, address: str, settings: Mapping[str, str], said: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module that serves HTTP at that address; `said` is what it reads on standard input."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *words],
        env={**kept, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdin
        process.stdin.write(said.encode())
        process.stdin.close()
        is_up = soon(lambda: answers(address) or process.poll() is not None, LONGEST_START)
        if not is_up or process.poll() is not None:
            process.terminate()
            assert process.stderr
            pytest.fail(process.stderr.read().decode())
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
        assert process.stderr
        process.stderr.close()


@contextmanager
def sign_on_provider(
    folder: Path, port: int, callback: str, people: Sequence[Mapping[str, object]]
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve a provider at http://127.0.0.1:<port> that knows these people (see `oidc_provider/__main__.py`)."""
    words = ("tests.support.oidc_provider", str(port), callback)
    address = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    settings = {"PROVIDER_FOLDER": str(folder)}
    with running(*words, address=address, settings=settings, said=json.dumps(people)) as process:
        yield process


@contextmanager
def s3_server(port: int) -> Iterator[str]:
    """Serve S3 without buckets at the address that is given out; what is put there lives as long as the process."""
    address = f"http://127.0.0.1:{port}"
    with running("moto.server", "-H", "127.0.0.1", "-p", str(port), address=address, settings={}):
        yield address


@contextmanager
def mail_server(handler: object, port: int) -> Iterator[None]:
    """Take letters on the loopback meanwhile; `handler` is aiosmtpd's."""
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
