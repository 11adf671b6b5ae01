"""What people do with a letter that came in: set aside, taken back, told to belong elsewhere."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.mail.models import Incoming
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def set_aside(*, incoming: Incoming, reason: str, by: User) -> Incoming:
    """The letter is not for us, and why; Refused when somebody has said so already."""
    _hold(incoming)
    if incoming.set_aside_at is not None:
        raise Refused(_("The letter has been set aside already."))
    incoming.set_aside_at, incoming.set_aside_by, incoming.set_aside_reason = clock.now(), by, reason[:300]
    incoming.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason"])
    _note("mail.set_aside", incoming, by)
    return incoming


@transaction.atomic
def take_back_aside(*, incoming: Incoming, by: User) -> Incoming:
    """It was set aside by mistake; twice changes nothing."""
    _hold(incoming)
    if incoming.set_aside_at is None:
        return incoming
    incoming.set_aside_at, incoming.set_aside_by, incoming.set_aside_reason = None, None, ""
    incoming.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason"])
    _note("mail.taken_back", incoming, by)
    return incoming


@transaction.atomic
def retarget(*, incoming: Incoming, subject: tuple[str, int], client_id: int | None) -> Incoming:
    """The letter turned out to be about another thing than the room took it for."""
    _hold(incoming)
    incoming.subject_kind, incoming.subject_id = subject
    incoming.client_id, incoming.claimed_at = client_id, incoming.claimed_at or clock.now()
    incoming.save(update_fields=["subject_kind", "subject_id", "client_id", "claimed_at"])
    return incoming


def _hold(incoming: Incoming) -> None:
    incoming.refresh_from_db(from_queryset=Incoming.objects.select_for_update(of=("self",)))


def _note(kind: str, incoming: Incoming, by: User) -> None:
    subject = ("incoming", incoming.pk)
    if incoming.subject_id is not None:
        subject = (incoming.subject_kind, incoming.subject_id)
    note(kind=kind, subject=subject, client_id=incoming.client_id, by=by, letter=incoming.pk)
