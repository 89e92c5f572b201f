"""The sprite's names: what is asked for exists, and what does not exist says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from artel.platform.ui import icons

ARTEL = Path(icons.__file__).resolve().parents[2]
IN_TEMPLATES = re.compile(r'{%\s*icon\s+"([^"]+)"')
IN_CODE = re.compile(r'\bicon(?:=|\()"([a-z0-9-]+)"')


def test_an_icon_is_hidden_from_screen_readers_and_points_into_the_sprite() -> None:
    shown = icons.icon("phone", "sm")
    assert 'aria-hidden="true"' in shown
    assert 'class="icon icon-sm"' in shown
    assert "artel/icons.svg#phone" in shown


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(icons.UnknownIcon, match="no-such-thing"):
        icons.icon("no-such-thing")
    with pytest.raises(icons.UnknownIcon):
        Template('{% load ui %}{% icon "no-such-thing" %}').render(Context())


def test_a_name_from_a_definition_falls_back() -> None:
    assert icons.known("phone") == "phone"
    assert icons.known("no-such-thing") in icons.names()


def test_every_name_in_templates_and_code_is_in_the_sprite() -> None:
    asked: dict[str, str] = {}
    for path in ARTEL.rglob("*"):
        if path.suffix not in {".html", ".py"} or path.name.startswith("test_"):
            continue
        pattern = IN_TEMPLATES if path.suffix == ".html" else IN_CODE
        asked |= dict.fromkeys(pattern.findall(path.read_text(encoding="utf-8")), path.name)
    assert {name: where for name, where in asked.items() if name not in icons.names()} == {}


def test_the_list_is_sorted_and_without_doubles() -> None:
    lines = [line for line in icons.LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert lines == sorted(set(lines))
