"""Portals, and the orders to add accepted documents to them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.enums import PortalMode
from contracts.models.drafts import Authorisation
from contracts.models.templates import Kind
from desk.outbox import Job, JobQuerySet, JobState


class PortalQuerySet(models.QuerySet["Portal"]):
    def offered(self) -> "PortalQuerySet":
        return self.filter(active=True)

    def of_package(self, package_id: int) -> "PortalQuerySet":
        """Those for which the documents of the package are."""
        return self.filter(authorisations__package=package_id).distinct()


class Portal(models.Model):
    """An e-service portal that the agency runs."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    address = models.URLField(_("address for clients"))
    mode = models.CharField(_("documents are added"), max_length=10, choices=PortalMode)
    place = models.TextField(
        _("place in the portal"),
        blank=True,
        help_text=_("For adding by hand: the way through the menus, one step a line."),
    )
    closing_place = models.TextField(
        _("place in the portal for closing"), blank=True, help_text=_("The same for notices that close.")
    )
    deep_link = models.CharField(
        _("address of that place"), max_length=300, blank=True,
        help_text=_("May hold {registry_code}, which is filled for organisations only."),
    )  # fmt: skip
    lists_users = models.BooleanField(
        _("its interface lists its users"), default=False, help_text=_("Then its list is compared with ours.")
    )
    own_kinds = models.ManyToManyField(
        Kind, related_name="+", blank=True, verbose_name=_("done in the portal itself"),
        help_text=_("Kinds that clients can conclude in the portal without us: drafting asks why by hand."),
    )  # fmt: skip
    local_alone = models.BooleanField(_("our own check of signatures is enough"), default=False)
    local_alone_basis = models.CharField(
        _("basis of that"), max_length=300, blank=True, help_text=_("The agency's written policy.")
    )
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords(m2m_fields=[own_kinds])
    objects = PortalQuerySet.as_manager()

    class Meta:
        # Those that open by themselves come first.
        ordering = ["mode", "name"]
        verbose_name = _("portal")
        verbose_name_plural = _("portals")
        constraints = [
            models.CheckConstraint(
                name="contracts_portal_local_pair",
                condition=Q(local_alone=False, local_alone_basis="")
                | (Q(local_alone=True) & ~Q(local_alone_basis="")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PublicationQuerySet(JobQuerySet):
    def due(self) -> Self:
        """Only what goes by itself; a person confirms the rest."""
        return super().due().filter(mode=PortalMode.HTTP)

    def by_hand(self) -> Self:
        """What a person adds to the portal, or could not be added by itself."""
        mine = Q(mode=PortalMode.MANUAL) | Q(state__in=[JobState.FAILED, JobState.UNKNOWN])
        return self.filter(mine, added_at=None)


class Publication(Job):
    """The order to add one accepted document to its portal, once. Its document's uuid travels along."""

    authorisation = models.OneToOneField(Authorisation, models.PROTECT, related_name="publication")
    mode = models.CharField(max_length=10, choices=PortalMode)
    reference = models.CharField(max_length=80, blank=True)
    # By hand: the steps that were ticked, and what the portal showed.
    steps = models.JSONField(default=list, blank=True)
    screenshot = models.ForeignKey("records.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    jobs = PublicationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return f"{self.authorisation_id} {self.state}"
