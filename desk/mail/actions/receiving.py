"""Letters in: each becomes one row in one transaction, and then a room above takes it.

Before its row is committed nothing is touched in the mailbox, and after it the letter is put away; whoever
dies in between leaves a letter that the next round finds, knows by its UID and only puts away.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from desk import clock, slots
from desk.mail import conversations, threading
from desk.mail.enums import EventKind, FileVerdict, IncomingKind
from desk.mail.mailbox import Fetched
from desk.mail.models import Attachment, Incoming, IncomingBody, Mailbox, Message, MessageEvent
from desk.mail.reading import Letter, Ours, Report, read
from desk.records import blobs, filecheck
from desk.records.actions import note

log = logging.getLogger(__name__)

# The newest letters among which a sender's are counted: a loop is quick.
_NEWEST = 500


@dataclass(frozen=True)
class File:
    """What became of an attachment; no name, since a name may be a person's."""

    content_type: str
    size: int
    verdict: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of a letter; nothing in it is personal. `known`: it had been taken before."""

    uid: int
    letter: int
    kind: str
    reason: str = ""
    claimed: str = ""
    answers: bool = False
    known: bool = False
    size: int = 0
    files: tuple[File, ...] = field(default=())


def ours() -> Ours:
    """By what our own letters and our server are known."""
    return Ours(settings.AGENCY_EMAIL, settings.MAILBOX_AUTHSERV)


def receive(*, mailbox: Mailbox, uid_validity: int, fetched: Fetched, by: None = None) -> Outcome:
    """Take in one letter, exactly once: the same UID, or the same letter after a new count of UIDs, is known.

    Reading and checking come before the transaction: a scanner is outside.
    """
    letter = read(fetched.data, ours(), size=fetched.size, whole=fetched.whole)
    verdicts = [filecheck.check(file.data, file.name, file.declared_type) for file in letter.files]
    with transaction.atomic():
        Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        row = _same_uid(mailbox, uid_validity, fetched.uid) or _counted_anew(
            mailbox, uid_validity, fetched.uid, letter
        )
        if row is None:
            outcome = _take(mailbox, uid_validity, fetched, letter, verdicts)
        else:
            outcome = Outcome(fetched.uid, row.pk, row.kind, row.reason, row.subject_kind, known=True)
        read_upto(mailbox=mailbox, uid=fetched.uid)
    return outcome


def tried(*, mailbox: Mailbox, uid: int, by: None = None) -> int:
    """A worker takes a letter in hand; how often that was so before without an end of any kind."""
    same = Mailbox.objects.filter(pk=mailbox.pk, trying_uid=uid)
    if not same.update(tries=F("tries") + 1):
        Mailbox.objects.filter(pk=mailbox.pk).update(trying_uid=uid, tries=1)
    return Mailbox.objects.get(pk=mailbox.pk).tries - 1


def put_down(*, mailbox: Mailbox, by: None = None) -> None:
    """The worker is done with the letter in hand, well or not: it lives."""
    Mailbox.objects.filter(pk=mailbox.pk).update(trying_uid=0, tries=0)


def left_there(
    *, mailbox: Mailbox, uid_validity: int, uid: int, size: int, reason: str, by: None = None
) -> Outcome:
    """A letter that the server keeps to itself, or that kills its readers: a person looks in the mailbox."""
    with transaction.atomic():
        row, _new = Incoming.objects.get_or_create(
            mailbox=mailbox,
            uid_validity=uid_validity,
            uid=uid,
            defaults={"kind": IncomingKind.BROKEN, "reason": reason, "size": size, "content_hash": ""},
        )
        read_upto(mailbox=mailbox, uid=uid)
    return Outcome(uid, row.pk, row.kind, row.reason, size=size)


def read_upto(*, mailbox: Mailbox, uid: int, by: None = None) -> None:
    """The next round begins above this UID."""
    Mailbox.objects.filter(pk=mailbox.pk, last_uid__lt=uid).update(last_uid=uid)


def _same_uid(mailbox: Mailbox, uid_validity: int, uid: int) -> Incoming | None:
    return Incoming.objects.filter(mailbox=mailbox, uid_validity=uid_validity, uid=uid).first()


def _counted_anew(mailbox: Mailbox, uid_validity: int, uid: int, letter: Letter) -> Incoming | None:
    """The server gave new UIDs to everything: the row goes with its letter, so that it counts once."""
    row = (
        Incoming.objects.filter(mailbox=mailbox, content_hash=letter.content_hash)
        .exclude(uid_validity=uid_validity)
        .order_by("pk")
        .first()
    )
    if row:
        row.uid_validity, row.uid = uid_validity, uid
        row.save(update_fields=["uid_validity", "uid"])
    return row


def _take(
    mailbox: Mailbox,
    uid_validity: int,
    fetched: Fetched,
    letter: Letter,
    verdicts: Sequence[filecheck.Verdict],
) -> Outcome:
    twin = Incoming.objects.filter(content_hash=letter.content_hash).order_by("pk").first()
    kind, reason = (IncomingKind.DUPLICATE, "") if twin else _kind(letter)
    around = conversations.heads(letter)
    known = conversations.around(around)
    place = threading.place(around, known)
    reported = _reported(letter.report) if letter.report and not twin else None
    row = Incoming.objects.create(
        mailbox=mailbox,
        uid_validity=uid_validity,
        uid=fetched.uid,
        message_id=letter.message_id,
        references=list(letter.references),
        kind=kind,
        reason=reason,
        language=letter.language,
        received_at=clock.now(),
        dated_at=letter.dated,
        size=fetched.size,
        content_hash=letter.content_hash,
        raw=blobs.store(fetched.data, "message/rfc822", "letter") if fetched.whole and not twin else None,
        answers=reported or _message(place.answers),
        follows_id=twin.pk if twin else place.follows,
    )
    files: tuple[File, ...] = ()
    if not twin:
        files = _keep(row, letter, verdicts)
        conversations.mend(row, known)
    if kind == IncomingKind.BOUNCE and reported:
        _came_back(reported, letter.report)
    if kind == IncomingKind.LETTER:
        _offer(row)
    return Outcome(
        fetched.uid, row.pk, row.kind, row.reason, row.subject_kind, row.answers_id is not None, False,
        fetched.size, files,
    )  # fmt: skip


def _kind(letter: Letter) -> tuple[IncomingKind, str]:
    """What the letter is, with what only the desk's own rows can tell."""
    if letter.message_id and Message.objects.filter(message_id=letter.message_id).exists():
        return IncomingKind.LOOP, "own_letter"
    if letter.kind == IncomingKind.LETTER and not letter.files and _too_many(letter.sender):
        return IncomingKind.LOOP, "too_many"
    return letter.kind, letter.reason


def _too_many(sender: str) -> bool:
    """Two machines may answer each other. A letter with files is none of theirs, so it never counts."""
    if not sender:
        return False
    newest = Incoming.objects.order_by("-pk").values("pk")[:_NEWEST]
    recent = Incoming.objects.filter(
        pk__in=newest, received_at__gt=clock.now() - timedelta(hours=1), body__sender=sender
    )
    return recent.filter(attachments=None).count() >= settings.MAILBOX_SENDER_HOURLY


def _message(pk: int | None) -> Message | None:
    return Message.objects.filter(pk=pk).first() if pk else None


def _reported(report: Report) -> Message | None:
    """The letter of ours that a report is about: only who has had it can name its Message-ID."""
    if report.envelope_id:
        domain = settings.AGENCY_EMAIL.rpartition("@")[2]
        found = Message.objects.filter(message_id=f"<{report.envelope_id}@{domain}>").first()
        if found:
            return found
    sent = {each.message_id: each for each in Message.objects.filter(message_id__in=report.message_ids)}
    return next((sent[each] for each in report.message_ids if each in sent), None)


def _keep(row: Incoming, letter: Letter, verdicts: Sequence[filecheck.Verdict]) -> tuple[File, ...]:
    IncomingBody.objects.create(
        incoming=row,
        sender=letter.sender,
        sender_name=letter.sender_name,
        reply_to=letter.reply_to,
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        quoted=letter.quoted,
        sender_proof=letter.sender_proof,
    )
    kept = [
        Attachment(
            incoming=row,
            position=position,
            name=verdict.name,
            declared_type=filecheck.declared_type(file.declared_type),
            content_type=verdict.content_type,
            size=len(file.data),
            verdict=FileVerdict(verdict.outcome.value),
            reason=verdict.reason,
            blob=blobs.store(file.data, verdict.content_type, "attachment")
            if verdict.outcome == filecheck.Outcome.TAKEN
            else None,
        )
        for position, (file, verdict) in enumerate(zip(letter.files, verdicts, strict=True))
    ]
    Attachment.objects.bulk_create(kept)
    return tuple(File(each.content_type, each.size, each.verdict, each.reason) for each in kept)


def _came_back(message: Message, report: Report | None) -> None:
    """Once, however many servers report: the rooms whose letter it was read the event in their sweeps."""
    if message.events.filter(kind=EventKind.BOUNCED).exists():
        return
    MessageEvent.objects.create(
        message=message, kind=EventKind.BOUNCED, at=clock.now(), detail=report.status if report else ""
    )
    subject = (message.subject_kind, message.subject_id)
    note(kind="mail.bounced", subject=subject, client_id=message.client_id, by=None, message=message.pk)


def _offer(row: Incoming) -> None:
    """Ask the rooms above in their order. One that fails takes nothing, and the letter waits for a person."""
    for claim in slots.each("MAIL_CLAIMERS"):
        try:
            with transaction.atomic():
                taken = claim(row)
        except (OperationalError, InterfaceError):
            raise
        except Exception as trouble:  # noqa: BLE001  (its text may hold what stands in the letter)
            log.error("a claimer failed on letter %s: %s", row.pk, type(trouble).__name__)
            continue
        if taken:
            row.subject_kind, row.subject_id, row.client_id = taken
            row.claimed_at = clock.now()
            row.save(update_fields=["subject_kind", "subject_id", "client_id", "claimed_at"])
            return
