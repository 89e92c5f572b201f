"""Environment variables: read with their types, refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from artel.installation import environment
from artel.installation.environment import SettingError, variables

LIMIT = 30


def test_there_are_at_most_thirty_and_each_is_explained() -> None:
    assert len(variables()) <= LIMIT
    assert all(variable.about.endswith(".") for variable in variables())
    assert len({variable.name for variable in variables()}) == len(variables())


def test_every_default_can_be_read() -> None:
    for variable in variables():
        variable.read({})


def test_reads_each_kind() -> None:
    assert environment.DEBUG.read({"ARTEL_DEBUG": "yes"}) is True
    assert environment.PROCESSES.read({"ARTEL_PROCESSES": "8"}) == 8
    assert environment.HOSTS.read({"ARTEL_HOSTS": "a.ru, b.ru,"}) == ("a.ru", "b.ru")
    assert environment.LOG_LEVEL.read({"ARTEL_LOG_LEVEL": "debug"}) == "DEBUG"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        (environment.DEBUG, "perhaps"),
        (environment.PROCESSES, "-1"),
        (environment.PROCESSES, "two"),
        (environment.LANGUAGE, "de"),
        (environment.TIME_ZONE, "Europe/Muscovy"),
        (environment.LOG_LEVEL, "loud"),
    ],
)
def test_refuses_what_it_cannot_read_and_names_the_variable(variable: environment.Variable[object], text: str) -> None:
    with pytest.raises(SettingError, match=variable.name):
        variable.read({variable.name: text})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("  s3cret\n", encoding="utf-8")
    assert environment.SECRET_KEY.read({"ARTEL_SECRET_KEY_FILE": str(file)}) == "s3cret"
    assert environment.SECRET_KEY.read({"ARTEL_SECRET_KEY": "near", "ARTEL_SECRET_KEY_FILE": str(file)}) == "near"


def test_a_missing_file_of_a_secret_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="ARTEL_SECRET_KEY_FILE"):
        environment.SECRET_KEY.read({"ARTEL_SECRET_KEY_FILE": str(tmp_path / "none")})


def test_what_is_no_secret_has_no_file(tmp_path: Path) -> None:
    file = tmp_path / "level"
    file.write_text("debug", encoding="utf-8")
    assert environment.LOG_LEVEL.read({"ARTEL_LOG_LEVEL_FILE": str(file)}) == "INFO"
