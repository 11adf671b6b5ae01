"""Undertakings of confidentiality, and access of our people to registers of others, with their dates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.people.models import User, UserRole
from stats.enums.learning import UndertakingKind


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    """Undertakings, by what the desk asks of them."""

    def in_force(self) -> Self:
        """Those that nobody has ended, also when their day is over: access goes on until it is taken away."""
        return self.filter(ended_on=None)

    def kept_by(self, *user_ids: int) -> Self:
        """Those whose dates one of these people keeps an eye on."""
        return self.filter(keeper__in=user_ids)

    def ending_by(self, day: date) -> Self:
        """Those whose last day is not after this one."""
        return self.filter(until_day__lte=day)

    def of_the_gone(self, today: date) -> Self:
        """Those of people who have left: no longer active, or without any role today."""
        roles = UserRole.objects.in_force(today).filter(user=OuterRef("user"))
        return self.filter(Q(user__is_active=False) | ~Exists(roles))

    def confidentiality_of(self, user_ids: Collection[int]) -> set[int]:
        """Who of these people has given an undertaking of confidentiality that stands."""
        given = self.in_force().filter(kind=UndertakingKind.CONFIDENTIALITY, user__in=user_ids)
        return set(given.values_list("user", flat=True))


class Undertaking(models.Model):
    """What a person has undertaken or was given access to, by what paper, from when until when."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=15, choices=UndertakingKind)
    register = models.CharField(_("register"), max_length=120, blank=True)
    scope = models.CharField(_("in what extent"), max_length=200, blank=True)
    granted_on = models.DateField(_("from"))
    paper = models.CharField(_("paper"), max_length=120)
    until_day = models.DateField(_("until"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who minds the dates"))

    objects = UndertakingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("undertaking or access")
        verbose_name_plural = _("undertakings and accesses")
        ordering = ["user", "kind", "register", "pk"]
        indexes = [
            models.Index(name="stats_undertaking_keeper", fields=["keeper"], condition=Q(ended_on=None)),
            models.Index(name="stats_undertaking_user", fields=["user"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="stats_undertaking_register",
                condition=Q(kind=UndertakingKind.CONFIDENTIALITY, register="")
                | (Q(kind=UndertakingKind.ACCESS) & ~Q(register="")),
            ),
            models.CheckConstraint(
                name="stats_undertaking_runs_forward",
                condition=(Q(until_day=None) | Q(until_day__gte=F("granted_on")))
                & (Q(ended_on=None) | Q(ended_on__gte=F("granted_on"))),
            ),
            models.CheckConstraint(
                name="stats_undertaking_ended",
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="stats_undertaking_once", fields=["user", "kind", "register"],
                condition=Q(ended_on=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id} {self.register or self.kind}"

    def get_absolute_url(self) -> str:
        """Where it stands in the list."""
        return f"{reverse('stats:undertakings')}#undertaking-{self.pk}"
