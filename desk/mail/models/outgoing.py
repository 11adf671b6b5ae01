"""Letters out: the row that counts, its content apart so that it can be destroyed, and what became of it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.mail.enums import REASONS, EventKind
from desk.outbox import Job, JobState
from desk.people.enums import Language
from desk.records.models import Blob


class MessageQuerySet(models.QuerySet["Message"]):
    def for_subject(self, kind: str, pk: int) -> Self:
        """Letters about one thing, newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-queued_at", "-pk")

    def for_client(self, client_id: int) -> Self:
        """Letters to one client, newest first."""
        return self.filter(client_id=client_id).order_by("-queued_at", "-pk")

    def unsent(self) -> Self:
        """Letters that a person must look at, oldest first."""
        return self.filter(state__in=[JobState.FAILED, JobState.UNKNOWN]).order_by("queued_at", "pk")

    def quiet(self, at: datetime) -> Self:
        """Letters taken over whose time for coming back is over."""
        return self.filter(quiet_until__lte=at)


class Message(Job):
    """One letter to one address. Its Message-ID is fixed when queued: sent twice, it counts once."""

    message_id = models.CharField(max_length=120, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    queued_at = models.DateTimeField(_("queued at"))
    content_hash = models.CharField(max_length=64, editable=False)
    # Written by a person as an answer, so no machine's letter; the letter it answers makes the thread.
    written = models.BooleanField(_("written by a person"), default=False, editable=False)
    answers = models.ForeignKey(
        "mail.Incoming", on_delete=models.PROTECT, null=True, related_name="answers_sent", editable=False
    )
    # Taken over by the mail server: until then it may still come back; empty once that is settled.
    quiet_until = models.DateTimeField(null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-queued_at"], name="mail_message_subject"),
            models.Index(fields=["client_id", "-queued_at"], name="mail_message_client"),
            models.Index(
                fields=["next_at"], name="mail_message_waiting",
                condition=models.Q(state__in=[JobState.PENDING, JobState.SENDING]),
            ),
            models.Index(
                fields=["queued_at"], name="mail_message_unsent",
                condition=models.Q(state__in=[JobState.FAILED, JobState.UNKNOWN]),
            ),
            models.Index(
                fields=["queued_at"], name="mail_message_written", condition=models.Q(written=True)
            ),
            models.Index(
                fields=["quiet_until"], name="mail_message_quiet",
                condition=models.Q(quiet_until__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.message_id

    def get_absolute_url(self) -> str:
        return reverse("mail:page", args=[self.pk])

    @property
    def why(self) -> str:
        """The reason of the last failure in words; empty when there is none."""
        return str(REASONS.get(self.reason, self.reason))


class MessageBody(models.Model):
    """What the letter says and to whom: personal, destroyed by its own rule while the row above stays."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="body", primary_key=True)
    to = models.EmailField(_("to"), max_length=254)
    subject = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("content of a letter")

    def __str__(self) -> str:
        return str(self.pk)


class MessageEvent(models.Model):
    """What became of a letter, appended as it is learnt."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=10, choices=EventKind.choices)
    at = models.DateTimeField(_("at"))
    detail = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("event of a letter")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["kind", "id"], name="mail_event_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["message"], name="mail_event_delivered_once",
                condition=models.Q(kind=EventKind.DELIVERED),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind


class Enclosure(models.Model):
    """A file that goes with a letter; its bytes are in the private store."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="enclosures")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("file name"), max_length=200)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("enclosure of a letter")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
