"""Accepting a paper with its reference in the register; what is late is told to the head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.counter import papers, routing
from desk.counter.actions.papers import hold, said_or_refused, tell
from desk.counter.enums import MailState
from desk.counter.models import IncomingMail
from desk.http import Refused
from desk.people.actions import tell as notify
from desk.people.enums import Role
from desk.people.models import User

LONGEST = 60  # characters of a reference
TELL = "counter.papers_late"


@dataclass(frozen=True)
class Given:
    """The reference that a paper got in the register, and since when; today unless said."""

    mail: int
    reference: str
    registered_on: date | None = None


@dataclass(frozen=True)
class Accepted:
    """What came of many: how many were accepted, and for the others the reasons by their id."""

    count: int
    wrong: dict[int, list[str]]


@transaction.atomic
def accept(
    *, mail: IncomingMail, reference: str, by: User, registered_on: date | None = None
) -> IncomingMail:
    """Whom it was handed to has it and has entered it into the register; of two at once, one is refused."""
    hold(mail)
    if text := routing.refusal(mail, MailState.ACCEPTED) or routing.refuses_accepting(mail, by):
        raise Refused(text)
    mail.reference, mail.registered_on = _checked(reference), _day(registered_on)
    mail.state, mail.accepted_at, mail.accepted_by = MailState.ACCEPTED, clock.now(), by
    mail.save()
    tell("accepted", mail, by, reference=mail.reference)
    return mail


def accept_many(*, given: Sequence[Given], by: User) -> Accepted:
    """Each on its own: one that is refused keeps none of the others waiting, and says why."""
    rows = IncomingMail.objects.in_bulk([each.mail for each in given])
    count = 0
    wrong: dict[int, list[str]] = {}
    for each in given:
        if each.mail not in rows:
            continue
        try:
            accept(mail=rows[each.mail], reference=each.reference, registered_on=each.registered_on, by=by)
        except Refused as refused:
            # Sent a second time by the same form: it is as it was asked for.
            if rows[each.mail].reference != " ".join(each.reference.split()):
                wrong[each.mail] = list(refused.texts)
        else:
            count += 1
    return Accepted(count, wrong)


@transaction.atomic
def reopen(*, mail: IncomingMail, by: User) -> IncomingMail:
    """The wrong row was accepted: it waits for its reference again."""
    hold(mail)
    if text := routing.refuses_reopening(mail, by):
        raise Refused(text)
    before, mail.reference, mail.registered_on = mail.reference, "", None
    mail.state, mail.accepted_at, mail.accepted_by = MailState.HANDED, None, None
    mail.save()
    tell("reopened", mail, by, reference=before)
    return mail


@transaction.atomic
def correct(
    *, mail: IncomingMail, reference: str, registered_on: date | None, reason: str, by: User
) -> IncomingMail:
    """The reference or its day was wrong; what stood there stays in the history, with the reason."""
    hold(mail)
    if text := routing.refuses_correcting(mail, by):
        raise Refused(text)
    said, before = said_or_refused(reason), mail.reference
    mail.reference = _checked(reference)
    mail.registered_on = _day(registered_on) if registered_on else mail.registered_on
    mail._history_user = by  # type: ignore[attr-defined]
    mail._change_reason = said[:100]  # type: ignore[attr-defined]  # read by simple-history
    mail.save()
    tell("corrected", mail, by, reference=mail.reference, before=before)
    return mail


@transaction.atomic
def tell_late() -> int:
    """By rule: papers whose last day is over are told to the head, each once; how many were new."""
    late = IncomingMail.objects.overdue().filter(told_late_at=None)
    rows = list(late.select_for_update(of=("self",)).most_urgent_first())
    if not rows:
        return 0
    heads = User.objects.filter(is_active=True, roles__role=Role.HEAD).distinct()
    notify(
        users=heads, kind=TELL, subject=(papers.SUBJECT, rows[0].pk), number=rows[0].number,
        count=IncomingMail.objects.overdue().count(),
    )  # fmt: skip
    IncomingMail.objects.filter(pk__in=[row.pk for row in rows]).update(told_late_at=clock.now())
    return len(rows)


def _checked(reference: str) -> str:
    said = " ".join(reference.split())
    if not said:
        raise Refused(_("Write the reference of the document register."))
    if len(said) > LONGEST:
        raise Refused(_("The reference is too long."))
    return said


def _day(day: date | None) -> date:
    today = workdays.today()
    if day is not None and day > today:
        raise Refused(_("The date in the register cannot be in the future."))
    return day or today
