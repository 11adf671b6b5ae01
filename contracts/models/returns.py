"""What comes back: containers, their checks, who may sign for the agency. What proves is append-only."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contracts.containers.problems import sentence
from contracts.containers.report import Problem, Weight
from contracts.enums import ContainerSource, HandSeen, ReturnVerdict, Standing
from contracts.models.drafts import Authorisation
from contracts.models.packages import Package
from contracts.models.templates import Kind
from desk.clock import now
from desk.outbox import Job


class Container(models.Model):
    """A signed container as it came, byte for byte. Never changed, never packed anew."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="containers")
    blob = models.ForeignKey("records.Blob", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=12, choices=ContainerSource)
    received_at = models.DateTimeField(default=now)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Other packages whose documents lie in it too: each is judged by a container row of its own. Where they
    # are another client's, no client's page offers the file.
    others = models.ManyToManyField(Package, related_name="+", blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signed container")
        verbose_name_plural = _("signed containers")
        constraints = [
            models.CheckConstraint(
                name="contracts_container_source_pair",
                condition=Q(source__in=[ContainerSource.CLIENT, ContainerSource.EMAIL], received_by=None)
                | (
                    ~Q(source__in=[ContainerSource.CLIENT, ContainerSource.EMAIL])
                    & Q(received_by__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.source}"

    @property
    def is_shared(self) -> bool:
        """Whether documents of another client lie in it: then it is shown to staff alone."""
        return any(each.client_id != self.package.client_id for each in self.others.all())


class HandSigned(models.Model):
    """What a person saw of a paper that was signed by hand, or of a PDF signed in itself."""

    container = models.OneToOneField(Container, models.PROTECT, related_name="by_hand")
    signed_on = models.DateField()
    seen = models.CharField(max_length=10, choices=HandSeen)
    note = models.TextField(blank=True)
    # The agency signed the same paper after the client.
    for_agency = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("document signed in another form")
        verbose_name_plural = _("documents signed in another form")

    def __str__(self) -> str:
        return str(self.container_id)


class Verification(Job):
    """The order to check one container: first the signatures, here and now; then, if they hold, the right of
    those who signed, once the register has answered. Its results are `Finding` rows."""

    container = models.ForeignKey(Container, models.PROTECT, related_name="verifications")
    # A look at old evidence by what is known today: it moves nothing.
    look_again = models.BooleanField(default=False)
    # Who wanted that look; nobody where a command looks through all of them.
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.container_id} {self.state}"


class RightCheck(Job):
    """The order to decide whether the signers had the right, when the register's fresh answer is there."""

    verification = models.OneToOneField(Verification, models.PROTECT, related_name="right")
    check_row = models.ForeignKey("registry.Check", models.PROTECT, related_name="+", db_column="check_id")

    class Meta:
        verbose_name = _("check of the signers' right")
        verbose_name_plural = _("checks of the signers' right")

    def __str__(self) -> str:
        return f"{self.verification_id} {self.state}"


class FindingQuerySet(models.QuerySet["Finding"]):
    def deciding(self) -> Self:
        """Those that documents rest on: a look again at old evidence moves nothing."""
        return self.filter(verification__look_again=False)

    def for_package(self, package_id: int) -> Self:
        """Of one package, the newest first."""
        found = self.filter(verification__container__package_id=package_id)
        return found.select_related("verification__container").order_by("-pk")


class Finding(models.Model):
    """What a check found, once and for all. `problems` are codes and file names, never persons."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="findings")
    verdict = models.CharField(max_length=14, choices=ReturnVerdict)
    problems = models.JSONField(default=list)
    report = models.ForeignKey("records.Blob", models.PROTECT, null=True, related_name="+")
    rules = models.CharField(max_length=40, blank=True)
    trust_list = models.CharField(max_length=120, blank=True)
    # Whether what judged the signatures is enough for a live portal.
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.LIVE)
    # The power of attorney held here by which the signers had the right, where it was not the register's.
    by_power = models.ForeignKey(Authorisation, models.PROTECT, null=True, related_name="+")
    # Other containers over the same documents whose signatures were counted too.
    together = models.ManyToManyField(Container, related_name="+", blank=True)
    check_at_sending = models.ForeignKey("registry.Check", models.PROTECT, null=True, related_name="+")
    check_at_acceptance = models.ForeignKey("registry.Check", models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("result of a verification")
        verbose_name_plural = _("results of verifications")
        constraints = [
            models.CheckConstraint(
                name="contracts_finding_decided_pair",
                condition=Q(decided_by=None, reason="") | (Q(decided_by__isnull=False) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verification_id} {self.verdict}"

    @property
    def all_problems(self) -> list[Problem]:
        return [Problem(each["code"], each["about"], Weight(each["weight"])) for each in self.problems]

    @property
    def may_change(self) -> bool:
        """Whether the same container may be found otherwise later: what was missing was ours, not its."""
        passing = {
            "TRUST_LIST_EXPIRED", "REGISTER_UNAVAILABLE", "SAMPLE_ONLY", "SIVA_UNSURE", "VALIDATORS_DISAGREE",
            "ONLY_SIVA_ACCEPTS",
        }  # fmt: skip
        codes = {each["code"] for each in self.problems}
        return self.verdict == ReturnVerdict.INDETERMINATE and bool(passing & codes)

    @property
    def may_be_decided(self) -> bool:
        """Whether a person can decide on it now; otherwise something must be looked up first."""
        judges = {"VALIDATORS_DISAGREE", "ONLY_SIVA_ACCEPTS"} & {each["code"] for each in self.problems}
        return self.check_at_acceptance_id is not None or bool(judges)

    @property
    def may_be_accepted(self) -> bool:
        """What our own check rejects nobody accepts."""
        return all(each["code"] != "ONLY_SIVA_ACCEPTS" for each in self.problems)

    @property
    def sentences(self) -> list[str]:
        """Each problem in the language that is active now, without harmless ones and repetitions."""
        return _told(self.all_problems)

    @property
    def sentences_for_client(self) -> list[str]:
        """The same; a file is not named where the container holds another client's documents too."""
        problems = self.all_problems
        if self.verification.container.is_shared:
            own = {"DRAFT_MISSING", "RECALLED_DOCUMENT"}  # these name documents of this client
            problems = [each if each.code in own else replace(each, about="") for each in problems]
        return _told(problems)


def _told(problems: Iterable[Problem]) -> list[str]:
    told = [sentence(each) for each in problems if each.weight is not Weight.WARNING]
    return list(dict.fromkeys(told))


class CountedSignature(models.Model):
    """One signature of a container that was found sound. Holds the person, apart from the findings."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="signatures")
    identity = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=12)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = _("counted signature")
        verbose_name_plural = _("counted signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "identity"], name="contracts_countedsignature_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.verification_id)


class SigningMandateQuerySet(models.QuerySet["SigningMandate"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class SigningMandate(models.Model):
    """Who may sign which kinds of documents for the agency, and from when to when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("person")
    )
    personal_code = models.CharField(_("personal code"), max_length=11)
    kinds = models.ManyToManyField(
        Kind, related_name="+", blank=True, verbose_name=_("kinds of documents"),
        help_text=_("Empty: every kind."),
    )  # fmt: skip
    basis = models.CharField(_("basis"), max_length=200, help_text=_("Order or rule that gives the right."))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    history = HistoricalRecords(m2m_fields=[kinds])
    objects = SigningMandateQuerySet.as_manager()

    class Meta:
        ordering = ["user", "valid_from"]
        verbose_name = _("right to sign for the agency")
        verbose_name_plural = _("rights to sign for the agency")
        constraints = [
            models.CheckConstraint(
                name="contracts_signingmandate_period",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.valid_from}"
