"""User and Team. A user belongs to one team; teams form a tree."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.text import short_name


class Team(models.Model):
    """A group of users. Who leads it sees, by a role's policy, what teams below it own.

    `calendar` is the key of a working calendar; empty: that of the team above, in the end the company's.
    """

    name = models.CharField(_("Name"), max_length=150, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("Parent team"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    calendar = models.CharField(_("Working hours"), max_length=48, blank=True, default="", db_default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Somebody who signs in: a colleague, or an outsider with portal roles.

    `name` is how he is shown everywhere («Ахметзянова Гульнара»); `roles` are keys of role definitions,
    `calendar` is the key of a working calendar, empty: that of his team.
    """

    name = models.CharField(_("Name"), max_length=150, db_index=True)
    email = models.EmailField(_("E-mail"), blank=True)
    position = models.CharField(_("Position"), max_length=150, blank=True)
    phone = models.CharField(_("Phone"), max_length=32, blank=True)
    team = models.ForeignKey(
        Team, verbose_name=_("Team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    roles = ArrayField(models.CharField(max_length=48), verbose_name=_("Roles"), default=list, blank=True)
    is_admin = models.BooleanField(_("Administrator"), default=False)
    is_portal = models.BooleanField(_("Outsider"), default=False)
    language = models.CharField(
        _("Language"), max_length=5, default="ru", choices=[("ru", "Русский"), ("en", "English")]
    )
    timezone = models.CharField(_("Time zone"), max_length=64, default="Europe/Moscow")
    calendar = models.CharField(_("Working hours"), max_length=48, blank=True, default="", db_default="")
    theme = models.CharField(
        _("Theme"),
        max_length=8,
        default="system",
        choices=[("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
    )

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="users_user_email_unique"),
            models.UniqueConstraint(Lower("username"), name="users_user_username_unique"),
            models.CheckConstraint(
                condition=~models.Q(is_admin=True, is_portal=True), name="users_user_outsider_is_no_admin"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the name shown to people."""
        return self.name or self.username

    def get_short_name(self) -> str:
        """Return «Ахметзянова Г.» from «Ахметзянова Гульнара»."""
        return short_name(self.name or self.username)
