"""What the nightly questions to the register found out about clients with documents in force."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.enums import SETTLED_ITSELF, ChangeState
from desk.outbox import JobState


class Recheck(models.Model):
    """One night: how many clients have documents in force, and how far the night came with them."""

    day = models.DateField(_("day"), unique=True)
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    clients = models.PositiveIntegerField(_("clients"), default=0)
    asked = models.PositiveIntegerField(_("asked"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unanswered = models.PositiveIntegerField(_("not answered"), default=0)
    # Why not everyone is asked (yet): a word of `enums.NIGHT_STOPS`; empty when nothing stands in the way.
    stopped_by = models.CharField(_("stopped by"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("nightly check of representation")
        verbose_name_plural = _("nightly checks of representation")

    def __str__(self) -> str:
        return str(self.day)


class RecheckedQuerySet(models.QuerySet["Rechecked"]):
    def answered(self) -> Self:
        """Whose question is over, answered or given up, and not yet compared; the oldest first."""
        over = [JobState.SENT, JobState.FAILED, JobState.UNKNOWN]
        return self.filter(compared_at=None, check_row__state__in=over).order_by("asked_at", "pk")


class Rechecked(models.Model):
    """The last nightly question about one client: who was asked longest ago is asked first."""

    client = models.OneToOneField("clients.Client", models.PROTECT, related_name="rechecked")
    night = models.ForeignKey(Recheck, models.PROTECT, related_name="+")
    # None: the register could not be asked about this client at all.
    check_row = models.ForeignKey(
        "registry.Check", models.PROTECT, null=True, related_name="+", db_column="check_id"
    )
    asked_at = models.DateTimeField(_("asked at"))
    compared_at = models.DateTimeField(null=True)
    # The card as it was last compared: what changed back and changed again is news.
    card_hash = models.CharField(max_length=64, blank=True)

    objects = RecheckedQuerySet.as_manager()

    class Meta:
        verbose_name = _("last nightly question")
        verbose_name_plural = _("last nightly questions")
        indexes = [
            models.Index(fields=["asked_at"], name="contracts_rechecked_open", condition=Q(compared_at=None))
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RepresentationChangeQuerySet(models.QuerySet["RepresentationChange"]):
    def open(self) -> Self:
        """Changes that nobody has looked at to the end, the oldest first."""
        return self.filter(state=ChangeState.OPEN).order_by("found_at", "pk")

    def owned_by(self, *user_ids: int) -> Self:
        """Those that one of these people sees to."""
        return self.filter(owner__in=user_ids)

    def whole(self) -> Self:
        """With everything that a page says of them."""
        return self.select_related(
            "client", "owner", "settled_by",
            *(
                f"{which}__{what}"
                for which in ("before", "after")
                for what in ("payload", "read_as__by", "read_as__second_by", "proof__second_by")
            ),
        )  # fmt: skip


class RepresentationChange(models.Model):
    """The card of a client with documents in force is no longer the card on which they were accepted."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="representation_changes")
    before = models.ForeignKey("registry.Check", models.PROTECT, related_name="+")
    after = models.ForeignKey("registry.Check", models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    state = models.CharField(_("state"), max_length=10, choices=ChangeState.choices, default=ChangeState.OPEN)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(_("what was done"), blank=True)
    # Who drafted the newest of the documents concerned: sees to it.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Documents given by somebody who represents no more: flagged while the change is open.
    documents = models.ManyToManyField("contracts.Authorisation", related_name="changes", blank=True)
    # How many of those who signed the documents represent no more.
    lost = models.PositiveSmallIntegerField(_("signers who represent no more"), default=0)

    objects = RepresentationChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed representation")
        verbose_name_plural = _("changed representations")
        indexes = [
            models.Index(
                fields=["found_at"], name="contracts_change_open", condition=Q(state=ChangeState.OPEN)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], name="contracts_change_one_open", condition=Q(state=ChangeState.OPEN)
            ),
            models.CheckConstraint(
                name="contracts_change_settled_pair",
                # Nobody stands beside a change that settled itself.
                condition=Q(state=ChangeState.OPEN, settled_by=None, settled_at=None)
                | Q(state=ChangeState.SETTLED, settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:change", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody must still look at it."""
        return self.state == ChangeState.OPEN

    @property
    def settled_why(self) -> str:
        """What was done, in a person's words, or why nothing need be."""
        return self.note if self.settled_by_id else str(SETTLED_ITSELF.get(self.note, self.note))
