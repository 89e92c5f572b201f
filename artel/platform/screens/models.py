"""Views that people save: a filter with columns, order and grouping under a name, their own or shared."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """One person's view of a section. A shared one stands in everybody's tabs; whoever made it may change it."""

    section = models.CharField(max_length=64)
    label = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(max_length=8, default="list", choices=[("list", _("List")), ("board", _("Board"))])
    filter = models.TextField(blank=True, default="")
    order = ArrayField(models.CharField(max_length=65), default=list, blank=True)
    group = models.CharField(max_length=64, blank=True, default="")
    columns = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    is_shared = models.BooleanField(_("Shared with everyone"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["section", "author"], name="screens_view_of_section")]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """Return how the address names it: never the key of a view that a company's settings declare."""
        return f"saved-{self.pk}"
