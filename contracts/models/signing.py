"""The agency signs in the browser: one sitting, several containers, each shown before it is signed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models.packages import Package
from contracts.models.returns import Container
from desk.clock import now
from desk.outbox import Job, JobQuerySet


class Sitting(models.Model):
    """One person signs several documents, one after another."""

    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The certificate holds the signer's personal code, so it lies with the bytes.
    certificate = models.ForeignKey("records.Blob", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")

    def __str__(self) -> str:
        return str(self.pk)


class AgencySignatureQuerySet(JobQuerySet):
    def living(self) -> Self:
        """Neither finished nor dropped."""
        return self.filter(finished=None, dropped_at=None)

    def due(self) -> Self:
        """Only what was signed: the card has spoken, time-stamp and certificate's state are asked."""
        return super().due().filter(signed_at__isnull=False, dropped_at=None)

    def stuck(self) -> Self:
        return super().stuck().filter(dropped_at=None)


class AgencySignature(Job):
    """The agency's signature of one package: shown, signed by the card, lengthened, stored as a container."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="signatures")
    package = models.ForeignKey(Package, models.PROTECT, related_name="agency_signatures")
    position = models.PositiveSmallIntegerField()
    # The client's container; none where the agency signs first or alone.
    base = models.ForeignKey(Container, models.PROTECT, null=True, blank=True, related_name="+")
    # The bytes to which the signature is added.
    source = models.ForeignKey("records.Blob", models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    # The signature's XML before its value, and what the card is asked to sign.
    unsigned = models.ForeignKey("records.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=128, blank=True)
    hash_function = models.CharField(max_length=10, blank=True)
    value = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    finished = models.ForeignKey(Container, models.PROTECT, null=True, blank=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)

    jobs = AgencySignatureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["sitting", "position"]
        verbose_name = _("agency's signature")
        verbose_name_plural = _("agency's signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["package"],
                condition=Q(finished=None, dropped_at=None),
                name="contracts_agencysignature_one",
            ),
            models.UniqueConstraint(fields=["sitting", "position"], name="contracts_agencysignature_place"),
            models.CheckConstraint(
                name="contracts_agencysignature_seen",
                condition=Q(signed_at=None, value="")
                | (
                    Q(signed_at__isnull=False, seen_at__isnull=False, unsigned__isnull=False)
                    & ~Q(value="")
                    & ~Q(digest="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.state}"
