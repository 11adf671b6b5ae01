"""Whom we serve and who speaks for them."""

from typing import Any, Self, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordDistance
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.clients.codes import same
from desk.clients.enums import Kind, PreferredChannel, Status
from desk.clients.sameness import CoreName, SameCode
from desk.ordering import EstonianOrder, Folded, fold
from desk.people.enums import Language


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


SHORTEST_TRIGRAM = 3  # letters; the index of fragments holds threes


def _holding(word: str) -> Q:
    """Names with this fragment; a short one must begin a word, which the index of threes can find."""
    if len(word) >= SHORTEST_TRIGRAM:
        return Q(search_name__contains=word)
    return Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")


N = TypeVar("N", bound=models.Model)


class NamedQuerySet(models.QuerySet[N]):
    """What clients and persons share: both are found and listed by name."""

    def named_like(self, text: str) -> Self:
        """Rows whose name (or registry code) holds every word of the fragment, in any order."""
        found = self
        for word in fold(text).split():
            found = found.filter(_holding(word))
        return found

    def named_nearly(self, text: str) -> Self:
        """Rows in whose name some word resembles each word of the fragment (pg_trgm); the nearest first.

        How near is near, is the session's `pg_trgm.word_similarity_threshold`.
        """
        found, distance = self, Value(0.0) + Value(0.0)
        for word in fold(text).split():
            if len(word) < SHORTEST_TRIGRAM:
                found = found.filter(_holding(word))
                continue
            found = found.filter(_holding(word) | Q(search_name__trigram_word_similar=word))
            distance += TrigramWordDistance(word, "search_name")
        return found.order_by(distance, "pk")

    def beginning_first(self, text: str) -> Self:
        """Those whose name begins with the fragment on top, each part in Estonian order.

        Not the plain order: with a limit the planner would walk the index of names up to the letter T.
        """
        beginning = Case(When(search_name__startswith=fold(text), then=0), default=1)
        return self.order_by(beginning, "sort_name", "pk")

    def written_alike(self, field: str, code: str, country: str) -> Self:
        """Rows whose code in `field` is the same, also written with other signs; through its index."""
        code = same(code, country)
        if not code:
            return self.none()
        return self.alias(code_alike=SameCode(field)).filter(~Q(**{field: ""}), code_alike=code)

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
        return self.filter(status=Status.ACTIVE, merged_into=None)

    def distinct_ones(self) -> Self:
        """Without those that turned out to be the same as another."""
        return self.filter(merged_into=None)

    def counted(self) -> Self:
        """What figures count: nobody of a practice call."""
        return self.filter(practice=False)

    def same_as(self, client_id: int) -> Self:
        """The client itself and all that were merged into it; what never moves still points at those."""
        return self.filter(Q(pk=client_id) | Q(merged_into=client_id))

    def with_code(self, code: str) -> Self:
        """The organisation of this registry code, or the person of this personal code; no merged ones."""
        coded = Q(registry_code=code) | Q(personal_code=code)
        return self.distinct_ones().filter(coded) if code else self.none()

    def of_person(self, person_id: int) -> Self:
        """Clients for whom this person acts today."""
        return self.distinct_ones().filter(roles__person_id=person_id, roles__ended_at__isnull=True)


class Client(models.Model):
    """An organisation, authority or natural person whom the desk serves."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(
        _("legal form"),
        max_length=60,
        blank=True,
        help_text=_("As the register calls it: OÜ, AS, MTÜ, FIE …"),
    )
    country = models.CharField(
        _("country"), max_length=2, default="EE", help_text=_("Two letters: EE, LV, FI …")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units",
        verbose_name=_("authority to which it belongs"),
        help_text=_("For a unit of the state or a municipality."),
    )  # fmt: skip
    registry_code = models.CharField(_("registry code"), max_length=20, blank=True)
    personal_code = models.CharField(_("personal code"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    channel = models.CharField(_("preferred channel"), max_length=5, choices=PreferredChannel, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False,
        verbose_name=_("the same as"),
    )  # fmt: skip
    # Made in a practice call: no figure counts it, and nothing is sent about it.
    practice = models.BooleanField(_("for practice"), default=False, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    search_name = _search_name(Concat("name", Value(" "), "registry_code"))
    sort_name = _sort_name("name")
    core_name = models.GeneratedField(
        expression=CoreName("name"), output_field=models.TextField(), db_persist=True
    )

    objects = ClientQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_name", "sort_name", "core_name"])

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            GinIndex(name="client_search", fields=["search_name"], opclasses=["gin_trgm_ops"]),
            models.Index(name="client_sort", fields=["sort_name", "id"]),
            models.Index(name="client_by_person", fields=["personal_code"], condition=~Q(personal_code="")),
            GinIndex(name="client_core_name", fields=["core_name"], opclasses=["gin_trgm_ops"]),
            models.Index(
                SameCode("registry_code"), name="client_registry_alike", condition=~Q(registry_code="")
            ),
            models.Index(
                SameCode("personal_code"), name="client_personal_alike", condition=~Q(personal_code="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="client_registry_code", fields=["country", "registry_code"],
                condition=~Q(registry_code="") & Q(merged_into=None),
            ),
            models.UniqueConstraint(
                name="client_personal_code", fields=["country", "personal_code"],
                condition=~Q(personal_code="") & Q(merged_into=None),
            ),
            # A sole trader has both codes: the register's and his own.
            models.CheckConstraint(
                name="client_code_of_its_kind",
                condition=Q(kind=Kind.SOLE_TRADER)
                | Q(kind=Kind.PERSON, registry_code="")
                | (~Q(kind__in=[Kind.PERSON, Kind.SOLE_TRADER]) & Q(personal_code="")),
            ),
            models.CheckConstraint(
                name="client_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="client_not_its_own_parent", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
            models.CheckConstraint(name="client_country", condition=Q(country__regex=r"^[A-Z]{2}$")),
            models.CheckConstraint(name="client_has_name", condition=~Q(name="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The client's page."""
        return reverse("clients:page", args=[self.pk])

    @property
    def code(self) -> str:
        """The code by which a register knows this client; empty when none is known."""
        return self.personal_code if self.kind == Kind.PERSON else self.registry_code or self.personal_code


class PersonQuerySet(NamedQuerySet["Person"]):
    """Contact persons, by what the desk asks of them."""

    def of_client(self, client_id: int) -> Self:
        """Persons who act for this client today."""
        acting = self.filter(roles__client_id=client_id, roles__ended_at__isnull=True)
        return acting.distinct_ones().distinct()

    def distinct_ones(self) -> Self:
        """Without those that turned out to be the same as another."""
        return self.filter(merged_into=None)


class Person(models.Model):
    """A person who contacts us (the *caller*); may act for many clients."""

    first_name = models.CharField(_("first name"), max_length=100)
    last_name = models.CharField(_("last name"), max_length=100)
    personal_code = models.CharField(_("personal code"), max_length=20, blank=True)
    country = models.CharField(
        _("country of the code"), max_length=2, default="EE", help_text=_("Two letters: EE, LV, FI …")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ET)
    channel = models.CharField(_("preferred channel"), max_length=5, choices=PreferredChannel, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False,
        verbose_name=_("the same as"),
    )  # fmt: skip
    # Made in a practice call: no figure counts it, and nothing is sent about it.
    practice = models.BooleanField(_("for practice"), default=False, editable=False)
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
            models.Index(name="person_by_code", fields=["personal_code"], condition=~Q(personal_code="")),
            models.Index(
                SameCode("personal_code"), name="person_personal_alike", condition=~Q(personal_code="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="person_personal_code", fields=["country", "personal_code"],
                condition=~Q(personal_code="") & Q(merged_into=None),
            ),
            models.CheckConstraint(name="person_has_name", condition=~Q(first_name="", last_name="")),
            models.CheckConstraint(
                name="person_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(name="person_country", condition=Q(country__regex=r"^[A-Z]{2}$")),
        ]  # fmt: skip

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
