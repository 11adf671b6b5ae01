"""Letters on the registrar's list: found by rule, put there by a person, and taken off again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.actions.registering import told
from contracts.enums import Registered
from contracts.models import RegisteredKind, Registration
from contracts.registration import letters, naming
from desk import clock, workdays
from desk.enquiries.deadlines import working_day
from desk.http import Refused
from desk.mail.enums import IncomingKind
from desk.mail.models import Incoming, Message
from desk.outbox import JobState
from desk.people.models import User

AT_ONCE = 200  # letters of one sweep
LONGEST = 300  # characters of a reason


@transaction.atomic
def sweep() -> int:
    """By rule: letters of the kinds that must be registered; how many were put on the list."""
    kinds = list(RegisteredKind.objects.all())
    made = 0
    for tied in letters.received(kinds)[:AT_ONCE]:
        day = workdays.day_of(tied.incoming.received_at)
        made += _put(day, tied.enquiry.client_id, what=Registered.LETTER_IN, incoming=tied.incoming)
    for message in letters.sent(kinds)[:AT_ONCE]:
        day = workdays.day_of(message.queued_at)
        made += _put(day, message.client_id, what=Registered.LETTER_OUT, message=message)
    return made


def _put(day: date, client_id: int | None, **about: object) -> bool:
    """A letter is due on the working day after its own; whether it was put there now."""
    subject = {name: value for name, value in about.items() if name != "what"}
    due = {"client_id": client_id, "due_on": working_day(day, 1), "what": about["what"]}
    _row, made = Registration.objects.get_or_create(**subject, defaults=due)
    return made


@transaction.atomic
def put(*, letter: Incoming | Message, by: User) -> Registration:
    """A person says that the letter goes to the document register; one that was taken off comes back."""
    if isinstance(letter, Incoming):
        if letter.kind != IncomingKind.LETTER:
            raise Refused(_("Only what a person wrote goes to the document register."))
        about: dict[str, object] = {"incoming": letter}
        what = Registered.LETTER_IN
    else:
        if letter.state != JobState.SENT:
            raise Refused(_("The letter has not left the desk yet."))
        about, what = {"message": letter}, Registered.LETTER_OUT
    due = {"client_id": letter.client_id, "due_on": working_day(workdays.today(), 1), "what": what}
    row, made = Registration.objects.get_or_create(**about, defaults=due)
    row = Registration.objects.select_for_update(of=("self",)).select_related(*naming.RELATED).get(pk=row.pk)
    if not made and row.dropped_at is None:
        raise Refused(_("The letter is on the registrar's list already."))
    if not made:
        row.dropped_at, row.dropped_by, row.dropped_reason = None, None, ""
        row.due_on = working_day(workdays.today(), 1)
        row.save()
    told("to_register", row, by)
    return row


@transaction.atomic
def drop(*, registration: Registration, reason: str, by: User) -> Registration:
    """It was put on the list by mistake; only letters, since a signed document must be registered."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related(*naming.RELATED)
    row = rows.get(pk=registration.pk)
    said = " ".join(reason.split())
    if row.authorisation_id is not None:
        raise Refused(_("A document stays on the list: it must be registered."))
    if row.registered_at is not None:
        raise Refused(_("It has been registered already: %(reference)s.") % {"reference": row.reference})
    if row.dropped_at is not None:
        raise Refused(_("It was taken off the list."))
    if not said:
        raise Refused(_("Say why it does not go to the document register."))
    row.dropped_at, row.dropped_by, row.dropped_reason = clock.now(), by, said[:LONGEST]
    row.save()
    told("off_register", row, by)
    return row
