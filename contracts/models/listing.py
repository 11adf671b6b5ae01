"""The portals' lists of users, and how they differ from what stands here."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.enums import DifferenceState, DifferenceWhat, ListingSource
from contracts.models.drafts import Authorisation, AuthorisedPerson
from contracts.models.publication import Portal
from desk.clock import now
from desk.outbox import Job, JobQuerySet


class PortalListingQuerySet(JobQuerySet):
    def due(self) -> Self:
        """Only what is fetched; a file was taken whole when it came."""
        return super().due().filter(source=ListingSource.HTTP)


class PortalListing(Job):
    """One look at a portal's list of users. Entries of the newest one alone are kept."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="listings")
    source = models.CharField(max_length=4, choices=ListingSource)
    wanted_at = models.DateTimeField(default=now)
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)

    jobs = PortalListingQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("list of a portal's users")
        verbose_name_plural = _("lists of portals' users")

    def __str__(self) -> str:
        return f"{self.portal_id} {self.state}"


class PortalEntry(models.Model):
    """One line of a portal's list, as the portal tells it."""

    listing = models.ForeignKey(PortalListing, models.CASCADE, related_name="entries")
    reference = models.CharField(max_length=80)
    client_code = models.CharField(max_length=20)
    client_name = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=50)
    number = models.CharField(max_length=60, blank=True)
    first_name = models.CharField(max_length=120, blank=True)
    last_name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["listing", "pk"]
        verbose_name = _("line of a portal's list")
        verbose_name_plural = _("lines of a portal's list")
        indexes = [models.Index(fields=["listing", "client_code"], name="contracts_portalentry_client")]

    def __str__(self) -> str:
        return str(self.pk)


class PortalDifferenceQuerySet(models.QuerySet["PortalDifference"]):
    def open(self) -> Self:
        return self.filter(state=DifferenceState.OPEN)


class PortalDifference(models.Model):
    """Where a portal's list and ours do not agree; somebody looks at it, or the lists agree again."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="differences")
    listing = models.ForeignKey(PortalListing, models.PROTECT, related_name="+")
    what = models.CharField(max_length=14, choices=DifferenceWhat)
    client = models.ForeignKey("clients.Client", models.PROTECT, null=True, blank=True, related_name="+")
    authorisation = models.ForeignKey(Authorisation, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(AuthorisedPerson, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=80, blank=True)
    # What makes it the same difference in the next listing; a hash, never a code.
    key = models.CharField(max_length=64)
    found_at = models.DateTimeField(default=now)
    state = models.CharField(max_length=8, choices=DifferenceState, default=DifferenceState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    objects = PortalDifferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("difference from a portal's list")
        verbose_name_plural = _("differences from portals' lists")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "key"],
                condition=Q(state=DifferenceState.OPEN),
                name="contracts_portaldifference_one_open",
            ),
            models.CheckConstraint(
                name="contracts_portaldifference_settled",
                condition=Q(state=DifferenceState.OPEN, settled_at=None, settled_by=None)
                | Q(state=DifferenceState.GONE, settled_at__isnull=False, settled_by=None)
                | Q(state=DifferenceState.SETTLED, settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.what}"
