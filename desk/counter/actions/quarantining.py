"""Files that nobody but an administrator may touch: checked again and let in, or destroyed with a reason."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import clock
from desk.counter import intake, routing
from desk.counter.actions import papers, scanning
from desk.counter.enums import FileSource, Settled, Way
from desk.counter.intake import Judgement, Outcome
from desk.counter.models import IncomingMail, Quarantined
from desk.counter.papers import SUBJECT
from desk.http import Refused
from desk.people.actions import tell as tell_people
from desk.people.models import User
from desk.records import actions as records
from desk.records import blobs
from desk.records.models import RetentionRule
from desk.records.retention import Store

STORE = "quarantine"
AT_ONCE = 20  # files looked at again in one sweep
# Data of the desk, so in Estonian.
_BY_HAND = "Haldaja otsus"


def release(*, row: Quarantined, reason: str, by: User) -> IncomingMail:
    """The file is checked again and goes to its paper; Refused, saying what was found, when it is no good.

    It is judged outside the transaction: another process opens it, and the scanner is asked.
    """
    said = papers.said_or_refused(reason)
    judgement, data = _judged(row)
    if judgement.outcome != Outcome.KEPT:
        _still(row, judgement)
        raise Refused(_("Checked again: %(words)s") % {"words": judgement.words})
    return _let_in(row, data, judgement, said, by)


@transaction.atomic
def destroy(*, row: Quarantined, reason: str, by: User) -> None:
    """The file goes for good, and proof of it stays; who brought it in is told."""
    said = papers.said_or_refused(reason)
    _hold(row)
    _destroyed(row, RetentionRule(store=STORE, days=0, basis=_BY_HAND), said, by)


def look_again(*, by: None = None) -> int:
    """By rule: what the scanner could not look at is checked again once it is back; how many got a word."""
    if not settings.CLAMAV:
        return 0
    settled = 0
    waiting = Quarantined.objects.waiting().filter(reason="not_scanned", blob__isnull=False)
    for row in waiting.select_related("blob", "mail", "office", "by")[:AT_ONCE]:
        judgement, data = _judged(row)
        if judgement.reason == "not_scanned":  # it is still away
            break
        if judgement.outcome == Outcome.KEPT:
            _let_in(row, data, judgement, "", None)
        else:
            _still(row, judgement)
        settled += 1
    return settled


def _judged(row: Quarantined) -> tuple[Judgement, bytes]:
    if row.settled_at is not None or row.blob is None:
        raise Refused(_("It has been decided already."))
    try:
        data = blobs.read(row.blob)
    except blobs.Damaged:
        raise Refused(_("The stored file is damaged.")) from None
    return intake.judge(data, row.name), data


@transaction.atomic
def _still(row: Quarantined, judgement: Judgement) -> None:
    _hold(row)
    if row.reason != judgement.reason:
        row.reason = judgement.reason
        row.save(update_fields=["reason"])


@transaction.atomic
def _let_in(row: Quarantined, data: bytes, judgement: Judgement, said: str, by: User | None) -> IncomingMail:
    """Into its paper; where that has gone on, or there was none, into one of its own."""
    mail = row.mail if row.mail is not None and row.mail.state in routing.CHANGEABLE else None
    mail = mail or papers.take_in(office=row.office, way=Way.IMPORT, by=row.by)
    taken = scanning.keep(mail=mail, data=data, judgement=judgement, source=FileSource(row.source), by=row.by)
    if taken.judgement.outcome != Outcome.KEPT:
        raise Refused(taken.judgement.words)
    _hold(row)
    row.mail = mail
    _settle(row, Settled.RELEASED, said, by)
    tell_people(users=[row.by], kind="counter.released", subject=(SUBJECT, mail.pk), number=mail.number)
    return mail


def _destroyed(row: Quarantined, rule: RetentionRule, said: str, by: User | None) -> None:
    blob = row.blob
    records.destroy(
        rule=rule, subject=("quarantined", row.pk), client_id=None, by=by, kept=[blob] if blob else [],
        let_go=lambda: _settle(row, Settled.DESTROYED, said, by),
    )  # fmt: skip
    if row.mail is not None:
        papers.tell("quarantined_destroyed", row.mail, by)


def _settle(row: Quarantined, how: Settled, said: str, by: User | None) -> None:
    # What became of the bytes is no longer this row's matter: it must not keep them alive.
    row.blob = None
    row.settled_as, row.settled_at, row.settled_by, row.settled_reason = how, clock.now(), by, said
    row.save()


def _hold(row: Quarantined) -> None:
    row.refresh_from_db(from_queryset=Quarantined.objects.select_for_update(of=("self",)))
    if row.settled_at is not None:
        raise Refused(_("It has been decided already."))


# ---- by rule ----


def _undecided(before: datetime) -> QuerySet[Quarantined]:
    return Quarantined.objects.waiting().filter(at__lt=before).order_by()


@transaction.atomic
def _destroy_by_rule(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    waiting = Quarantined.objects.waiting().order_by()
    row = waiting.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    _destroyed(row, rule, rule.basis[:300], by)
    return True


STORES = (
    Store(
        STORE, gettext_lazy("Files in quarantine"), 90,
        "Kinnitada arhivaaril: mille üle keegi ei ole otsustanud, ei ole vastu võetud dokument",
        _undecided, _destroy_by_rule, client="mail__client_id",
    ),
)  # fmt: skip
