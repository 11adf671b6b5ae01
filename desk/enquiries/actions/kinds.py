"""What the kinds of enquiries have of their own: another kind, the holding reply, the longer time."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries import complaint_letters, deadlines
from desk.enquiries.actions.concerned import refuse_concerning, tell_leads
from desk.enquiries.actions.deadlines import change_deadline, corrected
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.enums import Kind, State
from desk.enquiries.kinds import LONGEST_INFORMATION
from desk.enquiries.models import Enquiry
from desk.enquiries.reach import addresses
from desk.http import Refused
from desk.mail import actions as mail
from desk.people.models import User


@transaction.atomic
def change_kind(
    *, enquiry: Enquiry, kind: str, reason: str, by: User, concerns: User | None = None
) -> Enquiry:
    """It turned out to be of another kind, or to concern another person; why stays in its history.

    The deadline is counted anew from the start. Whom the complaint concerns loses it at once.
    """
    lock(enquiry, by)
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if not reason.strip():
        raise Refused(_("Write down why."))
    refuse_concerning(kind, concerns)
    if (kind, concerns) == (enquiry.kind, enquiry.concerns):
        return enquiry
    newly_concerned = concerns is not None and concerns != enquiry.concerns
    enquiry.kind, enquiry.concerns = kind, concerns
    if concerns is not None and enquiry.owner_id == concerns.pk:
        enquiry.owner = None
        if enquiry.state == State.IN_WORK:
            enquiry.state = State.NEW
    if concerns is not None:
        # Whoever it is kept from would read of it where it is repeated.
        Enquiry.objects.filter(repeats=enquiry).update(repeats=None)
    enquiry._change_reason = reason.strip()[:100]  # type: ignore[attr-defined]  # of django-simple-history
    enquiry.save(update_fields=["kind", "concerns", "owner", "state"])
    corrected(enquiry, by)
    note(f"kind.{kind}", enquiry, by)
    if newly_concerned:
        tell_leads(enquiry, by)
    return enquiry


@transaction.atomic
def hold_off(*, enquiry: Enquiry, by: User, by_phone: bool = False) -> Enquiry:
    """Tell who complained that the complaint is here, and by when it is answered: by a letter in the
    client's language, or (`by_phone`) a person has said it. Once. Refused without an address."""
    lock(enquiry, by)
    if enquiry.kind != Kind.COMPLAINT:
        raise Refused(_("Only a complaint has a holding reply."))
    if enquiry.state == State.CLOSED:
        raise Refused(_("The enquiry is closed already."))
    if enquiry.holding_at is not None:
        raise Refused(_("The holding reply was given already."))
    if not by_phone:
        contact = addresses([enquiry]).get(enquiry.pk)
        if contact is None:
            raise Refused(_("No e-mail address of the client works: say it by phone."))
        mail.queue(
            letter=complaint_letters.received(enquiry), to=contact.value, language=enquiry.language,
            subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
        )  # fmt: skip
    enquiry.holding_at = clock.now()
    enquiry.save(update_fields=["holding_at"])
    note("held_by_phone" if by_phone else "held", enquiry, by)
    return enquiry


@transaction.atomic
def prolong(*, enquiry: Enquiry, days: int, reason: str, by: User) -> Enquiry:
    """A request for information takes longer: `days` working days from its opening, within the law's most."""
    lock(enquiry, by)
    if enquiry.kind != Kind.INFORMATION:
        raise Refused(_("Only a request for information is prolonged."))
    longest = deadlines.amount(LONGEST_INFORMATION)
    if not 0 < days <= longest:
        raise Refused(_("In all it may take up to %(days)s working days.") % {"days": longest})
    due_at = deadlines.due_in(enquiry.opened_at, days)
    now = clock.now()
    if enquiry.due_at is not None and enquiry.due_at < now:
        raise Refused(_("The limit has run out: it can be prolonged only before that."))
    if enquiry.due_at is not None and due_at <= enquiry.due_at:
        raise Refused(_("Prolonging makes the time longer."))
    return change_deadline(enquiry=enquiry, due_at=due_at, reason=reason, by=by)
