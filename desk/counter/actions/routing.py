"""Handing a paper over: to the registrar or a named specialist, taken back after a slip, given back."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.counter import papers, routing
from desk.counter.actions.papers import hold, receive, said_or_refused, tell
from desk.counter.enums import Addressee, MailState
from desk.counter.models import IncomingMail
from desk.http import Refused
from desk.people import deputies
from desk.people.actions import tell as notify
from desk.people.models import User


@transaction.atomic
def hand(*, mail: IncomingMail, addressee: str, by: User, specialist: User | None = None) -> IncomingMail:
    """Give the paper to the registrar, or to this specialist, who is told; Refused until it is whole."""
    hold(mail)
    receive(mail=mail, by=by)
    wrong = routing.unready(mail) if mail.state in routing.CHANGEABLE else []
    if not wrong and (text := routing.refusal(mail, MailState.HANDED)):
        wrong.append(text)
    wrong += _wrong_specialist(mail, addressee, specialist)
    if wrong:
        raise Refused(*wrong)
    mail.state, mail.addressee = MailState.HANDED, Addressee(addressee)
    mail.specialist = specialist if addressee == Addressee.SPECIALIST else None
    mail.handed_at, mail.handed_by, mail.returned_reason = clock.now(), by, ""
    mail.save()
    tell(f"handed_{mail.addressee}", mail, by)
    if mail.specialist is not None and mail.specialist != by:
        notify(
            users=[mail.specialist], kind="counter.paper_handed", subject=(papers.SUBJECT, mail.pk),
            client_id=mail.client_id, number=mail.number, due=f"{mail.due_on:%d.%m.%Y}",
        )  # fmt: skip
    return mail


def _wrong_specialist(mail: IncomingMail, addressee: str, specialist: User | None) -> list[str]:
    if addressee != Addressee.SPECIALIST:
        return [] if addressee in Addressee.values else [_("Say to whom it goes.")]
    if specialist is None:
        return [_("Choose the specialist.")]
    if not deputies.able(workdays.today()).filter(user=specialist).exists():
        return [_("This person does not work at the desk now.")]
    if mail.enquiry is not None and mail.enquiry.concerns_id == specialist.pk:
        return [_("It belongs to a complaint about this person.")]
    return []


@transaction.atomic
def take_back(*, mail: IncomingMail, by: User) -> IncomingMail:
    """It was handed to the wrong one by a slip: it is on the counter again, to be handed over anew."""
    hold(mail)
    if text := routing.refuses_taking_back(mail, by):
        raise Refused(text)
    mail.state = MailState.RECEIVED
    mail.addressee, mail.specialist = "", None
    mail.handed_at = mail.handed_by = None
    mail.save()
    tell("taken_back", mail, by)
    return mail


@transaction.atomic
def give_back(*, mail: IncomingMail, reason: str, by: User) -> IncomingMail:
    """Not for whom it was handed to, or something is missing: who handed it over is told why."""
    hold(mail)
    if text := routing.refusal(mail, MailState.RETURNED) or routing.refuses_accepting(mail, by):
        raise Refused(text)
    mail.returned_reason = said_or_refused(reason)
    mail.state = MailState.RETURNED
    mail.save()
    tell("returned", mail, by)
    if mail.handed_by is not None and mail.handed_by != by:
        notify(
            users=[mail.handed_by], kind="counter.paper_returned", subject=(papers.SUBJECT, mail.pk),
            client_id=mail.client_id, number=mail.number,
        )  # fmt: skip
    return mail
