"""Where a paper may go from where it stands: its states and moves in one table, and who may make them."""

from django.utils.translation import gettext as _

from desk import workdays
from desk.counter.enums import Addressee, MailState
from desk.counter.models import IncomingMail
from desk.outbox import JobState
from desk.people.deputies import works_for
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import DESK, leads, roles

sees_papers = roles(*DESK, Role.REGISTRAR)
takes_papers_in = sees_papers
accepts = sees_papers  # who of them this paper was handed to, `refuses_accepting` says
registers = roles(Role.REGISTRAR)

MOVES: dict[MailState, frozenset[MailState]] = {
    MailState.SCANNING: frozenset({MailState.RECEIVED, MailState.DROPPED}),
    MailState.RECEIVED: frozenset({MailState.HANDED, MailState.DROPPED}),
    # Back to received: handed to the wrong one by a slip.
    MailState.HANDED: frozenset({MailState.ACCEPTED, MailState.RETURNED, MailState.RECEIVED}),
    MailState.RETURNED: frozenset({MailState.HANDED, MailState.DROPPED}),
    # Back to handed: the wrong row was accepted, noticed on the same day.
    MailState.ACCEPTED: frozenset({MailState.HANDED}),
    # Back: what was dropped was no mistake after all.
    MailState.DROPPED: frozenset({MailState.SCANNING, MailState.RECEIVED}),
}
# Who answers for a paper in this state; None: nothing is left to do.
OWNERS: dict[MailState, str | None] = {
    MailState.SCANNING: "received_by",
    MailState.RECEIVED: "received_by",
    MailState.HANDED: "addressee",
    MailState.RETURNED: "handed_by",
    MailState.ACCEPTED: None,
    MailState.DROPPED: None,
}
# Its pages and what is written of it may still change.
CHANGEABLE = (MailState.SCANNING, MailState.RECEIVED, MailState.RETURNED)


def refusal(mail: IncomingMail, then: MailState) -> str:
    """Why the paper cannot go there now, as a sentence; empty when it can."""
    now = MailState(mail.state)
    if then in MOVES[now]:
        return ""
    if now == MailState.ACCEPTED:
        return _("It has been accepted already: %(reference)s.") % {"reference": mail.reference}
    if now == MailState.HANDED:
        return _("It has been handed over already.")
    if now == MailState.DROPPED:
        return _("It was taken in by mistake and dropped.")
    return _("The paper is not at that point: it is %(state)s.") % {"state": now.label}


def unready(mail: IncomingMail) -> list[str]:
    """What the paper lacks before it can be handed over, in sentences; empty when it is whole."""
    texts = []
    if not mail.title or mail.kind_id is None:
        texts.append(_("Write what the paper is: its title and kind."))
    if mail.client_id is None and mail.person_id is None and not mail.sender_name:
        texts.append(_("Write who sent it."))
    if not mail.document_sha256:
        texts.append(_("The pages are not put together yet."))
    elif (work := getattr(mail, "work", None)) is not None and work.state != JobState.SENT:
        texts.append(_("The pages are being put together anew; try again in a moment."))
    return texts


def refuses_accepting(mail: IncomingMail, by: User) -> str:
    """Why this person neither accepts the paper nor gives it back, empty when they may."""
    if mail.addressee == Addressee.REGISTRAR:
        return "" if by.holds(Role.REGISTRAR) else _("It was handed to the registrar.")
    if mail.specialist_id in works_for(by) or leads(by) is None:
        return ""
    return _("It was handed to %(name)s.") % {"name": mail.specialist}


def refuses_taking_back(mail: IncomingMail, by: User) -> str:
    """Why this person may not undo the handing over, empty when they may."""
    if mail.state != MailState.HANDED:
        return refusal(mail, MailState.RECEIVED)
    if mail.handed_by_id in works_for(by) or leads(by) is None:
        return ""
    return _("Who handed it over, or a lead, can take it back.")


def refuses_reopening(mail: IncomingMail, by: User) -> str:
    """Why this person may not undo the acceptance, empty when they may: on its day, by who accepted."""
    if mail.state != MailState.ACCEPTED or mail.accepted_at is None:
        return _("It has not been accepted.")
    if mail.destroyed_at is not None:
        return _("Its files have been destroyed by rule.")
    if workdays.day_of(mail.accepted_at) != workdays.today():
        return _("Only what was accepted today can be taken back; a wrong reference is corrected.")
    if mail.accepted_by_id in works_for(by) or leads(by) is None:
        return ""
    return _("Who accepted it, or a lead, can take it back.")


def refuses_correcting(mail: IncomingMail, by: User) -> str:
    """Why this person may not correct the reference, empty when they may."""
    if mail.state != MailState.ACCEPTED:
        return _("It has not been accepted.")
    if by.holds(Role.REGISTRAR) or mail.accepted_by_id in works_for(by) or leads(by) is None:
        return ""
    return _("Who accepted it, a registrar or a lead can correct the reference.")
