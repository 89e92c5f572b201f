"""Keys of an installation: made once, kept to the owner."""

from __future__ import annotations

import stat
from pathlib import Path

from cryptography.fernet import Fernet

from artel.installation import secret_keys


def test_a_key_is_made_once(tmp_path: Path) -> None:
    assert secret_keys.signing_key(tmp_path) == secret_keys.signing_key(tmp_path)
    assert len(secret_keys.signing_key(tmp_path)) >= 50


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert secret_keys.signing_key(tmp_path / "a") != secret_keys.signing_key(tmp_path / "b")


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    secret_keys.signing_key(tmp_path)
    secret_keys.encryption_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o700
    for file in (tmp_path / "secret").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_older_key_still_opens(tmp_path: Path) -> None:
    (old,) = secret_keys.encryption_keys(tmp_path)
    file = tmp_path / "secret" / "encryption.keys"
    file.write_text(f"{Fernet.generate_key().decode()}\n{old}\n", encoding="utf-8")
    newest, second = secret_keys.encryption_keys(tmp_path)
    assert newest != old
    assert second == old
