"""At the desk: call, serve, end; and what a slip of the key is put right by."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk.counter import closing, permissions, workflow
from desk.counter.actions.moving import hold, move, tell
from desk.counter.actions.presence import is_free, lock, serves
from desk.counter.enums import Reopened, VisitState
from desk.counter.models import Desk, Office, Visit
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, OutcomeCode
from desk.http import Refused
from desk.people.deputies import works_for
from desk.people.models import User


@transaction.atomic
def call_next(*, office: Office, desk: Desk, by: User) -> Visit:
    """Call whoever waits longest of those whom this person may call; nobody else can call the same one.

    A row that another person is calling at this instant is skipped, not waited for. Pressed twice, it is the
    same visitor. Refused when nobody waits, or when the person serves somebody already.
    """
    waiting = Visit.objects.waiting().of_office(office.pk or 0).for_anyone_or(*works_for(by))
    visit = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    lock(by)
    if (called := _in_hand(by)) is not None:
        return called
    if visit is None:
        raise Refused(_("Nobody waits."))
    return _call(visit, desk, by)


@transaction.atomic
def call(*, visit: Visit, desk: Desk, by: User) -> Visit:
    """Call this visitor out of turn. Refused, with who was quicker, when somebody else did."""
    hold(visit)
    if text := permissions.may_call(by, visit):
        raise Refused(text)
    lock(by)
    if (called := _in_hand(by)) is not None and called.pk != visit.pk:
        raise Refused(
            _("%(number)s is at your desk: begin or take the call back first.") % {"number": called.number}
        )
    if called is not None:
        return called
    return _call(visit, desk, by)


def _in_hand(by: User) -> Visit | None:
    """Whom this person has called; Refused while another is being served."""
    for mine in Visit.objects.in_hand(by.pk or 0).select_related("office", "desk", "user"):
        if mine.state == VisitState.SERVING:
            raise Refused(_("You serve %(number)s: end that visit first.") % {"number": mine.number})
        return mine
    return None


def _call(visit: Visit, desk: Desk, by: User) -> Visit:
    _free(desk, visit, by)
    move(visit, VisitState.CALLED, user=by, desk=desk)
    serves(by)
    tell("called", visit, by, desk=desk.number)
    return visit


def _free(desk: Desk, visit: Visit, by: User) -> None:
    """At one desk sits one person: the screen would send two visitors to it."""
    Desk.objects.select_for_update().get(pk=desk.pk)
    if desk.office_id != visit.office_id:
        raise Refused(_("This desk is in another office."))
    there = Visit.objects.filter(desk=desk, state__in=[VisitState.CALLED, VisitState.SERVING])
    other = there.exclude(user=by).select_related("user").first()
    if other is not None:
        said = {"desk": desk, "name": other.user, "number": other.number}
        raise Refused(_("Desk %(desk)s is taken: %(name)s serves %(number)s there.") % said)


@transaction.atomic
def serve(*, visit: Visit, by: User, desk: Desk | None = None) -> Visit:
    """The visitor has come to the desk. Who steps up without being called is served at `desk` at once."""
    hold(visit)
    if visit.state == VisitState.SERVING and visit.user_id == by.pk:
        return visit
    if visit.waits:
        if desk is None:
            raise Refused(_("Choose the desk where you sit."))
        call(visit=visit, desk=desk, by=by)
    elif text := permissions.may_work(by, visit):
        raise Refused(text)
    move(visit, VisitState.SERVING)
    tell("serving", visit, by)
    return visit


@transaction.atomic
def take_back(*, visit: Visit, by: User) -> Visit:
    """A slip: the visitor was not called after all and waits again, in his old place, for whom he waited."""
    hold(visit)
    if not visit.in_hand:
        raise Refused(_("The visitor was not called."))
    if text := permissions.may_work(by, visit):
        raise Refused(text)
    server = visit.user
    named = visit.specialist_id is not None
    move(visit, VisitState.HANDED if named else VisitState.WAITING, user=None, desk=None)
    if server is not None:
        is_free(server, visit)
    tell("back", visit, by)
    return visit


@transaction.atomic
def finish(*, visit: Visit, outcome: OutcomeCode, by: User) -> Visit:
    """End the visit. An outcome that says "solved" closes its open enquiries with it.

    What the visitor said at the door is emptied. Refused with the texts of everything that is missing, the
    enquiries' own included; twice changes nothing.
    """
    hold(visit)
    if visit.state == VisitState.SERVED:
        return visit
    if text := permissions.may_work(by, visit):
        raise Refused(text)
    if texts := closing.missing(visit, outcome):
        raise Refused(*texts)
    if visit.state == VisitState.CALLED:
        move(visit, VisitState.SERVING)  # nobody pressed that the visitor had come to the desk
    if outcome.solved:
        _close_enquiries(visit, outcome, by)
    move(visit, VisitState.SERVED, outcome=outcome)
    if visit.user is not None:
        is_free(visit.user, visit)
    tell("served", visit, by, outcome=outcome.name_et)
    return visit


def _close_enquiries(visit: Visit, outcome: OutcomeCode, by: User) -> None:
    texts: list[str] = []
    for enquiry in Enquiry.objects.open().filter(visits=visit):
        try:
            enquiries.close(enquiry=enquiry, outcome=outcome, by=by)
        except Refused as refused:
            texts += [f"{enquiry.number}: {text}" for text in refused.texts]
    if texts:
        raise Refused(*texts)


@transaction.atomic
def reopen(*, visit: Visit, why: str, by: User) -> Visit:
    """Take back the end of a visit, on its day and with a reason: it is served again, its enquiries are open.

    The history keeps the outcome that was; what the visitor said was emptied and stays so.
    """
    hold(visit)
    if visit.state != VisitState.SERVED:
        raise Refused(_("Only a visit that was served can be opened again."))
    if text := workflow.refuses_reopening(visit, by):
        raise Refused(text)
    reason = Reopened(why)
    server = visit.user
    assert server is not None  # a served visit has somebody who served it
    lock(server)
    if Visit.objects.in_hand(server.pk or 0).exists():
        raise Refused(_("%(name)s serves another visitor now: end that visit first.") % {"name": server})
    with_it = Enquiry.objects.filter(visits=visit, outcome=visit.outcome, closed_at__lte=visit.over_at)
    for enquiry in with_it.filter(closed_at__gte=visit.arrived_at):
        enquiries.reopen(enquiry=enquiry, by=by)
    move(visit, VisitState.SERVING, outcome=None)
    if server.pk == by.pk:
        serves(by)
    tell(f"reopened.{reason.value}", visit, by)
    return visit
