"""People who work at the desk: who they are, what they may, where they are."""

from __future__ import annotations

from typing import Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.people.enums import Language, PresenceState, Role


def _estonian() -> list[str]:
    return [Language.ET.value]


class User(AbstractUser):
    """A member of staff; several roles may meet in one person."""

    language = models.CharField(_("language of pages"), max_length=2, choices=Language.choices, default="et")
    spoken = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages spoken"),
        default=_estonian,
        help_text=_("Calls in these languages are offered to this person."),
    )
    extension = models.CharField(_("extension"), max_length=20, blank=True)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["extension"], condition=~Q(extension=""), name="people_user_extension_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def role_set(self) -> frozenset[str]:
        """The roles this person holds; one query, kept for the request."""
        return frozenset(self.roles.values_list("role", flat=True))

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds at least one of `roles`."""
        return self.is_active and not self.role_set.isdisjoint(roles)


class UserRole(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="people_userrole_once")]

    def __str__(self) -> str:
        return self.get_role_display()


class PresenceQuerySet(models.QuerySet["Presence"]):
    def open(self) -> Self:
        """What people do now."""
        return self.filter(ended_at=None)


class Presence(models.Model):
    """An interval in one state; the partial unique index keeps one open interval a person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="presences")
    state = models.CharField(_("state"), max_length=10, choices=PresenceState.choices)
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="people_presence_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="people_presence_time_runs_forward",
            ),
        ]
        indexes = [models.Index(fields=["user", "-started_at"], name="people_presence_user_time")]

    def __str__(self) -> str:
        return f"{self.get_state_display()}"
