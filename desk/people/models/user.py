"""People who work at the desk: who they are and what they may."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import workdays
from desk.people.enums import Language, Role, estonian


class BilingualQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        """Those that may be chosen now."""
        return self.filter(active=True)


class Bilingual(models.Model):
    """A row that the administrator words in the two languages of the staff."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_et = models.CharField(_("name in Estonian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = BilingualQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "et").startswith("en") else self.name_et


class Skill(Bilingual):
    """What a call may need beside a language: a line names it, people hold it."""

    history = HistoricalRecords()

    class Meta(Bilingual.Meta):
        verbose_name = _("skill")
        verbose_name_plural = _("skills")


class User(AbstractUser):
    """A member of staff; several roles may meet in one person."""

    language = models.CharField(_("language of pages"), max_length=2, choices=Language.choices, default="et")
    spoken = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages spoken"),
        default=estonian,
        help_text=_("Calls in these languages are offered to this person."),
    )
    extension = models.CharField(_("extension"), max_length=20, blank=True)
    skills = models.ManyToManyField(Skill, verbose_name=_("skills"), blank=True, related_name="people")
    weekly_hours = models.DecimalField(
        _("hours a week"), max_digits=3, decimal_places=1, default=40, validators=[MaxValueValidator(40)],
        help_text=_("Agreed working time; 40 is full time."),
    )  # fmt: skip
    training = models.BooleanField(
        _("in training"), default=False,
        help_text=_("Receives simulated calls only, which no figure counts."),
    )  # fmt: skip

    history = HistoricalRecords(excluded_fields=["password", "last_login"], m2m_fields=[skills])

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
        today = self.roles.in_force(workdays.today())
        return frozenset(today.values_list("role", flat=True))

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds at least one of `roles`."""
        return self.is_active and not self.role_set.isdisjoint(roles)


class UserRoleQuerySet(models.QuerySet["UserRole"]):
    def in_force(self, day: date) -> Self:
        """Roles that stand on this day."""
        begun = Q(from_day=None) | Q(from_day__lte=day)
        return self.filter(begun, Q(until_day=None) | Q(until_day__gte=day))

    def within(self, first: date, last: date) -> Self:
        """Roles that stand on at least one of the days from `first` to `last`."""
        begun = Q(from_day=None) | Q(from_day__lte=last)
        return self.filter(begun, Q(until_day=None) | Q(until_day__gte=first))


class UserRole(models.Model):
    """One role of one person; with days, it is held then only (a helper on a deadline day)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    from_day = models.DateField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True)

    objects = UserRoleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(from_day=None, until_day=None),
                name="people_userrole_once",
            ),
            models.CheckConstraint(
                condition=Q(from_day=None) | Q(until_day=None) | Q(until_day__gte=F("from_day")),
                name="people_userrole_days_run_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    def covers(self, day: date) -> bool:
        """Whether the role stands on this day."""
        begun = self.from_day is None or self.from_day <= day
        return begun and (self.until_day is None or day <= self.until_day)
