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

    `calendar` is the key of a working calendar; empty: that of the team above, in the end the company's. `head` leads
    it: what nobody else can take comes to him; a team without one is led by the head of the team above.
    """

    name = models.CharField(_("Name"), max_length=150, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("Parent team"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    calendar = models.CharField(_("Working hours"), max_length=48, blank=True, default="", db_default="")
    head = models.ForeignKey(
        "User", verbose_name=_("Head"), null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )

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


class Absence(models.Model):
    """Days on which somebody does not work, both included; the deputy gets what would come to him meanwhile.

    Two absences of a person never overlap: the database refuses it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    since = models.DateField(_("First day"))
    until = models.DateField(_("Last day"))
    deputy = models.ForeignKey(
        User, verbose_name=_("Deputy"), null=True, blank=True, on_delete=models.PROTECT, related_name="deputises"
    )

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="users_absence_in_order"),
            models.CheckConstraint(condition=~models.Q(deputy=models.F("user")), name="users_absence_other_deputy"),
        ]
        indexes = [models.Index(fields=["until"], name="users_absence_until")]

    def __str__(self) -> str:
        return f"{self.since:%d.%m.%Y} – {self.until:%d.%m.%Y}"
