"""Addresses of the designer. Words with a plus can't be keys of sections or lookups."""

from __future__ import annotations

from django.urls import path

from artel.platform.designer.duplicates import search_time
from artel.platform.designer.duplicates import views as duplicates
from artel.platform.designer.fields import views as fields
from artel.platform.designer.history import comparing, conflicts
from artel.platform.designer.history import views as history
from artel.platform.designer.menu import views as menu
from artel.platform.designer.process.pipelines import stage_views
from artel.platform.designer.process.pipelines import views as pipelines
from artel.platform.designer.process.rules import views as process_rules
from artel.platform.designer.rights import seeing_views
from artel.platform.designer.rights import views as rights
from artel.platform.designer.tables import views as tables
from artel.platform.designer.views import (
    calendars,
    layouts,
    lookups,
    plan,
    rules,
    saved_views,
    sections,
)

app_name = "designer"
PREFIX = "settings/designer/"

urlpatterns = [
    path("", sections.sections, name="sections"),
    path("+section/", sections.new_section, name="section_new"),
    path("+suggest/", sections.suggest, name="suggest"),
    path("+plan/", plan.plan, name="plan"),
    path("+plan/apply/", plan.apply_draft, name="apply"),
    path("+plan/one/", plan.one, name="one"),
    path("+plan/decide/", plan.decide, name="decide"),
    path("+plan/discard/", plan.discard_draft, name="discard"),
    path("+lookups/", lookups.lookups, name="lookups"),
    path("+lookups/+new/", lookups.lookup, name="lookup_new"),
    path("+lookups/<slug:key>/", lookups.lookup, name="lookup"),
    path("+lookups/<slug:key>/table/", tables.table, name="lookup_table"),
    path("+lookups/<slug:key>/retire/", lookups.retire_lookup, name="lookup_retire"),
    path("+history/", history.revisions, name="revisions"),
    path("+history/+compare/", comparing.compare, name="compare"),
    path("+history/<int:number>/", history.revision, name="revision"),
    path("+history/<int:number>/restore/", history.restore_revision, name="restore"),
    path("+conflicts/", conflicts.conflicts, name="conflicts"),
    path("+roles/", rights.roles, name="roles"),
    path("+roles/+new/", rights.new_role, name="role_new"),
    path("+roles/<slug:key>/", rights.role, name="role"),
    path("+roles/<slug:key>/+retire/", rights.retire_role, name="role_retire"),
    path("+roles/<slug:key>/+seen/", seeing_views.role_seen, name="role_seen"),
    path("+roles/<slug:key>/<slug:section>/", rights.role_section, name="role_section"),
    path("+calendars/", calendars.calendars, name="calendars"),
    path("+calendars/+new/", calendars.new_calendar, name="calendar_new"),
    path("+calendars/<slug:key>/", calendars.calendar, name="calendar"),
    path("+calendars/<slug:key>/retire/", calendars.retire_calendar, name="calendar_retire"),
    path("+menu/", menu.menu, name="menu"),
    path("<slug:section>/", fields.fields, name="fields"),
    path("<slug:section>/+field/", fields.choose_type, name="field_new"),
    path("<slug:section>/+field/<slug:field_type>/", fields.new_field, name="field_of_type"),
    path("<slug:section>/field/<slug:field>/", fields.field, name="field"),
    path("<slug:section>/field/<slug:field>/retire/", fields.retire_field, name="field_retire"),
    path("<slug:section>/field/<slug:field>/revive/", fields.revive_field, name="field_revive"),
    path("<slug:section>/order/", layouts.order, name="field_order"),
    path("<slug:section>/layout/", layouts.layout, name="layout"),
    path("<slug:section>/layout/+records/", layouts.records, name="records"),
    path("<slug:section>/layout/+variant/", rules.variant, name="variant_new"),
    path("<slug:section>/layout/variant/<slug:variant>/", rules.variant, name="variant"),
    path("<slug:section>/layout/rule/<slug:field>/", rules.rule, name="rule"),
    path("<slug:section>/list/", layouts.lists, name="lists"),
    path("<slug:section>/views/", saved_views.views, name="views"),
    path("<slug:section>/views/+new/", saved_views.view, name="view_new"),
    path("<slug:section>/views/<slug:key>/", saved_views.view, name="view"),
    path("<slug:section>/views/<slug:key>/retire/", saved_views.retire_view, name="view_retire"),
    path("<slug:section>/rules/", process_rules.rules, name="rules"),
    path("<slug:section>/rules/+new/", process_rules.rule, name="rule_new"),
    path("<slug:section>/rules/<slug:key>/", process_rules.rule, name="rule_edit"),
    path("<slug:section>/rules/<slug:key>/pause/", process_rules.pause_rule, name="rule_pause"),
    path("<slug:section>/rules/<slug:key>/retire/", process_rules.retire_rule, name="rule_retire"),
    path("<slug:section>/duplicates/", duplicates.duplicates, name="duplicates"),
    path("<slug:section>/duplicates/+new/", duplicates.rule, name="duplicates_new"),
    path("<slug:section>/duplicates/+time/", search_time.search_time, name="search_time"),
    path("<slug:section>/duplicates/<slug:key>/", duplicates.rule, name="duplicates_rule"),
    path("<slug:section>/duplicates/<slug:key>/retire/", duplicates.retire_rule, name="duplicates_retire"),
    path("<slug:section>/section/", sections.section, name="section"),
    path("<slug:section>/section/retire/", sections.retire_section, name="section_retire"),
    path("<slug:section>/access/", sections.access, name="access"),
    path("<slug:section>/pipelines/", pipelines.pipelines, name="pipelines"),
    path("<slug:section>/pipelines/+new/", pipelines.new_pipeline, name="pipeline_new"),
    path("<slug:section>/pipelines/<slug:key>/", pipelines.pipeline, name="pipeline"),
    path("<slug:section>/pipelines/<slug:key>/stages/<slug:stage>/", stage_views.stage, name="stage"),
    path("<slug:section>/pipelines/<slug:key>/retire/", pipelines.retire_pipeline, name="pipeline_retire"),
]
