"""Addresses for machines that watch over the site."""

from django.urls import path

from artel.installation import views

urlpatterns = [path("healthz", views.healthz, name="healthz")]
