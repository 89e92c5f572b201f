"""Addresses of the settings of access, of the profile, and of «why?» on any record."""

from __future__ import annotations

from django.urls import path

from artel.platform.access.views import absences, audit, explain, index, profile, teams, users

urlpatterns = [
    path("settings/", index.settings, name="settings"),
    path("settings/users/", users.users, name="settings_users"),
    path("settings/users/new/", users.new_user, name="settings_user_new"),
    path("settings/users/<int:user_id>/", users.user, name="settings_user"),
    path("settings/users/<int:user_id>/switch/", users.switch_user, name="settings_user_switch"),
    path("settings/users/<int:user_id>/password/", users.password_link, name="settings_user_password"),
    path("settings/users/<int:user_id>/sessions/", users.end_user_sessions, name="settings_user_sessions"),
    path("settings/teams/", teams.teams, name="settings_teams"),
    path("settings/teams/new/", teams.new_team, name="settings_team_new"),
    path("settings/teams/<int:team_id>/", teams.team, name="settings_team"),
    path("settings/teams/<int:team_id>/delete/", teams.delete_team, name="settings_team_delete"),
    path("settings/audit/", audit.audit, name="settings_audit"),
    path("profile/", profile.profile, name="profile"),
    path("profile/absences/", absences.absences, name="absences"),
    path("profile/absences/<int:absence_id>/remove/", absences.remove_absence, name="absence_remove"),
    path("profile/theme/", profile.theme, name="profile_theme"),
    path("profile/sessions/", profile.end_others, name="profile_end_others"),
    path("<slug:section>/<int:record_id>/access/", explain.why, name="record_access"),
]
