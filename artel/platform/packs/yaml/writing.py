"""Plain values → YAML that `yaml.text` reads back equal: stable, compact, quoted where a reader might stumble."""

from __future__ import annotations

import json
import re
from typing import Any

from artel.platform.packs.yaml.text import AMBIGUOUS, parse_yaml

WIDTH = 110
_PLAIN = re.compile(r"^[A-Za-zА-Яа-яЁё0-9_(«][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]*$")
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What YAML does not take as it is, or takes for the end of a line, and JSON leaves alone."""

_SPECIAL = re.compile(r": |:$| #|[\[\]{},\"'`|>&*!%@\\]|\s$")


def to_yaml(value: dict[str, Any]) -> str:
    """Return the text of one document; keys keep their order."""
    return "".join(_mapping_lines(value, 0)) or "{}\n"


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    text = str(value)
    if _PLAIN.match(text) and not _SPECIAL.search(text) and text.lower() not in AMBIGUOUS:
        # Whatever our own reader would not give back as this very text is quoted.
        parsed = parse_yaml(text, "")
        if parsed.value == text and not parsed.problems:
            return text
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return _scalar(value)


def _is_small(value: Any) -> bool:
    """True for what reads well on one line: a label, a list of words, a value of a lookup."""
    inner = value.values() if isinstance(value, dict) else value
    return all(
        not isinstance(v, dict | list | tuple) or (isinstance(v, dict) and not _holds_collections(v)) for v in inner
    )


def _holds_collections(value: dict[str, Any]) -> bool:
    return any(isinstance(v, dict | list | tuple) for v in value.values())


def _mapping_lines(value: dict[str, Any], indent: int) -> list[str]:
    lines: list[str] = []
    for key, inner in value.items():
        lines.extend(_entry(f"{' ' * indent}{_scalar(key)}:", inner, indent + 2))
    return lines


def _entry(head: str, value: Any, indent: int) -> list[str]:
    if not isinstance(value, dict | list | tuple):
        return [f"{head} {_scalar(value)}\n"]
    flow = _flow(value)
    if not value or (_is_small(value) and len(head) + len(flow) < WIDTH):
        return [f"{head} {flow}\n"]
    if isinstance(value, dict):
        return [f"{head}\n", *_mapping_lines(value, indent)]
    return [f"{head}\n", *(line for inner in value for line in _item(inner, indent))]


def _item(value: Any, indent: int) -> list[str]:
    head = f"{' ' * indent}-"
    flow = _flow(value)
    if not isinstance(value, dict) or not value or (_is_small(value) and len(head) + len(flow) < WIDTH):
        return [f"{head} {flow}\n"]
    lines = _mapping_lines(value, indent + 2)
    lines[0] = f"{head} {lines[0].lstrip()}"
    return lines
