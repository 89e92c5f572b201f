"""The doctor tells of conflicts that a start of the product left undecided."""

from __future__ import annotations

import pytest

from artel.platform.definitions.applying import apply_documents
from artel.platform.definitions.current import stored_documents
from artel.platform.definitions.documents import Document
from artel.platform.definitions.models import Definition
from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.doctor import checks
from artel.platform.packs.installing import install
from artel.platform.packs.models import InstalledPack

pytestmark = pytest.mark.django_db


def test_a_conflict_that_waits_is_told_until_it_is_decided() -> None:
    assert list(checks()) == []
    install((), demo=False, actor=SYSTEM)
    assert [check.is_ok for check in checks()] == [True]
    role = next(d for d in stored_documents() if d.kind == "role")
    body = {**role.body, "label": {"ru": "Наше имя", "en": "Our name"}}
    apply_documents([Document(kind="role", key=role.key, body=body)], actor=SYSTEM)
    assert [check.is_ok for check in checks()] == [True]
    # As if an older version of the pack had said something else when the company changed it.
    older = {**role.body, "label": {"ru": "Прежнее имя", "en": "Former name"}}
    Definition.objects.filter(kind="role", key=role.key).update(base=older)
    InstalledPack.objects.update(digest="older")
    install((), demo=False, actor=SYSTEM)
    (told,) = checks()
    assert (told.is_ok, told.detail) == (False, f"role {role.key}: label.ru; role {role.key}: label.en")
