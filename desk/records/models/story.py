"""The timeline: what happened with a client or a thing. Append-only within retention."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.slots import Kept


class TimelineQuerySet(models.QuerySet["TimelineEntry"]):
    def for_client(self, *client_ids: int) -> Self:
        """What happened with this client (and those merged into it), newest first."""
        return self.filter(client_id__in=client_ids).order_by("-at", "-pk")

    def for_subject(self, kind: str, pk: int) -> Self:
        """What happened with one thing, newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-at", "-pk")

    def in_place_of(self, user_id: int) -> Self:
        """What others did in this person's place, newest first."""
        return self.filter(in_place_of=user_id).order_by("-at", "-pk")

    def by_deputy(self, user_id: int) -> Self:
        """What this person did in the place of others, newest first."""
        return self.filter(in_place_of__isnull=False, by=user_id).order_by("-at", "-pk")

    def between(self, start: datetime, end: datetime) -> Self:
        """What happened in this span."""
        return self.filter(at__gte=start, at__lt=end)

    def without(self, kept: Collection[Kept]) -> Self:
        """Nothing about these, nor a line of another thing that names one of them."""
        numbers = [each.number for each in kept]
        rows = self
        for kind in {each.kind for each in kept}:
            pks = [each.pk for each in kept if each.kind == kind]
            rows = rows.exclude(subject_kind=kind, subject_id__in=pks)
        for name in ("number", "enquiry") if numbers else ():
            named = models.Q(**{f"params__{name}__in": numbers})
            rows = rows.filter(models.Q(**{f"params__{name}__isnull": True}) | ~named)
        return rows

    def told(self) -> Self:
        """With everyone whom a line names, in one query."""
        return self.select_related("by", "in_place_of")


class TimelineEntry(models.Model):
    """One thing that happened, written by the action that did it; `params` hold no personal data."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # The absent person whose work this was, when a deputy did it.
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    params = models.JSONField(default=dict)

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("timeline entry")
        indexes = [
            models.Index(fields=["client_id", "-at", "-id"], name="records_timeline_client"),
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="records_timeline_subject"),
            models.Index(
                fields=["in_place_of", "-at"], name="records_timeline_in_place_of",
                condition=models.Q(in_place_of__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind
