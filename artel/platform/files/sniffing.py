"""What a file is, by its bytes; and a name that is safe to keep and to send back."""

from __future__ import annotations

import re

import puremagic

from artel.platform.kernel.text import clean_line

HEAD = 8192
"""Bytes that are enough to tell a type."""

INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"})
"""Types that a browser may show in place; everything else is only downloaded."""

UNKNOWN = "application/octet-stream"
MAX_NAME = 150
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def content_type(head: bytes) -> str:
    """Return the MIME type of a file that begins with `head`; text without markup is text/plain."""
    try:
        found = str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        found = ""
    if found:
        return found
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A cut in the middle of a letter at the very end is no sign of binary data.
        if error.start < len(head) - 3:
            return UNKNOWN
    return UNKNOWN if b"\x00" in head else "text/plain"


def safe_name(written: str) -> str:
    """Return the last part of a path without control, bidi and reserved characters, at most 150 long."""
    last = re.split(r"[\\/]", written)[-1]
    name = _FORBIDDEN.sub("_", clean_line(last)).strip(". ") or "file"
    if len(name) <= MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: MAX_NAME - len(suffix) - 1]}.{suffix}" if dot and len(suffix) <= 10 else name[:MAX_NAME]
