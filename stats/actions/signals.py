"""Telling the head of a unit about a topic of it; the head acknowledges and answers."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries.models import Topic
from desk.http import Refused
from desk.mail.actions import queue
from desk.people.actions import tell as tell_people
from desk.people.enums import Role
from desk.people.models import Unit, User
from desk.people.permissions import leads
from desk.records.actions import note
from stats import letters
from stats.contacts.leaving import frozen, told
from stats.figures import Chosen
from stats.models import Signal
from stats.permissions import heads
from tickets.leaving.findings import People, find


@transaction.atomic
def tell(
    *, topic: Topic, unit: Unit | None, chosen: Chosen, figure: str, text: str, token: UUID, by: User
) -> Signal:
    """Tell the unit's head by letter and notice, with the figures as they are now.

    The same token twice is one signal. Refused where nobody can be told, or the words hold personal data.
    """
    if refusal := leads(by):
        raise Refused(refusal)
    if (done := Signal.objects.filter(token=token).first()) is not None:
        return done
    if reason := nobody(unit):
        raise Refused(reason)
    assert unit is not None and unit.head is not None
    if reason := personal(text):
        raise Refused(reason)
    head, own = unit.head, chosen.narrowed(topics=(topic.pk,))
    figures = told(own, figure)
    signal = Signal.objects.create(
        topic=topic, unit=unit, to=head, first=own.first, last=own.last, figure=figure,
        figures=frozen(figures), text=text.strip(), token=token, by=by, at=clock.now(),
    )  # fmt: skip
    if head.email:
        link = f"{settings.PUBLIC_URL}{reverse('stats:signal', args=[signal.pk])}"
        signal.message = queue(
            letter=letters.signal(signal, figures, link, head), to=head.email, language=head.language,
            subject=("signal", signal.pk), client_id=None, by=by,
        )  # fmt: skip
        signal.save(update_fields=["message"])
    tell_people(users=[head], kind="stats.signal_told", subject=("signal", signal.pk), topic=topic.name)
    note(kind="stats.signal_told", subject=("signal", signal.pk), client_id=None, by=by)
    return signal


def nobody(unit: Unit | None) -> str | None:
    """Why nobody of the unit can be told, in words; None where the head can."""
    if unit is None:
        return _("This topic belongs to no unit. The administrator says whose matter it is (Topics).")
    if unit.head is None:
        return _("The unit “%(unit)s” has no head here. The administrator names one (Units).") % {
            "unit": unit
        }
    if not unit.head.holds(Role.UNIT_HEAD):
        return _(
            "%(name)s heads the unit “%(unit)s”, and has not the role of a head of unit. The administrator "
            "gives it."
        ) % {"name": unit.head, "unit": unit}
    return None


def personal(text: str) -> str | None:
    """Why these words must not leave the desk; None where they may."""
    if find(text, People()):
        return _("There is a personal code, an e-mail address or a phone number in your words: leave it out.")
    return None


@transaction.atomic
def acknowledge(*, signal: Signal, by: User) -> Signal:
    """The head has read it. Done once; the second time changes nothing."""
    row = _held(signal, by)
    if row.seen_at is None:
        row.seen_at, row.seen_by = clock.now(), by
        row.save(update_fields=["seen_at", "seen_by"])
        note(kind="stats.signal_seen", subject=("signal", row.pk), client_id=None, by=by)
    return row


@transaction.atomic
def answer(*, signal: Signal, text: str, by: User) -> Signal:
    """The head says what will be done, which also acknowledges; whoever told it is told. Written once."""
    row = _held(signal, by)
    said = text.strip()
    if not said:
        raise Refused(_("Write what you will do."))
    if row.answered_at is not None:
        if row.answer == said:
            return row
        raise Refused(_("This signal has been answered already."))
    row.answered_at, row.answered_by, row.answer = clock.now(), by, said
    if row.seen_at is None:
        row.seen_at, row.seen_by = row.answered_at, by
    row.save(update_fields=["answered_at", "answered_by", "answer", "seen_at", "seen_by"])
    note(kind="stats.signal_answered", subject=("signal", row.pk), client_id=None, by=by)
    about = row.topic.name
    tell_people(users=[row.by], kind="stats.signal_answered", subject=("signal", row.pk), topic=about)
    return row


def _held(signal: Signal, by: User) -> Signal:
    row = (
        Signal.objects.select_for_update(of=("self",)).select_related("unit", "topic", "by").get(pk=signal.pk)
    )
    if refusal := heads(by, row.unit):
        raise Refused(refusal)
    return row
