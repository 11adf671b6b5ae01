"""A change of contact warns the contacts known before: whoever takes over begins with a new address."""

from datetime import timedelta

from django.db.models import Q

from desk import clock
from desk.clients import letters, trust
from desk.clients.enums import Works
from desk.clients.models import ContactPoint
from desk.mail import actions as mail
from desk.people.models import User
from desk.records.actions import note
from desk.records.models import TimelineEntry

# What is written down together is one act: a new client's phone and address, two contacts in one call.
ONE_ACT = timedelta(minutes=15)
# An address that somebody called dead so lately is told too: calling it dead may be part of the trick.
CALLED_DEAD = timedelta(days=30)
WARNED, UNWARNED = "clients.contacts_warned", "clients.contacts_unwarned"


def addresses_before(contact: ContactPoint, *, changed: bool = False) -> list[str] | None:
    """The owner's e-mail addresses that were known before this act; None when no contact was known at all.

    With `changed` the contact itself is one of those known before.
    """
    now = clock.now()
    known = ContactPoint.objects.of_owner(*contact.owner_key).filter(created_at__lte=now - ONE_ACT)
    if not changed:
        known = known.exclude(pk=contact.pk)
    if not known.exists():
        return None
    dead = Q(works=Works.NO, verified_by__isnull=False, verified_at__gt=now - CALLED_DEAD)
    sure = Q(works=Works.YES) | Q(works=Works.UNKNOWN, source__in=trust.VOUCHING)
    return list(known.emails().filter(sure | dead).order_by("pk").values_list("value", flat=True))


def warn(contact: ContactPoint, addresses: list[str] | None, by: User | None) -> None:
    """A short letter to each address known before, once an act; without any, the timeline says so."""
    owner = contact.owner
    if addresses is None or owner.practice or _warned_lately(contact):
        return
    for address in addresses:
        mail.queue(
            letter=letters.contacts_changed(owner.language, clock.now()),
            to=address,
            language=owner.language,
            subject=contact.owner_key,
            client_id=contact.client_id,
            by=by,
        )
    kind = WARNED if addresses else UNWARNED
    note(kind=kind, subject=contact.owner_key, client_id=contact.client_id, by=by)


def _warned_lately(contact: ContactPoint) -> bool:
    kind, pk = contact.owner_key
    lately = TimelineEntry.objects.filter(subject_kind=kind, subject_id=pk, kind__in=[WARNED, UNWARNED])
    return lately.filter(at__gt=clock.now() - ONE_ACT).exists()
