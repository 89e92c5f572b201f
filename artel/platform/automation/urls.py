"""Addresses of automation: rules in words, the log of each, pause and replay; the board of invariants."""

from __future__ import annotations

from django.urls import path

from artel.platform.automation import views
from artel.platform.automation.invariants import views as invariants

app_name = "automation"
RULES = "settings/rules/"
urlpatterns = [
    path(RULES, views.rules, name="rules"),
    path(f"{RULES}<slug:rule>/", views.runs, name="runs"),
    path(f"{RULES}<slug:rule>/pause/", views.pausing, name="pause"),
    path(f"{RULES}<slug:rule>/replay/", views.replaying, name="replay"),
    path("order/", invariants.order, name="order"),
    path("order/attention/", invariants.attention, name="attention"),
    path("order/<slug:invariant>/mend/", invariants.mending, name="mend"),
]
