"""Of whose calls a person's handling time is made up, and how long work takes that nobody clocks."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.enquiries.models import Topic
from desk.people.enums import Language
from stats.enums.learning import NormKind
from stats.models.rollups import RollupQuerySet, number


class PersonMix(models.Model):
    """A person's finished calls of a day by language and group of topics, so that like is set beside like.

    Personal: destroyed together with `PersonDay`. `topic` is the group of the call's first enquiry.
    """

    day = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=Language, blank=True)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    calls = number()
    handle_s = number()  # conversation with what was on hold, and the work after it

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("a person's calls of a day by language and topic")
        verbose_name_plural = _("people's calls by language and topic")
        constraints = [
            models.UniqueConstraint(
                name="stats_personmix_once", fields=["day", "user", "language", "topic"], nulls_distinct=False
            )
        ]
        indexes = [models.Index(name="stats_personmix_user", fields=["user", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.user_id}"


class NormQuerySet(models.QuerySet["Norm"]):
    """Norms, by what the desk asks of them."""

    def until(self, day: date) -> Self:
        """Those that hold on this day or held before, the newest of a kind first."""
        return self.filter(from_day__lte=day).order_by("kind", "-from_day")


class Norm(models.Model):
    """Minutes that one piece of such work is taken to need, from a day on; an estimate, shown as one."""

    kind = models.CharField(_("kind of work"), max_length=10, choices=NormKind)
    minutes = models.DecimalField(
        _("minutes for one"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)]
    )
    from_day = models.DateField(_("from"))
    basis = models.CharField(_("basis"), max_length=200)

    objects = NormQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("norm of working time")
        verbose_name_plural = _("norms of working time")
        ordering = ["kind", "-from_day"]
        constraints = [
            models.UniqueConstraint(name="stats_norm_once", fields=["kind", "from_day"]),
            models.CheckConstraint(name="stats_norm_not_negative", condition=models.Q(minutes__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.from_day:%d.%m.%Y}"
