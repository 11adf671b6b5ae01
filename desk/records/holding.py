"""Setting a legal hold, and lifting it: the head decides, with a reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from desk.people.words import row_of
from desk.records.actions import note
from desk.records.models import Hold

# What a hold may stand on; the words are desk.records.words.THINGS.
KINDS = (
    "client", "enquiry", "call", "package", "escalation", "order", "message", "incoming", "incoming_mail",
    "visit",
)  # fmt: skip


@transaction.atomic
def place(*, kind: str, pk: int, reason: str, until: date | None, by: User) -> Hold:
    """Nothing of this client or thing is destroyed until that day has passed, or until it is lifted."""
    _decides(by)
    model = row_of(kind) if kind in KINDS else None
    if model is None or not model._base_manager.filter(pk=pk).exists():
        raise Refused(_("There is no such thing: look at its number once more."))
    if not reason.strip():
        raise Refused(_("Say why it must stay."))
    if until is not None and until < workdays.today():
        raise Refused(_("The day has passed already."))
    if Hold.objects.filter(subject_kind=kind, subject_id=pk, lifted_at=None).exists():
        raise Refused(_("A legal hold stands there already."))
    hold = Hold.objects.create(
        subject_kind=kind, subject_id=pk, reason=reason.strip()[:300], until_day=until, by=by, at=clock.now()
    )
    _tell("records.held", hold, by)
    return hold


@transaction.atomic
def lift(*, hold: Hold, why: str, by: User) -> Hold:
    """The dispute is over: what is due goes with the next night."""
    _decides(by)
    hold.refresh_from_db(from_queryset=Hold.objects.select_for_update())
    if hold.lifted_at is not None:
        raise Refused(_("It was lifted already."))
    if not why.strip():
        raise Refused(_("Say why it is no longer needed."))
    hold.lifted_at, hold.lifted_by, hold.lifted_why = clock.now(), by, why.strip()[:300]
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    _tell("records.hold_lifted", hold, by)
    return hold


def _decides(by: User) -> None:
    if not by.holds(Role.HEAD):
        raise Refused(_("The head decides about legal holds."))


def _tell(kind: str, hold: Hold, by: User) -> None:
    client = hold.subject_id if hold.subject_kind == "client" else None
    note(kind=kind, subject=(hold.subject_kind, hold.subject_id), client_id=client, by=by)
