"""Roles: the matrix of rights by section, tools; conditions and rules of fields on a section's own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from artel.platform.access.roles import SCOPES, Operation
from artel.platform.sections.spec import Snapshot
from tests.stories.mouse.conditions import set_condition
from tests.stories.mouse.fields import write_key, write_texts
from tests.stories.mouse.gestures import set_switch
from tests.stories.mouse.places import into_draft, link, open_designer

Body = Mapping[str, Any]
GROUPS = ("read", "change")


def set_role(page: Page, key: str, body: Body, before: Body, snapshot: Snapshot) -> None:
    """Make a role, or change one that is there: its matrix first, then what is said of single sections."""
    open_designer(page, "+roles/")
    if not before:
        page.get_by_role("link", name="Новая роль").click()
        dialog = page.locator("#dialog")
        write_texts(dialog, "label", body["label"])
        write_key(dialog, key)
        dialog.locator("button[type=submit]").click()
    else:
        link(page, f"/+roles/{key}/").click()
    page.wait_for_url(f"**/+roles/{key}/")
    _set_matrix(page, body)
    records, fields = body.get("records", {}), body.get("fields", {})
    by_condition = [
        section
        for section, said in records.items()
        if said != before.get("records", {}).get(section) and any(text not in SCOPES for text in said.values())
    ]
    ruled = [section for section in fields if fields[section] != before.get("fields", {}).get(section)]
    for section in dict.fromkeys((*by_condition, *ruled)):
        if not page.url.endswith(f"/+roles/{key}/"):
            link(page, f"/+roles/{key}/").click()
            page.wait_for_url(f"**/+roles/{key}/")
        link(page, f"/+roles/{key}/{section}/").click()
        _set_section(page, section, records.get(section, {}), fields.get(section, {}), snapshot)


def _set_matrix(page: Page, body: Mapping[str, Any]) -> None:
    form = page.locator("main form.a-form").first
    write_texts(form, "label", body["label"])
    granted: Mapping[str, Any] = body.get("sections", {})
    records: Mapping[str, Mapping[str, str]] = body.get("records", {})
    named = form.locator("[name^='operations:'][value=read]").evaluate_all("all => all.map(box => box.name)")
    for name in named:
        section = str(name).partition(":")[2]
        if section in granted:
            for operation in Operation:
                box = form.locator(f"[name='{name}'][value={operation.value}]")
                set_switch(box, is_on=operation.value in granted[section])
        for group in GROUPS:
            policy = records.get(section, {}).get(group, "")
            choice = form.locator(f"select[name='{group}:{section}']")
            if policy in SCOPES or not policy:
                choice.select_option(policy)
    tools = form.locator("[name=tools]")
    for tool in tools.evaluate_all("all => all.map(box => box.value)"):
        set_switch(form.locator(f"[name=tools][value='{tool}']"), is_on=tool in body.get("tools", ()))
    into_draft(page, form)


def _set_section(
    page: Page, section: str, policies: Mapping[str, str], rules: Mapping[str, str], snapshot: Snapshot
) -> None:
    form = page.locator("main form").first
    for group in GROUPS:
        policy = policies.get(group, "")
        if policy and policy not in SCOPES:
            field = form.locator("fieldset.a-condition", has=page.locator(f"[name={group}]"))
            field.locator(f"[name={group}]").select_option("when")
            set_condition(page, field, policy, section, snapshot)
    for key, rule in rules.items():
        form.locator(f"[name='rule:{key}']").select_option(rule)
    into_draft(page, form)
