"""Known faults: one cause behind many enquiries, what is read out, and who was told when it was over."""

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.enums import ContactKind, Works
from desk.clients.models import ContactPoint
from desk.enquiries.enums import PromiseState, Standing
from desk.enquiries.models.enquiry import Enquiry
from desk.enquiries.models.promise import Promise
from desk.enquiries.models.topic import Topic, Trilingual
from desk.mail.enums import EventKind
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User
from desk.slots import Fact

_RETURNED = (EventKind.BOUNCED, EventKind.REFUSED)
_TOLD = Q(promise__state=PromiseState.KEPT, promise__replaced_by=None)
GIVEN_UP = (JobState.FAILED, JobState.UNKNOWN)


class FaultQuerySet(models.QuerySet["Fault"]):
    """Faults, by what the desk asks of them."""

    def lasting(self) -> Self:
        """Those that are not over, the newest first."""
        return self.filter(ended_at=None)

    def past(self) -> Self:
        """Those that are over, the last one first."""
        return self.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")


class Fault(Trilingual):
    """One cause behind many enquiries; the texts are read out to callers and written to clients."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="faults", verbose_name=_("topic"))
    text_et = models.TextField(_("to read out in Estonian"), max_length=600)
    text_en = models.TextField(_("to read out in English"), max_length=600)
    text_ru = models.TextField(_("to read out in Russian"), max_length=600)
    began_at = models.DateTimeField(_("since when"), default=clock.now)
    promised_at = models.DateTimeField(_("promised to be over"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"), default=clock.now, editable=False)
    # So that whoever speaks with callers sees what is new; every version is in the history.
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True, editable=False)
    promised_before = models.DateTimeField(_("promised before"), null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("opened by"),
    )
    ended_at = models.DateTimeField(_("over"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("declared over by"),
    )  # fmt: skip
    over_et = models.TextField(_("told afterwards in Estonian"), max_length=600, blank=True)
    over_en = models.TextField(_("told afterwards in English"), max_length=600, blank=True)
    over_ru = models.TextField(_("told afterwards in Russian"), max_length=600, blank=True)

    # What other rooms say of it, where it was asked for (slot FAULT_FACTS).
    facts: Sequence[Fact] = ()

    objects = FaultQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("known fault")
        verbose_name_plural = _("known faults")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="fault_ended_pair",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("began_at"), ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="fault_over_says_what",
                condition=Q(ended_at=None) | ~(Q(over_et="") | Q(over_en="") | Q(over_ru="")),
            ),
        ]

    def get_absolute_url(self) -> str:
        """The fault's page."""
        return reverse("enquiries:fault", args=[self.pk])

    def text(self, language: str = "") -> str:
        """What is read out, in this language or that of the page."""
        code = language or (get_language() or "et")[:2]
        return str(getattr(self, f"text_{code}", "") or self.text_et)

    def over(self, language: str) -> str:
        """What is told when it is over, in this language."""
        return str(getattr(self, f"over_{language}", "") or self.over_et)

    def called(self, language: str) -> str:
        """Its name in this language."""
        return str(getattr(self, f"name_{language}", "") or self.name_et)

    @property
    def version(self) -> str:
        """A word that is another after each change: who has put it out of sight sees the next one."""
        moment = self.changed_at or self.opened_at
        return f"{self.pk}-{int(moment.timestamp())}"


class FaultTieQuerySet(models.QuerySet["FaultTie"]):
    """Tied enquiries, by what the desk asks of them."""

    def standing(self) -> Self:
        """With `standing` (enums.Standing): how far the telling of each has come."""
        returned = MessageEvent.objects.filter(message=OuterRef("message"), kind__in=_RETURNED)
        return self.alias(returned=Exists(returned)).annotate(
            standing=Case(
                When(_TOLD, then=Value(Standing.TOLD)),
                When(Q(returned=True) | Q(message__state__in=GIVEN_UP), then=Value(Standing.RETURNED)),
                When(message__isnull=False, then=Value(Standing.SENT)),
                When(Exists(self._addresses()), then=Value(Standing.WAITS)),
                default=Value(Standing.NO_ADDRESS),
                output_field=models.CharField(),
            )
        )

    def untold(self) -> Self:
        """Those whose client no letter has reached, and none is on its way, be it of another room."""
        returned = MessageEvent.objects.filter(message=OuterRef("message"), kind__in=_RETURNED)
        none = Q(message=None) | Q(returned=True) | Q(message__state__in=GIVEN_UP)
        told = self.alias(returned=Exists(returned)).filter(none).exclude(_TOLD)
        return told.exclude(message=None, promise__awaits__isnull=False)

    @staticmethod
    def _addresses() -> models.QuerySet[ContactPoint]:
        theirs = Q(client=OuterRef("enquiry__client")) | Q(person=OuterRef("enquiry__person"))
        return ContactPoint.objects.filter(theirs, kind=ContactKind.EMAIL).exclude(works=Works.NO)

    def told(self) -> Self:
        """Those whose client was told; a promise that was agreed anew waits as the new one."""
        return self.filter(_TOLD)

    def readable_by(self, user: User) -> Self:
        """All but complaints about this person."""
        return self.exclude(enquiry__concerns_id=user.pk)

    def counted(self) -> Self:
        """What figures and letters hold: nothing that was taken in a practice call."""
        return self.filter(enquiry__practice=False)

    def shown(self) -> Self:
        """With what a row of a list shows, in one query."""
        return self.select_related(
            "enquiry__client", "enquiry__person", "enquiry__owner", "enquiry__topic", "promise", "proof"
        )


class FaultTie(models.Model):
    """An enquiry whose cause is a known fault, and how its client was told that it is over."""

    fault = models.ForeignKey(Fault, models.PROTECT, related_name="ties")
    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="fault_tie")
    tied_at = models.DateTimeField(_("tied"), default=clock.now)
    tied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When the client turned to us, as the proof says it: the call's time where it was written down later.
    turned_at = models.DateTimeField(_("turned to us"), default=clock.now)
    promise = models.OneToOneField(Promise, models.PROTECT, null=True, related_name="fault_tie")
    # The letter of the one act; without an e-mail the promise stays for a call.
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="+")
    proof = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")

    standing: str  # of rows that were asked for with it

    objects = FaultTieQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("enquiry of a known fault")
        verbose_name_plural = _("enquiries of known faults")
        ordering = ["tied_at", "pk"]

    def __str__(self) -> str:
        return f"{self.fault_id}: {self.enquiry_id}"
