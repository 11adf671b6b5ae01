"""Enquiries of a known fault: tied by one act, told in one act, each with its own promise and evidence."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import translation
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import deadlines, letters, workflow
from desk.enquiries.actions import enquiries as deeds
from desk.enquiries.actions import promises
from desk.enquiries.actions.awaited import wait_for
from desk.enquiries.actions.faults import hold
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.enums import OVER, Channel, PromiseState, State
from desk.enquiries.models import Enquiry, Fault, FaultTie, OutcomeCode, PauseReason, Promise
from desk.enquiries.reach import addresses
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.models import Message
from desk.people.actions import tell
from desk.people.models import User
from desk.people.permissions import leads

WAITS_FOR = "fault"  # code of the reason for which the enquiry's own deadline stands still
MOST = 500  # enquiries that one sweep takes up
# From these the telling brings an enquiry on; others are in the hands of the second level, or closed.
BEFORE_TELLING = (State.NEW, State.IN_WORK, State.WAITING)


@dataclass(frozen=True)
class Telling:
    """What one act of telling did: letters queued, and clients who must be called instead."""

    written: int
    to_call: int


@transaction.atomic
def tie(*, enquiry: Enquiry, fault: Fault, by: User, turned_at: datetime | None = None) -> FaultTie:
    """This enquiry is about the fault: its client is promised to be told, and it waits.

    Twice it is one tie and one promise. Refused when the fault is over, the enquiry closed, or tied to
    another fault.
    """
    hold(fault)
    lock(enquiry)
    standing = FaultTie.objects.filter(enquiry=enquiry).first()
    if standing is not None:
        if standing.fault_id != fault.pk:
            raise Refused(_("%(number)s is about another known fault.") % {"number": enquiry.number})
        return standing
    if fault.ended_at is not None:
        raise Refused(_("The fault is over."))
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    made = FaultTie.objects.create(
        fault=fault,
        enquiry=enquiry,
        tied_by=by,
        turned_at=turned_at or enquiry.opened_at,
        promise=_promise(enquiry, fault, by),
    )
    reason = PauseReason.objects.active().filter(code=WAITS_FOR).first()
    if reason is not None and workflow.can_move(enquiry.state, State.WAITING):
        deeds.move(enquiry=enquiry, to=State.WAITING, by=by, reason=reason)
    note("tied", enquiry, by, fault=fault.name_et)
    return made


def _promise(enquiry: Enquiry, fault: Fault, by: User) -> Promise:
    now = clock.now()
    promised = fault.promised_at
    due_at = promised if promised is not None and promised > now else deadlines.due("promise", now)
    with translation.override("et"):  # data of the desk
        what = _("We tell the client when the fault is over: %(name)s") % {"name": fault.name_et}
    channel = Channel.EMAIL if addresses([enquiry]) else Channel.CALL
    return promises.promise(enquiry=enquiry, what=what[:300], due_at=due_at, by=by, channel=channel)


@transaction.atomic
def untie(*, enquiry: Enquiry, by: User) -> None:
    """The tie was a mis-click: the promise that it made goes with it; the history and the timeline keep both.

    By whoever tied it or who leads, while no letter has gone out and nobody has tried to reach the client.
    """
    standing = FaultTie.objects.select_related("fault").filter(enquiry=enquiry).first()
    if standing is None:
        return
    hold(standing.fault)
    lock(enquiry)
    standing = FaultTie.objects.select_related("promise").filter(pk=standing.pk).first()
    if standing is None:
        return
    if standing.tied_by_id != by.pk and leads(by) is not None:
        raise Refused(_("Only the person who tied it, or a lead, can take it back."))
    made = standing.promise
    if standing.message_id or (made is not None and _is_touched(made)):
        raise Refused(_("The client has been told or tried already: this cannot be taken back."))
    standing.delete()
    if made is not None:
        try:
            made.delete()
        except ProtectedError:  # a ticket of the enquiry was answered: the client is to be told that
            raise Refused(
                _("The second level has answered: tell the client, or take its ticket off the issue.")
            ) from None
    if enquiry.state == State.WAITING:
        deeds.move(enquiry=enquiry, to=State.IN_WORK, by=by)
    note("untied", enquiry, by)


def _is_touched(made: Promise) -> bool:
    """Whether something was done about the promise already."""
    new = Promise.objects.filter(replaces=made)
    return made.state == PromiseState.KEPT or new.exists() or made.attempts.exists()


@transaction.atomic
def tell_clients(*, fault: Fault, by: User) -> Telling:
    """Tell everyone who waits, each by a letter of their own; told again, it tells nobody twice.

    Whoever has no e-mail stays with a promise to be called. A promise is kept when its letter is delivered.
    """
    hold(fault)
    if fault.ended_at is None:
        raise Refused(_("The fault is not over yet."))
    rows = fault.ties.untold().counted().select_related("enquiry__client", "enquiry__person", "promise")
    waiting = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    found = addresses([row.enquiry for row in waiting])
    written = 0
    for row in waiting:
        contact = found.get(row.enquiry_id)
        if contact is not None:
            _write(row, fault, contact.value, by)
            written += 1
    return Telling(written, len(waiting) - written)


def _write(row: FaultTie, fault: Fault, to: str, by: User) -> None:
    enquiry = row.enquiry
    row.message = mail.queue(
        letter=letters.fault_over(row, fault), to=to, language=enquiry.language,
        subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
    )  # fmt: skip
    # Agreed anew, a promise is another one: the client waits for the last.
    while row.promise is not None and (later := Promise.objects.filter(replaces=row.promise).first()):
        row.promise = later
    row.save(update_fields=["message", "promise"])
    if row.promise is not None:
        wait_for(promise=row.promise, message=row.message, by=by)


@transaction.atomic
def prove(*, tie: FaultTie, by: User) -> Message:
    """Write to the client that, and when, they turned to us about this fault. Refused without an address.

    Once: whoever needs it again gets it on paper.
    """
    tie.refresh_from_db(from_queryset=FaultTie.objects.select_for_update())
    enquiry = tie.enquiry
    if tie.proof is not None:
        at = letters.in_words(tie.proof.queued_at)
        raise Refused(_("The confirmation was sent on %(at)s; it can be printed.") % {"at": at})
    contact = addresses([enquiry]).get(enquiry.pk)
    if contact is None:
        raise Refused(_("No e-mail address of the client is known: print the confirmation."))
    tie.proof = mail.queue(
        letter=letters.proof_of_contact(tie, tie.fault), to=contact.value, language=enquiry.language,
        subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
    )  # fmt: skip
    tie.save(update_fields=["proof"])
    note("proved", enquiry, by)
    return tie.proof


def close_told() -> int:
    """Enquiries whose client was told that the fault is over: closed, or their owner is told what is missing.

    Each in a transaction of its own; how many were taken up.
    """
    told = FaultTie.objects.told().filter(fault__ended_at__isnull=False, enquiry__state__in=BEFORE_TELLING)
    pks = list(told.order_by("pk").values_list("enquiry_id", flat=True)[:MOST])
    outcome = OutcomeCode.objects.filter(code=OVER).first()
    for pk in pks:
        _close(pk, outcome)
    return len(pks)


@transaction.atomic
def _close(pk: int, outcome: OutcomeCode | None) -> None:
    enquiry = Enquiry.objects.select_related("owner").get(pk=pk)
    lock(enquiry)
    if enquiry.state not in BEFORE_TELLING:
        return
    deeds.move(enquiry=enquiry, to=State.TOLD, by=None)
    try:
        if outcome is None:
            raise Refused(_("Choose the outcome."))
        deeds.close(enquiry=enquiry, outcome=outcome, by=None)
    except Refused:
        # What is missing stands on the enquiry's page.
        if enquiry.owner is not None:
            tell(
                users=[enquiry.owner],
                kind="enquiries.fault_told_not_closed",
                subject=("enquiry", enquiry.pk),
                client_id=enquiry.client_id,
                number=enquiry.number,
            )
