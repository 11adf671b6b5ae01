"""Letters in: what came to the shared mailbox, its content apart so that it can be destroyed."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.mail.enums import LETTER_REASONS, FileVerdict, IncomingKind
from desk.mail.models.outgoing import Message
from desk.people.enums import Language
from desk.records import filecheck
from desk.records.models import Blob


class Mailbox(models.Model):
    """A folder of the shared mailbox and how far it was read; `trouble`: why it could not be, last time."""

    name = models.CharField(max_length=200, unique=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    # The letter in hand, and how often a worker died over it.
    trying_uid = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.name


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """Letters that came in, by what the desk asks of them."""

    def letters(self) -> Self:
        """What a person wrote to us."""
        return self.filter(kind=IncomingKind.LETTER)

    def waiting(self) -> Self:
        """Letters that no room has taken and nobody has set aside, oldest first."""
        return self.letters().filter(claimed_at=None, set_aside_at=None).order_by("received_at", "pk")

    def for_subject(self, kind: str, pk: int) -> Self:
        """Letters about one thing, newest first."""
        return self.filter(subject_kind=kind, subject_id=pk).order_by("-received_at", "-pk")

    def for_client(self, client_id: int) -> Self:
        """Letters from one client, newest first."""
        return self.filter(client_id=client_id).order_by("-received_at", "-pk")


class Incoming(models.Model):
    """One letter of the shared mailbox: what it is, what it answers, and which room has taken it."""

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="letters")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    message_id = models.CharField(max_length=255, blank=True, db_index=True)
    # Message-IDs of the letters that it follows, the nearest last: one that comes later finds it by them.
    references = ArrayField(models.CharField(max_length=255), default=list)
    kind = models.CharField(_("kind"), max_length=10, choices=IncomingKind)
    # Why it is of that kind, or was not kept whole, as a short code (enums.LETTER_REASONS words it).
    reason = models.CharField(max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    received_at = models.DateTimeField(_("received"), default=clock.now)
    dated_at = models.DateTimeField(_("dated"), null=True)
    size = models.PositiveBigIntegerField(_("size"))
    content_hash = models.CharField(max_length=64)
    # The letter as it came; empty when it was too big to keep or was destroyed by rule.
    raw = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    # The letter of ours to which this one answers, or which came back.
    answers = models.ForeignKey(Message, models.PROTECT, null=True, related_name="answers_received")
    # The earlier letter of the same conversation.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True)
    claimed_at = models.DateTimeField(_("taken"), null=True)
    set_aside_at = models.DateTimeField(_("set aside"), null=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_aside_reason = models.CharField(_("why it is not for us"), max_length=300, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter received")
        verbose_name_plural = _("letters received")
        indexes = [
            models.Index(
                fields=["received_at"], name="mail_incoming_waiting",
                condition=Q(kind=IncomingKind.LETTER, claimed_at=None, set_aside_at=None),
            ),
            models.Index(
                fields=["-received_at", "-id"], name="mail_incoming_letters",
                condition=Q(kind=IncomingKind.LETTER),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="mail_incoming_subject"),
            models.Index(fields=["client_id", "-received_at"], name="mail_incoming_client"),
            models.Index(fields=["content_hash"], name="mail_incoming_content"),
            GinIndex(fields=["references"], name="mail_incoming_references"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="mail_incoming_once"),
            models.CheckConstraint(
                name="mail_incoming_claimed_pair",
                condition=Q(claimed_at=None, subject_kind="", subject_id=None)
                | (Q(claimed_at__isnull=False, subject_id__isnull=False) & ~Q(subject_kind="")),
            ),
            models.CheckConstraint(
                name="mail_incoming_aside_pair",
                condition=Q(set_aside_at=None, set_aside_by=None, set_aside_reason="")
                | (Q(set_aside_at__isnull=False, set_aside_by__isnull=False) & ~Q(set_aside_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """The letter's page."""
        return reverse("mail:letter", args=[self.pk])

    @property
    def why(self) -> str:
        """The reason in words; empty when there is none."""
        return str(LETTER_REASONS.get(self.reason, self.reason))


class IncomingBody(models.Model):
    """Who wrote what: personal, destroyed by its own rule while the row above stays."""

    incoming = models.OneToOneField(Incoming, models.PROTECT, related_name="body", primary_key=True)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    reply_to = models.CharField(_("answer to"), max_length=254, blank=True)
    to = models.TextField(_("to"), blank=True)
    subject = models.CharField(_("title"), max_length=300, blank=True)
    # What the sender wrote now, and the history and signature below it.
    text = models.TextField(_("text"), blank=True)
    quoted = models.TextField(_("earlier letters below it"), blank=True)
    # What the mail server says of the sender (Authentication-Results of our own server): a short word.
    sender_proof = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("content of a letter received")

    def __str__(self) -> str:
        return str(self.pk)


class Attachment(models.Model):
    """A file that came with a letter: what it is by its content, and what the file check said.

    `reason` of a file that was taken is a caution, such as "holds active content".
    """

    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("file name"), max_length=200)
    declared_type = models.CharField(max_length=100, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    verdict = models.CharField(_("check"), max_length=7, choices=FileVerdict)
    reason = models.CharField(max_length=60, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("attachment of a letter received")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "position"], name="mail_attachment_once"),
            models.CheckConstraint(
                name="mail_attachment_refused_says_why",
                condition=Q(verdict=FileVerdict.TAKEN) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def why(self) -> str:
        """The reason in words, a caution where the file was taken; empty when there is none."""
        return str(filecheck.WORDS.get(self.reason, self.reason))
