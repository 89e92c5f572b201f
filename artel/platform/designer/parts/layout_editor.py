"""The editor of a card and its forms: groups and tabs, key facts, the form, related lists, forms of stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.designer.layout_input import groupable, offered, stated, stated_groups
from artel.platform.designer.list_input import label_in
from artel.platform.designer.parts.pick_list import Item, PickList, field_items, zone
from artel.platform.sections.spec import LayoutSpec, SectionSpec, Snapshot
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import Component, Html, Text, attributes, join
from artel.platform.ui.icons import icon, known

Body = Mapping[str, Any]
MOST_COLUMNS = 3


def card_panel(spec: SectionSpec, body: Body, layout: LayoutSpec, *, is_variant: bool) -> Html:
    """Return groups with their fields, tabs, and the fields that stand in no group."""
    groups = stated_groups(body, layout, spec) if body.get("groups") else []
    placed = {key for group in groups for key in group["fields"]}
    rest = [key for key in groupable(spec) if key not in placed]
    tabs = body.get("tabs", ())
    facts = field_list(spec, body, layout, "key_facts", _("Under the title"), is_inline=True)
    boxes = join(_box(spec, group, tabs) for group in groups)
    more = _("There are no groups yet: the card shows all fields in one. Add a group and drag fields into it.")
    if groups:
        more = _("They stand on the card all the same, in the last group.")
    elif is_variant:
        more = _("The variant has no groups of its own: those for everybody stand. Add one to lay it out anew.")
    return format_html(
        '{}<div class="a-tab-names" data-tabs><h2 class="a-part">{}</h2><ul data-tab-list>{}</ul>{}'
        "<template data-tab-blank>{}</template></div>"
        '<ul class="a-boxes" data-boxes data-controller="sortable" data-handle="[data-box-grip]">{}</ul>'
        "<template data-box-blank>{}</template>{}"
        '<section class="a-box is-rest"><h2 class="a-part">{}</h2><p class="a-help">{}</p>{}</section>',
        facts,
        _("Tabs of the card"),
        join(_tab(tab) for tab in tabs),
        Button(label=_("Tab"), icon="plus", kind="bare", is_small=True, attrs={"data-tab-add": True}),
        _tab({"key": "", "label": {"ru": "", "en": ""}}),
        boxes,
        _box(spec, {"label": {"ru": "", "en": ""}, "fields": []}, tabs),
        Button(label=_("Add a group"), icon="layout-grid-add", attrs={"data-box-add": True}),
        _("The rest"),
        more,
        zone(
            "rest",
            field_items(spec.fields, rest),
            group="card",
            empty=_("Every field has its group"),
            label=_("The rest"),
        ),
    )


def _tab(tab: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<li class="row-x" data-tab="{}">'
        '<input class="form-control" data-ru value="{}" placeholder="{}" aria-label="{}">'
        '<input class="form-control" data-en value="{}" placeholder="English" aria-label="{}">'
        '<input class="form-control is-key" data-tab-key value="{}" placeholder="{}" aria-label="{}"'
        ' autocapitalize="none" spellcheck="false">'
        '<button type="button" class="btn btn-bare btn-icon btn-sm" data-tab-remove aria-label="{}">{}</button></li>',
        tab.get("key", ""),
        label_in(tab, "ru"),
        _("Name of the tab"),
        _("Name of the tab"),
        label_in(tab, "en"),
        _("Name of the tab in English"),
        tab.get("key", ""),
        _("Key"),
        _("Key of the tab"),
        _("Remove the tab"),
        icon("x"),
    )


def _box(spec: SectionSpec, group: Mapping[str, Any], tabs: Sequence[Mapping[str, Any]]) -> SafeString:
    columns = join(
        format_html(
            '<option value="{}"{}>{}</option>',
            n,
            attributes({"selected": n == group.get("columns", 0)}),
            n or _("as fit"),
        )
        for n in range(MOST_COLUMNS + 1)
    )
    chosen = group.get("tab", "")
    in_tab = join(
        format_html('<option value="{}"{}>{}</option>', key, attributes({"selected": key == chosen}), label)
        for key, label in (("", _("above the tabs")), *((t["key"], label_in(t, "ru")) for t in tabs))
    )
    return format_html(
        '<li class="a-box" data-box><header>'
        '<button type="button" class="grip btn-reset" data-box-grip aria-label="{}">{}'
        '</button><input class="form-control grow" data-ru value="{}" placeholder="{}" aria-label="{}">'
        '<input class="form-control grow" data-en value="{}" placeholder="English" aria-label="{}">'
        '<button type="button" class="btn btn-bare btn-icon btn-sm" data-box-remove aria-label="{}">{}</button>'
        "</header>"
        '<div class="row-x wrap small">'
        '<label class="row-x">{}<select class="form-select" data-columns>{}</select></label>'
        '<label class="row-x" data-tab-choice>{}<select class="form-select" data-in-tab>{}</select></label>'
        '<label class="a-check"><input type="checkbox" class="form-check-input" data-collapsed{}>{}</label>'
        "</div>{}</li>",
        _("Move the group: drag, or Alt and arrows"),
        icon("grip-vertical", "sm"),
        label_in(group, "ru"),
        _("Name of the group"),
        _("Name of the group"),
        label_in(group, "en"),
        _("Name of the group in English"),
        _("Remove the group"),
        icon("x"),
        _("Columns"),
        columns,
        _("Tab"),
        in_tab,
        attributes({"checked": bool(group.get("collapsed"))}),
        _("folded"),
        zone("group", field_items(spec.fields, group["fields"]), group="card", label=label_in(group, "ru")),
    )


def field_list(
    spec: SectionSpec,
    body: Body,
    layout: LayoutSpec,
    name: str,
    title: Text,
    *,
    about: Html = "",
    is_inline: bool = False,
) -> PickList:
    """Return one list of the layout as a picked one."""
    return PickList(
        name=name,
        title=title,
        items=field_items(spec.fields, stated(body, layout, name)),
        offered=field_items(spec.fields, offered(spec, name)),
        help=about,
        is_inline=is_inline,
    )


def form_panel(spec: SectionSpec, body: Body, layout: LayoutSpec) -> Html:
    """Return what a new record asks, and what each stage asks instead."""
    parts: list[Component] = [
        field_list(
            spec, body, layout, "form", _("A new record asks"), about=_("Everything else waits under “More fields”.")
        )
    ]
    stages = body.get("stages", {})
    offered_ = field_items(spec.fields, offered(spec, "form"))
    for pipeline in spec.pipelines:
        for stage in pipeline.stages:
            exact = f"{pipeline.key}.{stage.key}"
            is_shared = sum(1 for each in spec.pipelines if each.stage(stage.key)) > 1
            key = exact if exact in stages or (is_shared and stage.key not in stages) else stage.key
            asked, name = stages.get(key, {}), stage.label.text()
            title = f"{pipeline.label.text()}: {name}" if len(spec.pipelines) > 1 else name
            parts += [
                _of_stage(spec, key, "form", _("In “%(stage)s” it asks") % {"stage": title}, asked, offered_),
                _of_stage(
                    spec, key, "required", _("To stand in “%(stage)s”, filled") % {"stage": title}, asked, offered_
                ),
            ]
    return join(parts)


def _of_stage(
    spec: SectionSpec, key: str, part: str, title: Text, asked: Mapping[str, Any], offered_: Sequence[Item]
) -> PickList:
    items = field_items(spec.fields, asked.get(part, ()))
    return PickList(name=f"stages.{key}.{part}", title=title, items=items, offered=offered_, is_inline=True)


def details_panel(spec: SectionSpec, body: Body, layout: LayoutSpec, snapshot: Snapshot) -> Html:
    """Return the related lists of the card, of those that there are."""
    found = {f"{d.section}.{d.field}": d for d in snapshot.details(spec.key)}
    every = [
        Item(
            key,
            f"{d.label.text()} · {snapshot.sections[d.section].fields[d.field].label.text()}",
            _icon(snapshot, d.section),
        )
        for key, d in found.items()
    ]
    named = [f"{section}.{field}" for section, field in layout.details]
    by_key = {item.key: item for item in every}
    return PickList(
        name="details",
        title=_("Related lists on the card"),
        items=[by_key[key] for key in named if key in by_key],
        offered=every,
        help=_("Records of other sections that point here. Without a choice all of them stand there."),
    )


def _icon(snapshot: Snapshot, section: str) -> str:
    return known(snapshot.sections[section].icon)
