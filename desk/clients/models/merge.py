"""Two rows that were one client or one person: which was kept, what moved, and how to undo it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.clients.models.client import Client, Person


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges, by whether they hold."""

    def standing(self) -> Self:
        """Those that nobody has undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """`lost` turned out to be the same as `kept`; what pointed at it was moved, row by row, undoably."""

    lost_client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="lost_in")
    kept_client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="kept_in")
    lost_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lost_in")
    kept_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="kept_in")
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="merge_of_one_kind",
                condition=(
                    Q(
                        lost_client__isnull=False,
                        kept_client__isnull=False,
                        lost_person=None,
                        kept_person=None,
                    )
                    & ~Q(lost_client=F("kept_client"))
                )
                | (
                    Q(
                        lost_person__isnull=False,
                        kept_person__isnull=False,
                        lost_client=None,
                        kept_client=None,
                    )
                    & ~Q(lost_person=F("kept_person"))
                ),
            ),
            models.CheckConstraint(
                name="merge_undone_pair",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__gte=F("at"), undone_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="merge_client_lost_once", fields=["lost_client"], condition=Q(undone_at=None)
            ),
            models.UniqueConstraint(
                name="merge_person_lost_once", fields=["lost_person"], condition=Q(undone_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lost_client_id or self.lost_person_id} → {self.kept_client_id or self.kept_person_id}"


class Moved(models.Model):
    """One row that a merge changed: which field of it, and the values before and after."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moved")
    model = models.CharField(max_length=80)  # app_label.ModelName
    row = models.BigIntegerField()
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row moved by a merge")
        verbose_name_plural = _("rows moved by a merge")

    def __str__(self) -> str:
        return f"{self.model} {self.row}"


class PairQuerySet(models.QuerySet["Pair"]):
    """Pairs that look alike, by what the worklist asks."""

    def undecided(self) -> Self:
        """Neither merged nor said to be different; the strongest first."""
        open_ones = Q(first_client__merged_into=None, second_client__merged_into=None)
        open_ones &= Q(first_person__merged_into=None, second_person__merged_into=None)
        return self.filter(open_ones, different_at=None).order_by("-strength", "pk")

    def after(self, pk: int) -> Self:
        """Pairs that follow pair `pk` in the worklist's order; all when it is gone."""
        strength = self.model._default_manager.filter(pk=pk).values_list("strength", flat=True).first()
        if strength is None:
            return self
        return self.filter(strength__lte=strength).exclude(strength=strength, pk__lte=pk)

    def with_client(self, client_id: Any) -> Self:
        """Pairs in which this client stands (its id, or a reference to it in a subquery)."""
        return self.filter(Q(first_client=client_id) | Q(second_client=client_id))

    def with_person(self, person_id: Any) -> Self:
        """Pairs in which this person stands."""
        return self.filter(Q(first_person=person_id) | Q(second_person=person_id))


class Pair(models.Model):
    """Two clients or two persons that look alike; found by `likeness`, kept if somebody says they differ."""

    first_client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    second_client = models.ForeignKey(Client, models.CASCADE, null=True, related_name="+")
    first_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    second_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    strength = models.PositiveSmallIntegerField()  # 0 to 100
    reasons = models.JSONField(default=list)  # values of enums.Likeness
    found_at = models.DateTimeField(default=clock.now)
    different_at = models.DateTimeField(null=True)
    different_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that looks alike")
        verbose_name_plural = _("pairs that look alike")
        indexes = [
            models.Index(name="pair_undecided", fields=["-strength", "id"], condition=Q(different_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                name="pair_of_one_kind_in_order",
                condition=Q(first_client__lt=F("second_client"), first_person=None, second_person=None)
                | Q(first_person__lt=F("second_person"), first_client=None, second_client=None),
            ),
            models.UniqueConstraint(name="pair_of_clients_once", fields=["first_client", "second_client"]),
            models.UniqueConstraint(name="pair_of_persons_once", fields=["first_person", "second_person"]),
            models.CheckConstraint(
                name="pair_different_pair",
                condition=Q(different_at=None, different_by=None)
                | Q(different_at__isnull=False, different_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        first, second = self.first_client_id, self.second_client_id
        return f"{first or self.first_person_id} ~ {second or self.second_person_id}"
