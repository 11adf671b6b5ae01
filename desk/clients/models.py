"""Whom we serve, who speaks for them, and how they are reached."""

from typing import Any, Self, TypeVar

import phonenumbers
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordDistance
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.enums import ContactKind, Kind, Status, Works
from desk.ordering import EstonianOrder, Folded, fold
from desk.people.enums import Language


def e164(number: str) -> str:
    """The number as the exchange and the database write it, `+37255500001`; empty if it is no number."""
    try:
        parsed = phonenumbers.parse(number, "EE")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def phone(number: str) -> str:
    """An E.164 number as people write it: Estonian ones without the country, others in international form."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code == 372:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _search_name(expression: Any) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Folded(expression), output_field=models.TextField(), db_persist=True
    )


def _sort_name(expression: Any) -> models.GeneratedField:
    return models.GeneratedField(
        expression=EstonianOrder(expression),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


N = TypeVar("N", bound=models.Model)


class NamedQuerySet(models.QuerySet[N]):
    """What clients and persons share: both are found and listed by name."""

    def named_like(self, text: str) -> Self:
        """Rows whose name (or registry code) holds every word of the fragment, in any order."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_name__contains=word)
        return found

    def named_nearly(self, text: str) -> Self:
        """Rows whose name resembles the fragment (pg_trgm), for typing errors; the nearest first."""
        near = TrigramWordDistance(fold(text), "search_name")
        return self.filter(search_name__trigram_word_similar=fold(text)).order_by(near, "pk")

    def in_estonian_order(self) -> Self:
        """Sorted by the Estonian alphabet, the id breaking ties (so that a page can start after a row)."""
        return self.order_by("sort_name", "pk")

    def after(self, pk: int) -> Self:
        """Rows that follow row `pk` in Estonian order; all when that row is gone."""
        row = self.model._default_manager.filter(pk=pk).values_list("sort_name", "pk").first()
        if row is None:
            return self
        name, pk = row
        return self.filter(sort_name__gte=name).exclude(sort_name=name, pk__lte=pk)


class ClientQuerySet(NamedQuerySet["Client"]):
    """Clients, by what the desk asks of them."""

    def active(self) -> Self:
        """Clients whom we still serve."""
        return self.filter(status=Status.ACTIVE)

    def with_code(self, code: str) -> Self:
        """The organisation of this registry code, or the person of this personal code."""
        return self.filter(Q(registry_code=code) | Q(personal_code=code)) if code else self.none()

    def of_person(self, person_id: int) -> Self:
        """Clients for whom this person acts today."""
        return self.filter(roles__person_id=person_id, roles__ended_at__isnull=True)


class Client(models.Model):
    """An organisation, authority or natural person whom the desk serves."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    registry_code = models.CharField(_("registry code"), max_length=20, blank=True)
    personal_code = models.CharField(_("personal code"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    search_name = _search_name(Concat("name", Value(" "), "registry_code"))
    sort_name = _sort_name("name")

    objects = ClientQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_name", "sort_name"])

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            GinIndex(name="client_search", fields=["search_name"], opclasses=["gin_trgm_ops"]),
            models.Index(name="client_sort", fields=["sort_name", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="client_registry_code", fields=["registry_code"], condition=~Q(registry_code="")
            ),
            models.UniqueConstraint(
                name="client_personal_code", fields=["personal_code"], condition=~Q(personal_code="")
            ),
            models.CheckConstraint(
                name="client_code_of_its_kind",
                condition=Q(kind=Kind.PERSON, registry_code="")
                | (~Q(kind=Kind.PERSON) & Q(personal_code="")),
            ),
            models.CheckConstraint(name="client_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The client's page."""
        return reverse("clients:page", args=[self.pk])

    @property
    def code(self) -> str:
        """The code by which a register knows this client; empty when none is known."""
        return self.personal_code if self.kind == Kind.PERSON else self.registry_code


class PersonQuerySet(NamedQuerySet["Person"]):
    """Contact persons, by what the desk asks of them."""

    def of_client(self, client_id: int) -> Self:
        """Persons who act for this client today."""
        return self.filter(roles__client_id=client_id, roles__ended_at__isnull=True).distinct()


class Person(models.Model):
    """A person who contacts us (the *caller*); may act for many clients."""

    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    personal_code = models.CharField(_("personal code"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    search_name = _search_name(Concat("first_name", Value(" "), "last_name"))
    sort_name = _sort_name(Concat("last_name", Value(" "), "first_name"))

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_name", "sort_name"])

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        indexes = [
            GinIndex(name="person_search", fields=["search_name"], opclasses=["gin_trgm_ops"]),
            models.Index(name="person_sort", fields=["sort_name", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="person_personal_code", fields=["personal_code"], condition=~Q(personal_code="")
            ),
            models.CheckConstraint(name="person_has_name", condition=~Q(first_name="", last_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_absolute_url(self) -> str:
        """The person's page."""
        return reverse("clients:person", args=[self.pk])


class ClientRole(models.Model):
    """As what a person speaks for a client: said by them or seen by us, never taken as a legal right."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles", verbose_name=_("contact person"))
    client = models.ForeignKey(Client, models.PROTECT, related_name="roles", verbose_name=_("client"))
    role = models.CharField(_("role"), max_length=100)
    started_at = models.DateTimeField(_("since"), default=clock.now, editable=False)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role at a client")
        verbose_name_plural = _("roles at clients")
        constraints = [
            models.UniqueConstraint(
                name="client_role_once", fields=["person", "client", "role"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="client_role_ends_later",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.role


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Phones and e-mail addresses, by what the desk asks of them."""

    def matching(self, number: str) -> Self:
        """Phones equal to this number in E.164; several owners may share one, and none is picked."""
        value = e164(number)
        return self.filter(kind=ContactKind.PHONE, value=value) if value else self.none()

    def containing(self, fragment: str) -> Self:
        """Numbers or addresses with this fragment in them, spaces in numbers left out."""
        return self.filter(value__contains="".join(fragment.lower().split()))

    def phones(self) -> Self:
        """Phone numbers only."""
        return self.filter(kind=ContactKind.PHONE)

    def emails(self) -> Self:
        """E-mail addresses only."""
        return self.filter(kind=ContactKind.EMAIL)

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
