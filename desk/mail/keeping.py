"""What this room keeps about people, how long, and how it is let go of.

The row of a letter stays, since letters are counted and answers hang on it: addresses, words and files go.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.mail.models import (
    Attachment,
    Enclosure,
    Incoming,
    IncomingBody,
    IncomingQuerySet,
    Message,
    MessageBody,
)
from desk.outbox import JobState
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.holdings import Erasure, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

SENT, RECEIVED, NOT_OURS = "letters_sent", "letters_received", "letters_set_aside"
DAYS = 1826
BASIS = "Kinnitada arhivaaril: kirjavahetus nagu pöördumine, 5 aastat"
NOT_OURS_BASIS = "Kinnitada arhivaaril: kiri, mis ei olnud ametile või mille saatis masin, 90 päeva"

_UNDER_WAY = (JobState.PENDING, JobState.SENDING)


def _mentioned(subject: Subject, *columns: str) -> Q:
    """By a code, an address or a number in the text; a name alone may be somebody else's."""
    known = subject.known
    found = Q(pk__in=[])
    for word in {*known.codes, *known.emails, *known.phones} - {""}:
        for column in columns:
            found |= Q(**{f"{column}__icontains": word})
    return found


def _addressed(subject: Subject, *columns: str) -> Q:
    found = Q(client_id__in=subject.client_ids)
    for address in subject.emails - {""}:
        for column in columns:
            found |= Q(**{f"{column}__iexact": address})
    return found


# Letters sent


def sent_to(subject: Subject) -> QuerySet[Message]:
    """Letters to the person, or in whose text the person is."""
    whose = _addressed(subject, "body__to") | _mentioned(subject, "body__text", "body__subject")
    return Message.objects.filter(whose, body__isnull=False).order_by("queued_at", "pk")


def tell_sent(subject: Subject) -> Iterator[Held]:
    """Each letter: to which address, what it said, with its files."""
    rule = retention.rule_of(SENT)
    rows = sent_to(subject).select_related("body").prefetch_related("enclosures__blob")
    for letter in rows.iterator(chunk_size=200):
        files = tuple((each.name, each.blob) for each in letter.enclosures.all())
        lines = (gettext("To: %(address)s") % {"address": letter.body.to}, letter.body.text)
        yield Held(
            "message", letter.pk, letter.queued_at, letter.body.subject, lines, files,
            until=retention.last_day(rule, letter.queued_at),
        )  # fmt: skip


def erase_sent(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A letter that is on its way goes out first; one about an open matter stays until it is over."""
    first = gettext("Wait until the letter has gone, or take it back, first.")
    whose = sent_to(subject)
    over = set(retention.about_nothing_open(whose).values_list("pk", flat=True))
    things = [
        Thing(pk, at if pk in over else clock.now(), first if state in _UNDER_WAY else "")
        for pk, at, state in whose.values_list("pk", "queued_at", "state")
    ]
    return let_go(things, erasure, kind="message", store=SENT, destroy=destroy_sent)


def due_sent(before: datetime) -> QuerySet[Message]:
    """Letters queued before then whose words are still here."""
    words = MessageBody.objects.filter(message=OuterRef("pk"))
    rows = Message.objects.filter(Exists(words), queued_at__lt=before).exclude(state__in=_UNDER_WAY)
    return retention.about_nothing_open(rows)


@transaction.atomic
def destroy_sent(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Address, title, words and enclosures; that a letter went, when, and what became of it, stays."""
    letter = Message.objects.select_for_update(of=("self",)).filter(pk=pk, body__isnull=False).first()
    if letter is None or letter.state in _UNDER_WAY:
        return False
    files = Enclosure.objects.filter(message=pk)

    def empty() -> None:
        files.delete()
        MessageBody.objects.filter(message=pk).delete()
        Message.objects.filter(pk=pk).update(client_id=None)

    records.destroy(
        rule=rule, subject=("message", pk), client_id=letter.client_id, by=by,
        kept=Blob.objects.filter(pk__in=files.values_list("blob", flat=True)), let_go=empty,
    )  # fmt: skip
    return True


# Letters received


def received_from(subject: Subject) -> IncomingQuerySet:
    """Letters from the person, or in whose text the person is."""
    whose = _addressed(subject, "body__sender", "body__reply_to")
    whose |= _mentioned(subject, "body__text", "body__quoted", "body__subject", "body__to")
    return Incoming.objects.filter(whose).filter(_whole()).order_by("received_at", "pk")


def _whole() -> Q:
    """Of which words, files or the letter as it came are still here."""
    words = IncomingBody.objects.filter(incoming=OuterRef("pk"))
    files = Attachment.objects.filter(incoming=OuterRef("pk"))
    return Q(Exists(words)) | Q(Exists(files)) | Q(raw__isnull=False)


def tell_received(subject: Subject) -> Iterator[Held]:
    """Each letter as it came and what was read from it, with its files."""
    rule = retention.rule_of(RECEIVED)
    rows = received_from(subject).select_related("body", "raw").prefetch_related("attachments__blob")
    for letter in rows.iterator(chunk_size=200):
        body = getattr(letter, "body", None)
        files = [(each.name, each.blob) for each in letter.attachments.all() if each.blob is not None]
        if letter.raw is not None:
            files.append(("kiri.eml", letter.raw))
        lines = (body.sender, body.text, body.quoted) if body is not None else ()
        yield Held(
            "incoming", letter.pk, letter.received_at, body.subject if body is not None else "",
            tuple(line for line in lines if line), tuple(files),
            until=retention.last_day(rule, letter.received_at),
        )  # fmt: skip


def erase_received(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What nobody has sorted is sorted first; a letter about an open matter stays until it is over."""
    first = gettext("Sort the letter first: it waits for somebody.")
    whose = received_from(subject)
    waiting = set(whose.waiting().values_list("pk", flat=True))
    over = set(retention.about_nothing_open(whose).values_list("pk", flat=True))
    things = [
        Thing(pk, at if pk in over else clock.now(), first if pk in waiting else "")
        for pk, at in whose.values_list("pk", "received_at")
    ]
    return let_go(things, erasure, kind="incoming", store=RECEIVED, destroy=destroy_received)


def due_received(before: datetime) -> QuerySet[Incoming]:
    """Letters received before then of which anything is still here; one that waits for somebody stays."""
    rows = _settled(before).filter(claimed_at__isnull=False)
    return retention.about_nothing_open(rows)


def due_not_ours(before: datetime) -> QuerySet[Incoming]:
    """The same, of what somebody set aside and of what machines wrote."""
    return _settled(before).filter(claimed_at=None)


def _settled(before: datetime) -> IncomingQuerySet:
    waiting = Incoming.objects.waiting().order_by().values("pk")
    return Incoming.objects.filter(_whole(), received_at__lt=before).exclude(pk__in=waiting)


@transaction.atomic
def destroy_received(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Sender, words, files and the letter as it came; that one came, and what it was about, stays."""
    letter = Incoming.objects.select_for_update(of=("self",)).filter(_whole(), pk=pk).first()
    if letter is None:
        return False
    files = Attachment.objects.filter(incoming=pk)
    named = (*files.values_list("blob", flat=True), letter.raw_id)
    stored = {pk for pk in named if pk is not None}

    def empty() -> None:
        files.delete()
        IncomingBody.objects.filter(incoming=pk).delete()
        gone: dict[str, Any] = {"raw": None, "client_id": None, "message_id": "", "references": []}
        reason = {"set_aside_reason": "–"} if letter.set_aside_reason else {}
        Incoming.objects.filter(pk=pk).update(**gone, **reason)

    records.destroy(
        rule=rule, subject=("incoming", pk), client_id=letter.client_id, by=by,
        kept=Blob.objects.filter(pk__in=stored), let_go=empty,
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "letters_sent", _("Letters sent"),
        ("mail.Message", "mail.MessageBody", "mail.MessageEvent", "mail.Enclosure"),
        tell_sent, erase_sent, BASIS,
    ),
    Holding(
        "letters_received", _("Letters received"),
        ("mail.Incoming", "mail.IncomingBody", "mail.Attachment"),
        tell_received, erase_received, BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        SENT, _("Letters sent: address, words, files"), DAYS, BASIS, due_sent, destroy_sent, kind="message"
    ),
    Store(
        RECEIVED, _("Letters received: sender, words, files"), DAYS, BASIS, due_received, destroy_received,
        kind="incoming",
    ),
    Store(
        NOT_OURS, _("Letters received that were not for us"), 90, NOT_OURS_BASIS, due_not_ours,
        destroy_received, kind="incoming",
    ),
)  # fmt: skip
