"""What is written: kinds, templates with their versions, packages and the documents in them."""

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.enums import (
    AgencySigns,
    AuthorisationState,
    Effect,
    PackageState,
    ReturnVerdict,
    SignedBy,
)
from desk import workdays
from desk.clock import now
from desk.mail.enums import EventKind
from desk.mail.models import MessageEvent
from desk.outbox import Job
from registry.enums import Purpose
from registry.models import Check


class KindQuerySet(models.QuerySet["Kind"]):
    def offered(self) -> "KindQuerySet":
        return self.filter(active=True)


class Kind(models.Model):
    """A kind of document. The administrator may add more; nothing in the code asks for a code by name
    but `user_contract`, on whose number powers of attorney lean."""

    code = models.SlugField(_("code"), unique=True)
    name_et = models.CharField(_("name in Estonian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    prefix = models.CharField(_("prefix of the number"), max_length=4, unique=True)
    signed_by = models.CharField(
        _("signed by"), max_length=20, choices=SignedBy, default=SignedBy.REPRESENTATIVES
    )
    agency_signs = models.CharField(
        _("agency's signature"), max_length=10, choices=AgencySigns, default=AgencySigns.NEVER
    )
    effect = models.CharField(_("effect"), max_length=10, choices=Effect, default=Effect.OPENS)
    asks = models.JSONField(
        _("asked when drafting"),
        default=list,
        blank=True,
        help_text=_("Names of placeholders that the drafter fills, in their order."),
    )
    restriction_basis = models.CharField(_("basis of the access restriction"), max_length=120, blank=True)
    restriction_years = models.PositiveSmallIntegerField(_("years of restriction"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    active = models.BooleanField(_("in use"), default=True)

    history = HistoricalRecords()
    objects = KindQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("kind of document")
        verbose_name_plural = _("kinds of documents")
        constraints = [
            models.CheckConstraint(
                name="contracts_kind_restriction_pair",
                condition=Q(restriction_basis="", restriction_years=None)
                | (~Q(restriction_basis="") & Q(restriction_years__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "et")

    def name_in(self, language: str) -> str:
        return {"en": self.name_en, "ru": self.name_ru}.get(language[:2], self.name_et)

    @property
    def needs_person(self) -> bool:
        return "person_code" in self.asks


class Template(models.Model):
    """The place of a text: kind, language and, where the portal's text differs, the portal."""

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="templates", verbose_name=_("kind"))
    portal = models.ForeignKey(
        "contracts.Portal", models.PROTECT, null=True, blank=True, related_name="templates",
        verbose_name=_("portal"), help_text=_("Empty: for every portal without a text of its own."),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="et")

    class Meta:
        ordering = ["kind", "language", "portal"]
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        constraints = [
            models.UniqueConstraint(
                "kind", "portal", "language", name="contracts_template_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.kind, self.portal, self.language) if part)


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    def valid(self) -> "TemplateVersionQuerySet":
        """Those that may be drafted from today, the newest first."""
        return self.filter(valid_from__lte=now().date()).order_by("-number")


class TemplateVersion(models.Model):
    """The text itself. A row is never changed: saving a template writes the next version."""

    template = models.ForeignKey(
        Template, models.PROTECT, related_name="versions", verbose_name=_("template")
    )
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    valid_from = models.DateField(_("valid from"))
    made_at = models.DateTimeField(_("made at"), default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        verbose_name = _("version of a template")
        verbose_name_plural = _("versions of templates")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="contracts_templateversion_once")
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.number}"


class NumberSeries(models.Model):
    """The last number given of a prefix in a year; the row lock makes numbers unique and without gaps."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="contracts_numberseries_once")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


class PackageQuerySet(models.QuerySet["Package"]):
    def open(self) -> "PackageQuerySet":
        return self.exclude(state__in=[PackageState.TOLD, PackageState.RECALLED, PackageState.EXPIRED])

    def for_client(self, client_id: int) -> "PackageQuerySet":
        return self.filter(client_id=client_id)

    def owned_by(self, *user_ids: int) -> "PackageQuerySet":
        """Those that one of these people drafted: they see them through."""
        return self.filter(drafted_by__in=user_ids)

    def listed(self) -> "PackageQuerySet":
        """Newest first, with everything that a row of a list shows."""
        documents = Authorisation.objects.select_related("kind", "portal")
        with_documents = self.prefetch_related(models.Prefetch("authorisations", documents))
        return with_documents.select_related("client", "drafted_by").order_by("-pk")

    def whole(self) -> "PackageQuerySet":
        """With everyone whom the package's page names."""
        return self.select_related("client", "enquiry", "drafted_by", "sent_to", "ready_letter")

    def told_by_letter(self) -> "PackageQuerySet":
        """Their documents work, and the letter that says so was delivered and has not come back."""
        events = MessageEvent.objects.filter(message=models.OuterRef("ready_letter"))
        delivered = models.Exists(events.filter(kind=EventKind.DELIVERED))
        returned = models.Exists(events.filter(kind=EventKind.BOUNCED))
        return self.filter(delivered, ~returned, state=PackageState.PUBLISHED)

    def letter_came_back(self) -> "PackageQuerySet":
        """The letter came back, and nobody has been asked yet to tell the client again."""
        returned = MessageEvent.objects.filter(kind=EventKind.BOUNCED).values("message_id")
        told = self.filter(state__in=[PackageState.PUBLISHED, PackageState.TOLD])
        unasked = Q(returned_letter=None) | ~Q(returned_letter=F("ready_letter"))
        return told.filter(unasked, ready_letter_id__in=returned)

    def answered_anew(self) -> "PackageQuerySet":
        """They wait for a person, and since that was found there is another answer on the signers' right."""
        of = "verification__container__package"
        last = apps.get_model("contracts", "Finding").objects.filter(**{of: models.OuterRef("pk")})
        last = last.order_by("-pk")
        newer = Check.objects.filter(
            subject_kind="package",
            subject_id=models.OuterRef("pk"),
            purpose=Purpose.ACCEPTANCE,
            answered_at__isnull=False,
        )
        # Or the very question that was given up then, asked once more.
        again = Q(pk=models.OuterRef("seen"), answered_at__gt=models.OuterRef("found"))
        newer = newer.filter(Q(pk__gt=models.OuterRef("seen")) | again)
        waiting = self.filter(state=PackageState.RETURNED).annotate(
            seen=models.Subquery(last.values("check_at_acceptance")[:1]),
            said=models.Subquery(last.values("verdict")[:1]),
            found=models.Subquery(last.values("found_at")[:1]),
        )
        return waiting.filter(models.Exists(newer), said=ReturnVerdict.INDETERMINATE)

    def with_overdue_link(self) -> "PackageQuerySet":
        waiting = [PackageState.SENT, PackageState.DEFICIENT]
        return self.filter(state__in=waiting, link_expires_at__lt=now())


class Package(models.Model):
    """Documents drafted for one client that are sent and signed together as one container."""

    client = models.ForeignKey("clients.Client", models.PROTECT, related_name="packages")
    enquiry = models.ForeignKey(
        "enquiries.Enquiry", models.PROTECT, null=True, blank=True, related_name="packages"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="et")
    state = models.CharField(max_length=20, choices=PackageState, default=PackageState.DRAFTING)
    drafted_at = models.DateTimeField(default=now)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.ForeignKey(
        "clients.ContactPoint", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Only the hash is kept: whoever reads the database cannot open the client's page.
    link_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    link_expires_at = models.DateTimeField(null=True, blank=True)
    check_at_sending = models.ForeignKey(
        "registry.Check", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ready_letter = models.ForeignKey("mail.Message", models.PROTECT, null=True, blank=True, related_name="+")
    # The last one that came back: the same as above until the client is written to again.
    returned_letter = models.ForeignKey(
        "mail.Message", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    history = HistoricalRecords()
    objects = PackageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("package of documents")
        verbose_name_plural = _("packages of documents")
        indexes = [
            models.Index(fields=["client", "-id"], name="contracts_package_client"),
            models.Index(fields=["state", "-id"], name="contracts_package_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="contracts_package_sent_pair",
                condition=Q(sent_at=None, sent_to=None) | Q(sent_at__isnull=False, sent_to__isnull=False),
            ),
            models.CheckConstraint(
                name="contracts_package_link_pair",
                condition=Q(link_hash=None, link_expires_at=None)
                | Q(link_hash__isnull=False, link_expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Package")) + f" {self.pk}"

    @property
    def numbers(self) -> str:
        return ", ".join(each.number for each in self.authorisations.all())

    @property
    def issue(self) -> str:
        """The number under which other systems know the matter: that of the first document."""
        first = self.authorisations.order_by("pk").values_list("number", flat=True).first()
        return first or ""

    @property
    def must_be_told_again(self) -> bool:
        """Whether the client's last letter came back."""
        return self.returned_letter_id is not None and self.returned_letter_id == self.ready_letter_id


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    def in_force(self) -> "AuthorisationQuerySet":
        return self.filter(state=AuthorisationState.IN_FORCE)

    def relied_on(self) -> "AuthorisationQuerySet":
        """Signed documents that open a portal and have neither ended nor run out, added to it or not yet."""
        running = Q(valid_until=None) | Q(valid_until__gte=workdays.today())
        signed = [AuthorisationState.ACCEPTED, AuthorisationState.IN_FORCE]
        return self.filter(running, state__in=signed, kind__effect=Effect.OPENS)


class Authorisation(models.Model):
    """One document that opens or closes a portal. The PDF is kept and compared, never rendered again."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="authorisations")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="authorisations")
    portal = models.ForeignKey("contracts.Portal", models.PROTECT, related_name="authorisations")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)
    template_version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="authorisations")
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=AuthorisationState, default=AuthorisationState.DRAFT)
    person_first_name = models.CharField(max_length=120, blank=True)
    person_last_name = models.CharField(max_length=120, blank=True)
    person_code = models.CharField(max_length=20, blank=True)
    person_email = models.EmailField(blank=True)
    person_phone = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    pdf = models.ForeignKey("records.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()
    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        ordering = ["package", "kind__position", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                name="contracts_authorisation_pdf_pair",
                condition=Q(pdf=None, pdf_sha256="") | (Q(pdf__isnull=False) & ~Q(pdf_sha256="")),
            ),
            models.CheckConstraint(
                name="contracts_authorisation_period",
                condition=Q(valid_until=None) | Q(valid_from__isnull=False, valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def person_name(self) -> str:
        return f"{self.person_first_name} {self.person_last_name}".strip()

    @property
    def file_name(self) -> str:
        """Never a personal code in a file's name."""
        return f"{self.number}_{self.kind.code}.pdf"


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
