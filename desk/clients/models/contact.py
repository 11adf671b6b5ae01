"""How clients and persons are reached, and of what the people at the desk should beware."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock, workdays
from desk.clients import trust
from desk.clients.enums import CautionKind, ContactKind, Source, Works
from desk.clients.models.client import Client, Person
from desk.clients.numbers import e164, phone
from desk.people.enums import Language


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Phones and e-mail addresses, by what the desk asks of them."""

    def matching(self, number: str) -> Self:
        """Phones equal to this number in E.164; several owners may share one, and none is picked."""
        value = e164(number)
        return self.standing().filter(kind=ContactKind.PHONE, value=value) if value else self.none()

    def standing(self) -> Self:
        """Without those that stayed with a client or person merged into another: the kept one has its own."""
        return self.filter(client__merged_into=None, person__merged_into=None)

    def containing(self, fragment: str) -> Self:
        """Numbers or addresses with this fragment in them, spaces in numbers left out."""
        return self.filter(value__contains="".join(fragment.lower().split()))

    def phones(self) -> Self:
        """Phone numbers only."""
        return self.filter(kind=ContactKind.PHONE)

    def emails(self) -> Self:
        """E-mail addresses only."""
        return self.filter(kind=ContactKind.EMAIL)

    def of_owner(self, kind: str, pk: int) -> Self:
        """Those of one client or person themselves."""
        return self.filter(client_id=pk) if kind == "client" else self.filter(person_id=pk)

    def vouching(self) -> Self:
        """Numbers that the register or a signed document knows, over which an address may be read back."""
        return self.phones().filter(source__in=trust.VOUCHING).exclude(works=Works.NO).order_by("pk")

    def of_client(self, client_id: int) -> Self:
        """The client's own and those of people who act for it today."""
        acting = Q(person__roles__client_id=client_id, person__roles__ended_at=None)
        return self.filter(Q(client_id=client_id) | acting).distinct()

    def of_person(self, person_id: int) -> Self:
        """The person's own and those of the clients for whom they act today, not of their colleagues."""
        acting = Q(client__roles__person_id=person_id, client__roles__ended_at=None)
        return self.filter(Q(person_id=person_id) | acting).distinct()

    def usable(self) -> Self:
        """All that nobody has found dead, those confirmed as working first."""
        tried = models.Case(models.When(works=Works.YES, then=0), default=1)
        return self.exclude(works=Works.NO).order_by(tried, "-verified_at", "pk")


class ContactPoint(models.Model):
    """A phone number (E.164) or e-mail address (lower case) of one client or one person."""

    client = models.ForeignKey(
        Client, models.PROTECT, related_name="contacts", null=True, blank=True, verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        related_name="contacts",
        null=True,
        blank=True,
        verbose_name=_("contact person"),
    )
    kind = models.CharField(_("kind"), max_length=5, choices=ContactKind)
    value = models.CharField(_("number or address"), max_length=254)
    preferred = models.BooleanField(_("preferred"), default=False)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, blank=True,
        help_text=_("If another than the owner's."),
    )  # fmt: skip
    # Where we have it from: what the register or a signed document says can vouch for another contact.
    source = models.CharField(_("known from"), max_length=8, choices=Source, default=Source.CALLER)
    # A new address is trusted at once when it was read back over a number that can vouch for it.
    vouched_at = models.DateTimeField(_("read back"), null=True, blank=True, editable=False)
    vouched_over = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("read back over the number"),
    )  # fmt: skip
    works = models.CharField(_("works"), max_length=7, choices=Works, default=Works.UNKNOWN)
    verified_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("confirmed by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)

    objects = ContactPointQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index(name="contact_value", fields=["value", "kind"]),
            GinIndex(name="contact_search", fields=["value"], opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="contact_has_one_owner",
                condition=Q(client__isnull=False, person=None) | Q(client=None, person__isnull=False),
            ),
            models.UniqueConstraint(
                name="contact_once_a_client", fields=["client", "kind", "value"],
                condition=Q(client__isnull=False),
            ),
            models.UniqueConstraint(
                name="contact_once_a_person", fields=["person", "kind", "value"],
                condition=Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_verified_pair",
                condition=Q(verified_at=None, verified_by=None)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_vouched_pair",
                condition=Q(vouched_at=None, vouched_over=None)
                | Q(vouched_at__isnull=False, vouched_over__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_tried_has_result",
                condition=Q(verified_at=None) | ~Q(works=Works.UNKNOWN),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """As people write it."""
        if self.kind != ContactKind.PHONE:
            return self.value
        return phone(self.value)

    @property
    def owner(self) -> Client | Person:
        """The client or the person."""
        owner = self.client or self.person
        assert owner is not None  # a constraint of the table
        return owner

    @property
    def owner_key(self) -> tuple[str, int]:
        """The owner by kind and id, as timelines name them."""
        return ("client", self.client_id) if self.client_id else ("person", self.person_id or 0)

    @property
    def trusted_at(self) -> datetime:
        """From when documents may go there (`trust`)."""
        young = timedelta(days=settings.CONTACT_YOUNG_DAYS)
        return trust.trusted_from(
            added_at=self.created_at, source=self.source, vouched_at=self.vouched_at, young=young
        )

    @property
    def is_young(self) -> bool:
        """Whether documents must still wait."""
        return self.kind == ContactKind.EMAIL and self.trusted_at > clock.now()

    def is_near(self, other: "ContactPoint") -> bool:
        """Within one client's circle: whether they share an owner; a colleague's number is not near."""
        return None in {self.person_id, other.person_id} or self.person_id == other.person_id

    @property
    def kin(self) -> ContactPointQuerySet:
        """Contacts of the same owner, and of those whom the owner acts for or who act for the owner."""
        if self.client_id is not None:
            return ContactPoint.objects.of_client(self.client_id)
        assert self.person_id is not None  # a constraint of the table
        return ContactPoint.objects.of_person(self.person_id)


class CautionQuerySet(models.QuerySet["Caution"]):
    """Warnings, by what the desk asks of them."""

    def standing(self) -> Self:
        """Those that nobody has lifted and whose time has not run out."""
        return self.filter(Q(until_day=None) | Q(until_day__gte=workdays.today()), lifted_at=None)


class Caution(models.Model):
    """A warning about a client, a person or a number of nobody whom we know. Never about health."""

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="cautions", verbose_name=_("client")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cautions", verbose_name=_("person")
    )
    # In E.164; for callers whom nobody knows.
    number = models.CharField(_("number"), max_length=40, blank=True)
    kind = models.CharField(_("warning"), max_length=12, choices=CautionKind)
    text = models.CharField(_("what to know"), max_length=300, blank=True)
    until_day = models.DateField(_("until"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = CautionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        indexes = [models.Index(name="caution_of_number", fields=["number"], condition=~Q(number=""))]
        constraints = [
            models.CheckConstraint(
                name="caution_has_one_subject",
                condition=Q(client__isnull=False, person=None, number="")
                | Q(client=None, person__isnull=False, number="")
                | (Q(client=None, person=None) & ~Q(number="")),
            ),
            models.CheckConstraint(
                name="caution_lifted_pair",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__gte=F("made_at"), lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
