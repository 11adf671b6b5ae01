"""Checks: what the Business Register said about representation, at a time, kept as evidence."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.clients.models import Client
from desk.outbox import Job, JobState
from desk.records.models import Blob
from registry import rules
from registry.enums import TROUBLES, Channel, ProofKind, Purpose, Reason, Source, Standing, Verdict
from registry.stored import answer_from, judgement_from, rows_from


class CheckQuerySet(models.QuerySet["Check"]):
    def for_client(self, client_id: int) -> Self:
        """Checks of one client (evidence stays with a record merged into it), newest first."""
        same = Client.objects.same_as(client_id)
        return self.filter(client__in=same).order_by("-asked_at", "-pk")

    def for_subject(self, kind: str, pk: int) -> Self:
        """Checks for one thing, newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-asked_at", "-pk")

    def answered(self) -> Self:
        """Checks that hold an answer."""
        return self.filter(answered_at__isnull=False)

    def unanswered(self) -> Self:
        """Questions that were given up and wait for a person, oldest first; none answered by a print-out.

        The nightly round asks again by itself.
        """
        given_up = self.by_people().filter(state__in=[JobState.FAILED, JobState.UNKNOWN], answered_at=None)
        return given_up.exclude(proofs__state=Standing.IN_FORCE).order_by("asked_at", "pk")

    def that_may_speak_of(self, kind: str, pk: int) -> Self:
        """Without print-outs that were taken in for another act; those about the client as such may speak."""
        own = Q(subject_kind=kind, subject_id=pk) | Q(subject_kind="client")
        return self.exclude(~own, proof__kind=ProofKind.PRINT_OUT)

    def resting_on(self, **proof_or_reading: models.Model) -> Self:
        """Answers that rest on this reading (`read_as`) or this proof (`proof`), the newest first."""
        return self.answered().filter(**proof_or_reading).order_by("-asked_at", "-pk")

    def by_people(self) -> Self:
        """Questions that somebody or some act waits for: all but those of the nightly round."""
        return self.exclude(purpose=Purpose.RECHECK)

    def waiting(self) -> Self:
        """Checks whose answer is still to come."""
        return self.filter(state__in=[JobState.PENDING, JobState.SENDING])


class Check(Job):
    """One question to the register and its answer. Once answered the row never changes (a trigger)."""

    # None: asked on the command line about an organisation that is not our client.
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="checks", null=True)
    code = models.CharField(_("registry code"), max_length=20, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices, blank=True)
    reasons = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("reasons"))
    rule_version = models.CharField(max_length=20, blank=True)
    payload_hash = models.CharField(max_length=64, blank=True)
    # Our number of the matter, as the register's own log keeps it (X-Road header `issue`).
    issue = models.CharField(_("our number"), max_length=40, blank=True)
    # What of the answer bears on the right: two checks with the same one say the same.
    card_hash = models.CharField(max_length=64, blank=True)
    # An earlier check: if the card differs from it, the dated rows of the register are asked for too.
    against = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # Whose reading of the card's text, or which proof, the verdict rests on.
    read_as = models.ForeignKey("registry.Reading", models.PROTECT, null=True, related_name="+")
    proof = models.ForeignKey("registry.Proof", models.PROTECT, null=True, related_name="+")

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of representation")
        verbose_name_plural = _("checks of representation")
        indexes = [
            models.Index(fields=["client", "-asked_at"], name="registry_check_client"),
            models.Index(fields=["subject_kind", "subject_id", "-asked_at"], name="registry_check_subject"),
            models.Index(
                fields=["next_at"], name="registry_check_waiting",
                condition=Q(state__in=[JobState.PENDING, JobState.SENDING]),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                name="registry_check_answer_whole",
                condition=Q(answered_at=None, payload_hash="") | (~Q(verdict="") & ~Q(payload_hash="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verdict}"

    def get_absolute_url(self) -> str:
        return reverse("registry:page", args=[self.pk])

    @property
    def waits(self) -> bool:
        """Whether the answer is still to come."""
        return self.state in {JobState.PENDING, JobState.SENDING}

    @property
    def why(self) -> str:
        """What went wrong last, in words; empty when nothing did."""
        return str(TROUBLES.get(self.reason, self.reason))

    @property
    def reason_texts(self) -> list[str]:
        """The reasons of the verdict, in words."""
        return [str(Reason(code).label) for code in self.reasons]

    @property
    def answer(self) -> rules.Answer | None:
        """What the register said; None if it knows no such organisation or was not (yet) asked."""
        payload = getattr(self, "payload", None)
        return answer_from(payload.answer) if payload and payload.answer else None

    @property
    def dated_rows(self) -> tuple[rules.DatedRow, ...] | None:
        """Rows of the card with their dates; None if they were not asked for or could not be had."""
        payload = getattr(self, "payload", None)
        return rows_from(payload.rows) if payload and payload.rows is not None else None

    @property
    def judgement(self) -> rules.Judgement:
        """The verdict with its sets of signers; never passing when unanswered or the payload is destroyed."""
        payload = getattr(self, "payload", None)
        if self.answered_at is None or payload is None:
            return rules.unavailable()
        return judgement_from(payload.judgement)

    @property
    def asked(self) -> rules.Asked:
        """The check as `rules.compare` takes it."""
        proof = self.proof
        term = rules.Term(proof.pk, proof.valid_from, proof.valid_until) if proof else None
        return rules.Asked(self.answer, self.answered_at or self.asked_at, self.judgement, term)


class CheckPayload(models.Model):
    """What the answer says of persons: destroyed by its own rule, while the check keeps its hash."""

    check_row = models.OneToOneField(
        Check, on_delete=models.PROTECT, related_name="payload", primary_key=True, db_column="check_id"
    )
    answer = models.JSONField(null=True)
    judgement = models.JSONField()
    rows = models.JSONField(null=True)  # dated rows, only where two checks differed

    class Meta:
        verbose_name = _("content of a check")

    def __str__(self) -> str:
        return str(self.pk)


class Exchange(models.Model):
    """One request to the register and the bytes it answered, credentials blanked out."""

    check_row = models.ForeignKey(
        Check, on_delete=models.PROTECT, related_name="exchanges", db_column="check_id"
    )
    service = models.CharField(max_length=40)
    message_id = models.CharField(max_length=64)
    request_hash = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    raw_hash = models.CharField(max_length=64)
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("exchange with the register")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.service} {self.message_id}"
