"""Two rows that were one client or one person: which was kept, what moved, and how to undo it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.clients.models.client import Client, Person


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
