"""What is fetched from the register by the calendar: its lists of codes, and which organisations changed."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.outbox import Job
from registry.enums import TROUBLES, RefreshKind
from registry.models.rulebook import RoleRule, StatusRule

# The register's names of its lists of roles and of statuses.
ROLES, STATUSES = "ISIKROLLID", "EVSTAATUSED"


class Refresh(Job):
    """One fetching: of all lists of codes in a week, or of a day's changes."""

    what = models.CharField(_("what"), max_length=20, choices=RefreshKind.choices)
    day = models.DateField(_("day"))
    done_at = models.DateTimeField(_("done at"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new rows"), default=0)

    class Meta:
        verbose_name = _("fetching from the register")
        verbose_name_plural = _("fetchings from the register")
        constraints = [models.UniqueConstraint(fields=["what", "day"], name="registry_refresh_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.day}"

    @property
    def why(self) -> str:
        """What went wrong last, in words; empty when nothing did."""
        return str(TROUBLES.get(self.reason, self.reason))


class ClassifierValueQuerySet(models.QuerySet["ClassifierValue"]):
    def unknown_to_rules(self) -> Self:
        """Roles and statuses still in use of which the rulebook has no row: nobody has a right by them."""
        running = Q(valid_until=None) | Q(valid_until__gte=workdays.today())
        role = Exists(RoleRule.objects.filter(code=OuterRef("code")))
        status = Exists(StatusRule.objects.filter(code=OuterRef("code")))
        unknown = (Q(list_code=ROLES) & ~role) | (Q(list_code=STATUSES) & ~status)
        return self.filter(running).filter(unknown)


class ClassifierValue(models.Model):
    """One value of a list of codes of the register, as last seen there."""

    list_code = models.CharField(_("list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    name_et = models.CharField(_("name in Estonian"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))

    objects = ClassifierValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("value of a list of codes")
        verbose_name_plural = _("values of lists of codes")
        ordering = ["list_code", "code"]
        constraints = [models.UniqueConstraint(fields=["list_code", "code"], name="registry_classifier_once")]

    def __str__(self) -> str:
        return f"{self.list_code} {self.code}"


class ChangedOrganisation(models.Model):
    """An organisation of which the register's daily change feed said that its persons changed."""

    day = models.DateField(_("day"))
    code = models.CharField(_("registry code"), max_length=20)

    class Meta:
        verbose_name = _("changed organisation")
        verbose_name_plural = _("changed organisations")
        indexes = [models.Index(fields=["code", "-day"], name="registry_changed_code")]
        constraints = [models.UniqueConstraint(fields=["day", "code"], name="registry_changed_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.code}"
