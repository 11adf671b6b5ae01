"""How long the files of papers are kept: what is due, and what the page says of it. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from desk.counter.enums import MailState
from desk.counter.models import IncomingMail, MailFile, MailPage
from desk.counter.papers import SUBJECT
from desk.records import retention
from desk.records.models import Destruction

ACCEPTED, DROPPED = "incoming_paper", "dropped_paper"


@dataclass(frozen=True)
class Fate:
    """What becomes, or became, of a paper's files: on which day, by what rule."""

    on: date
    days: int
    basis: str
    gone: bool


def accepted(before: datetime) -> QuerySet[IncomingMail]:
    """Papers that were accepted before then and whose files are still here."""
    return IncomingMail.objects.filter(accepted_at__lt=before, destroyed_at=None)


def dropped(before: datetime) -> QuerySet[IncomingMail]:
    """Papers that were dropped before then and whose files are still here."""
    return IncomingMail.objects.filter(dropped_at__lt=before, destroyed_at=None)


def blobs_of(mail: IncomingMail) -> set[int]:
    """Everything stored of the paper: files as they came, pictures of pages, and the one document."""
    files = MailFile.objects.filter(mail=mail).exclude(blob=None).values_list("blob", flat=True)
    pictures = (
        MailPage.objects.filter(file__mail=mail).exclude(preview=None).values_list("preview", flat=True)
    )
    return {pk for pk in (*files, *pictures, mail.document_id) if pk is not None}


def fate(mail: IncomingMail) -> Fate | None:
    """When its files are destroyed, or were; None while nobody has accepted or dropped it."""
    if mail.destroyed_at is not None:
        done = Destruction.objects.filter(subject_kind=SUBJECT, subject_id=mail.pk).order_by("-pk").first()
        return Fate(mail.destroyed_at.date(), done.days, done.basis, gone=True) if done else None
    since = mail.dropped_at if mail.state == MailState.DROPPED else mail.accepted_at
    if since is None:
        return None
    rule = retention.rule_of(DROPPED if mail.state == MailState.DROPPED else ACCEPTED)
    return Fate(retention.last_day(rule, since), rule.days, rule.basis, gone=False)
