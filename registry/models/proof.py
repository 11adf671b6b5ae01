"""Proof of representation that does not come from the register by machine."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.clients.codes import HOME
from desk.clients.models import Client
from desk.records.models import Blob
from registry.enums import Apostille, Basis, ProofKind, Standing, Translation


class ProofQuerySet(models.QuerySet["Proof"]):
    def for_client(self, client_id: int) -> Self:
        """Proof about one client (and those merged into it), the newest first."""
        return self.filter(client__in=Client.objects.same_as(client_id)).order_by("-made_at", "-pk")

    def in_force(self) -> Self:
        """Looked at by a second person where the policy wants one, and valid today."""
        today = workdays.today()
        running = Q(valid_until=None) | Q(valid_until__gte=today)
        return self.filter(running, state=Standing.IN_FORCE, valid_from__lte=today)

    def standing(self) -> Self:
        """Proof that serves every act while it is valid."""
        return self.filter(kind=ProofKind.STANDING)

    def over(self) -> Self:
        """Was in force and is no longer: ended by a person, or by its own last day."""
        late = Q(state=Standing.IN_FORCE, valid_until__lt=workdays.today())
        return self.filter(late | Q(state=Standing.ENDED))

    def ending_by(self, day: date) -> Self:
        """In force with a last day that is not after `day`."""
        return self.filter(state=Standing.IN_FORCE, valid_until__lte=day)


class Proof(models.Model):
    """A document that shows who may represent a client, and who of us looked at it.

    A print-out serves one act (`subject_kind`, `subject_id`); standing proof serves every act while valid.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ProofKind.choices)
    client = models.ForeignKey(Client, models.PROTECT, related_name="proofs")
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    # The question to the register in whose place a print-out stands: its act and purpose are the print-out's.
    check_row = models.ForeignKey(
        "registry.Check", models.PROTECT, null=True, related_name="proofs", db_column="check_id"
    )
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices)
    basis_text = models.CharField(
        _("the document"), max_length=300, help_text=_("Its name, number and date, and who gave it.")
    )
    reason = models.TextField(_("why the register was not enough"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    file = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)

    # Of documents from abroad.
    country = models.CharField(_("country of the document"), max_length=2, blank=True)
    apostille = models.CharField(
        _("apostille"), max_length=12, choices=Apostille.choices, default=Apostille.NOT_NEEDED
    )
    apostille_number = models.CharField(_("number of the apostille"), max_length=60, blank=True)
    apostille_on = models.DateField(_("date of the apostille"), null=True, blank=True)
    apostille_why = models.CharField(_("why no apostille is needed"), max_length=300, blank=True)
    translation = models.CharField(
        _("translation"), max_length=12, choices=Translation.choices, default=Translation.NOT_NEEDED
    )
    language = models.CharField(_("language of the document"), max_length=2, blank=True)
    translator = models.CharField(_("translator"), max_length=200, blank=True)
    translation_file = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    translation_name = models.CharField(max_length=200, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=Standing.choices, default=Standing.PROPOSED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("taken in at"))
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of representation")
        verbose_name_plural = _("proofs of representation")
        indexes = [models.Index(fields=["client", "-made_at"], name="registry_proof_client")]
        constraints = [
            models.CheckConstraint(
                name="registry_proof_print_out_of_an_act",
                condition=Q(kind=ProofKind.STANDING, subject_id=None) | Q(subject_id__isnull=False),
            ),
            models.CheckConstraint(
                name="registry_proof_valid_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="registry_proof_second_pair",
                condition=Q(second_by=None, second_at=None)
                | Q(second_by__isnull=False, second_at__isnull=False),
            ),
            models.CheckConstraint(
                name="registry_proof_ended_pair",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("registry:proof", args=[self.pk])

    @property
    def abroad(self) -> bool:
        """Whether the document comes from another country."""
        return self.country not in {"", HOME}

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < workdays.today()

    @property
    def was_withdrawn(self) -> bool:
        """Whether who took it in took it back before anybody had looked at it."""
        return self.state == Standing.DECLINED and self.ended_by_id == self.by_id


class ProofPerson(models.Model):
    """Someone who may represent by the proof: alone, or all those who are not alone together."""

    proof = models.ForeignKey(Proof, models.PROTECT, related_name="persons")
    country = models.CharField(_("country"), max_length=2, validators=[MinLengthValidator(2)])
    code = models.CharField(_("personal code"), max_length=30)
    first = models.CharField(_("first name"), max_length=100)
    last = models.CharField(_("last name"), max_length=100)
    role = models.CharField(_("in what role"), max_length=100, blank=True)
    alone = models.BooleanField(_("may act alone"), default=True)

    class Meta:
        verbose_name = _("person of a proof")
        verbose_name_plural = _("persons of a proof")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "country", "code"], name="registry_proof_person_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
