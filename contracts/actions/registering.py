"""The document register: what goes onto the registrar's list, and the reference it got there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.enums import Effect, Registered, SignedBy
from contracts.models import Authorisation, Registration
from contracts.registration import missing, naming
from contracts.registration.references import Given
from desk import clock, workdays
from desk.enquiries.deadlines import working_day
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note

AT_ONCE = 200  # documents of one sweep
LONGEST = 60  # characters of a reference
REASON = 100  # characters of the reason that its history keeps


@dataclass(frozen=True)
class Taken:
    """What came of a table of references."""

    registered: int
    known: int


def signed(authorisation: Authorisation) -> None:
    """A document was accepted: the registrar gets it, where its kind is registered (inside an action).

    The agency's own refusal is the refusal itself.
    """
    kind = authorisation.kind
    refusal = kind.signed_by == SignedBy.AGENCY and kind.effect == Effect.INFORMS
    _put(authorisation, Registered.REFUSED if refusal else Registered.SIGNED)


def refused(authorisation: Authorisation) -> None:
    """The agency refused a document that waited for signatures (inside an action)."""
    _put(authorisation, Registered.REFUSED)


def ended(authorisation: Authorisation) -> None:
    """A document is over, for whatever reason (inside an action); one that was never signed does not end."""
    if authorisation.accepted_at is not None or authorisation.taken_over_id is not None:
        _put(authorisation, Registered.ENDED)


@transaction.atomic
def catch_up() -> int:
    """By rule: documents that should stand on the list and do not (`missing` says why); how many."""
    count = 0
    for rows, put in ((missing.signed(), signed), (missing.refused(), refused), (missing.ended(), ended)):
        for each in rows.select_related("kind", "package")[:AT_ONCE]:
            put(each)
            count += 1
    return count


def _put(authorisation: Authorisation, what: Registered) -> None:
    """Once each: whoever says it a second time changes nothing."""
    if not authorisation.kind.registered:
        return
    # What was taken over stands in the register already; only its end is new there.
    if authorisation.taken_over_id is not None and what != Registered.ENDED:
        return
    known = {"authorisation": authorisation, "what": what}
    if Registration.objects.filter(**known).exists():
        return
    Registration.objects.get_or_create(
        **known,
        defaults={
            "client_id": authorisation.package.client_id,
            "due_on": working_day(workdays.today(), 1),
        },
    )


@transaction.atomic
def register(
    *, registration: Registration, reference: str, by: User, registered_on: date | None = None
) -> Registration:
    """The registrar has entered it into the document register under this reference, today unless said."""
    held = _held(registration)
    if held.registered_at is not None:
        raise Refused(_("It has been registered already: %(reference)s.") % {"reference": held.reference})
    _enter(held, _checked(reference), _day(registered_on), by)
    return held


@transaction.atomic
def correct(
    *, registration: Registration, reference: str, registered_on: date, reason: str, by: User
) -> Registration:
    """The reference or its day was wrong; what stood there before stays in the history, with the reason."""
    held = _held(registration)
    if held.registered_at is None:
        raise Refused(_("It has not been registered yet."))
    said = " ".join(reason.split())
    if not said:
        raise Refused(_("Say what was wrong."))
    before = held.reference
    held.reference, held.registered_on = _checked(reference), _day(registered_on)
    held._history_user = by  # type: ignore[attr-defined]
    held._change_reason = said[:REASON]  # type: ignore[attr-defined]  # read by simple-history
    held.save()
    told("reference_corrected", held, by, reference=held.reference, before=before)
    return held


@transaction.atomic
def register_many(*, given: Sequence[Given], by: User) -> Taken:
    """References from a table: all or, where one row is wrong, none. A second time changes nothing."""
    ids = [each.registration for each in given]
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    held = {row.pk: row for row in rows.select_related(*naming.RELATED)}
    wrong, known, fresh = [], 0, []
    for each in given:
        row = held[each.registration]
        if row.dropped_at is not None:
            wrong.append(_("Row %(row)s: it was taken off the list.") % {"row": each.row})
        elif row.registered_at is None:
            fresh.append((row, each))
        elif (row.reference, row.registered_on) == (each.reference, each.registered_on):
            known += 1
        else:
            words = {"row": each.row, "reference": row.reference}
            wrong.append(_("Row %(row)s: it is registered already as %(reference)s.") % words)
    if wrong:
        raise Refused(*wrong)
    for row, each in fresh:
        _enter(row, _checked(each.reference), _day(each.registered_on), by)
    return Taken(len(fresh), known)


def _held(registration: Registration) -> Registration:
    """The row, locked: of two registrars the second sees what the first did."""
    rows = Registration.objects.select_for_update(of=("self",)).select_related(*naming.RELATED)
    held = rows.get(pk=registration.pk)
    if held.dropped_at is not None:
        raise Refused(_("It was taken off the list."))
    return held


def _enter(row: Registration, reference: str, day: date, by: User) -> None:
    row.reference, row.registered_on = reference, day
    row.registered_at, row.registered_by = clock.now(), by
    row.save()
    told("registered", row, by, reference=reference)


def told(what: str, row: Registration, by: User | None, **params: str) -> None:
    """The row's own story: the package's, the enquiry's or the letter's (inside an action)."""
    subject = naming.subject_of(row)
    note(
        kind=f"contracts.{what}", subject=subject, client_id=row.client_id, by=by,
        owner_id=None, number=naming.identifier_of(row), **params,
    )  # fmt: skip


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
