"""The documents of a package, whom they authorise, and the orders to render them."""

import uuid
from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.enums import AuthorisationState, Effect, EndReason
from contracts.models.packages import Package
from contracts.models.templates import Kind, TemplateVersion
from desk import workdays
from desk.outbox import Job


class NumberSeries(models.Model):
    """The last number given of a prefix in a year; the row lock makes numbers unique and without gaps."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="contracts_numberseries_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


# Taken back, or refused by the agency: nobody signs them any more.
DROPPED = [AuthorisationState.RECALLED, AuthorisationState.REFUSED]
# Accepted, and not written down as over.
LIVING = [AuthorisationState.ACCEPTED, AuthorisationState.IN_FORCE]


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    def kept(self) -> "AuthorisationQuerySet":
        """Those that were neither recalled nor refused."""
        return self.exclude(state__in=DROPPED)

    def opening(self) -> "AuthorisationQuerySet":
        """Accepted documents that open a portal, whatever became of them since."""
        return self.filter(kind__effect=Effect.OPENS, accepted_at__isnull=False)

    def standing(self, on: date) -> "AuthorisationQuerySet":
        """Those that stand on this day in Tallinn: the same in SQL as contracts/life/standing.py."""
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        midnight = workdays.at(on + timedelta(days=1), time.min)
        return self.lasting(on).filter(begun, accepted_at__lt=midnight)

    def lasting(self, on: date) -> "AuthorisationQuerySet":
        """Those that stand on this day or later."""
        last = (Q(**{name: None}) | Q(**{f"{name}__gte": on}) for name in ("valid_until", "last_day"))
        return self.opening().filter(*last)

    def in_force(self) -> "AuthorisationQuerySet":
        """Those that stand today, in their portal already or not."""
        return self.standing(workdays.today())

    def relied_on(self) -> "AuthorisationQuerySet":
        """Those that stand today or later."""
        return self.lasting(workdays.today())

    def held(self, client_id: int, kinds: Iterable[int]) -> "AuthorisationQuerySet":
        """Documents of these kinds that the client's representatives signed and that stood once."""
        found = self.opening().filter(package__client=client_id, kind__in=set(kinds))
        return found.select_related("package", "kind").order_by("pk")


class Ending(models.Model):
    """How something comes to its end: computed from a rule, with the words of that rule beside the day."""

    # The last day on which it stands, once an end is known; a period that runs out is in `valid_until`.
    last_day = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(_("why it ends"), max_length=12, choices=EndReason, blank=True)
    end_basis = models.CharField(_("basis of the end"), max_length=300, blank=True)
    end_notice = models.ForeignKey(
        "contracts.Authorisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # From when the term of the notice was counted.
    notice_at = models.DateTimeField(null=True, blank=True)
    # The moment at which it was over.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Authorisation(Ending):
    """One document that opens or closes a portal. The PDF is kept and compared, never rendered again."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="authorisations")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="authorisations")
    portal = models.ForeignKey("contracts.Portal", models.PROTECT, related_name="authorisations")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Given at sending: a draft that is never sent leaves no gap among the numbers.
    # One taken over keeps the number that it had, which may be another client's too.
    number = models.CharField(max_length=60, blank=True, default="")
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, null=True, related_name="authorisations"
    )
    taken_over = models.ForeignKey(
        "contracts.Takeover", models.PROTECT, null=True, blank=True, related_name="authorisations"
    )
    import_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    # The power held here by whose holder's signature it was given.
    granted_under = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="granted")
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=AuthorisationState, default=AuthorisationState.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    pdf = models.ForeignKey("records.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()
    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        ordering = ["package", "kind__position", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number="") & Q(taken_over=None),
                name="contracts_authorisation_number",
            ),
            models.UniqueConstraint(
                fields=["import_key"], condition=~Q(import_key=""), name="contracts_authorisation_import"
            ),
            models.CheckConstraint(
                name="contracts_authorisation_text",
                condition=Q(template_version__isnull=False, taken_over=None, import_key="")
                | (Q(template_version=None, taken_over__isnull=False) & ~Q(import_key="")),
            ),
            models.CheckConstraint(
                name="contracts_authorisation_end_pair",
                condition=Q(last_day=None, end_reason="") | (Q(last_day__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="contracts_authorisation_pdf_pair",
                condition=Q(pdf=None, pdf_sha256="") | (Q(pdf__isnull=False) & ~Q(pdf_sha256="")),
            ),
            models.CheckConstraint(
                name="contracts_authorisation_period",
                condition=Q(valid_until=None) | Q(valid_from__isnull=False, valid_until__gte=F("valid_from")),
            ),
        ]
        # What the sweep looks at every minute: documents that may be over today.
        indexes = [
            models.Index(
                fields=["valid_until"], name="contracts_authorisation_until",
                condition=Q(state__in=LIVING, valid_until__isnull=False),
            ),
            models.Index(
                fields=["last_day"], name="contracts_authorisation_last",
                condition=Q(state__in=LIVING, last_day__isnull=False),
            ),
            # The register of any day, the newest first.
            models.Index(
                fields=["-accepted_at", "-id"], name="contracts_authorisation_day",
                condition=Q(accepted_at__isnull=False),
            ),
            # The numbers of others are looked for in any case; ours have an index of their own.
            models.Index(
                Upper("number"), condition=Q(taken_over__isnull=False), name="contracts_authorisation_taken"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or self.kind.name_et

    @property
    def is_dropped(self) -> bool:
        """Whether it was taken back or refused, so that nobody signs it any more."""
        return self.state in DROPPED

    @property
    def text(self) -> TemplateVersion:
        """The version of the text from which it was made here; what was taken over has none."""
        assert self.template_version is not None
        return self.template_version

    @property
    def person_names(self) -> str:
        """Those whom it authorises, in a line."""
        return ", ".join(str(each) for each in self.persons.all())

    @property
    def file_name(self) -> str:
        """Never a personal code in a file's name."""
        return f"{self.number or 'mustand'}_{self.kind.code}.pdf"


class AuthorisedPersonQuerySet(models.QuerySet["AuthorisedPerson"]):
    def standing(self, on: date) -> "AuthorisedPersonQuerySet":
        """Those for whom their document stands on this day."""
        own = Q(last_day=None) | Q(last_day__gte=on)
        return self.filter(own, authorisation__in=Authorisation.objects.standing(on))


class AuthorisedPerson(Ending):
    """One of those whom a document names as authorised; written with the draft.

    A withdrawal or waiver may name this person alone; the document goes on for the others.
    """

    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="persons")
    position = models.PositiveSmallIntegerField(default=1)
    first_name = models.CharField(max_length=120)
    last_name = models.CharField(max_length=120)
    code = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    job_title = models.CharField(max_length=120, blank=True)

    objects = AuthorisedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["authorisation", "position"]
        verbose_name = _("authorised person")
        verbose_name_plural = _("authorised persons")
        indexes = [
            models.Index(fields=["code"], name="contracts_person_code"),
            models.Index(
                fields=["last_day"], name="contracts_person_last",
                condition=Q(last_day__isnull=False, ended_at=None),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["authorisation", "position"], name="contracts_authorisedperson_place"
            ),
            models.UniqueConstraint(fields=["authorisation", "code"], name="contracts_authorisedperson_once"),
            models.CheckConstraint(
                name="contracts_authorisedperson_end_pair",
                condition=Q(last_day=None, end_reason="") | (Q(last_day__isnull=False) & ~Q(end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Rendering(Job):
    """The order to make one PDF; taken by the worker."""

    authorisation = models.OneToOneField(Authorisation, models.PROTECT, related_name="rendering")
    libraries = models.CharField(max_length=200, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")

    def __str__(self) -> str:
        return f"{self.authorisation_id} {self.state}"
