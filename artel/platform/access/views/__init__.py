"""Screens of access: settings of users, teams, roles and revisions, the security log, the profile, «why?»."""
