"""Addresses of what a lead can do beyond the generic screens."""

from __future__ import annotations

from django.urls import path

from artel.domain.sales import views

app_name = "sales"
urlpatterns = [
    path("leads/<int:lead_id>/qualify/", views.qualify, name="qualify"),
    path("leads/<int:lead_id>/nurture/", views.nurture, name="nurture"),
    path("leads/<int:lead_id>/disqualify/", views.disqualify, name="disqualify"),
    path("leads/<int:lead_id>/unqualify/", views.unqualify, name="unqualify"),
]
