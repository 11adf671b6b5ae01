"""What should stand on the registrar's list and does not. Reads only.

Whoever accepts, refuses or ends a document puts it there in the same transaction; this finds what an action
forgot, and what ended before the list held ends.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from contracts.enums import AuthorisationState, Registered
from contracts.models import Authorisation, RegisteredKind, Registration
from contracts.registration import letters
from desk import clock

ALL = 2**62  # letters that are looked through: every one
_UNSIGNED = [AuthorisationState.DRAFT, AuthorisationState.SENT, AuthorisationState.RECALLED]


def signed() -> QuerySet[Authorisation]:
    """Accepted documents of registered kinds that nobody handed over, the agency's refusals among them."""
    rows = _registered().exclude(accepted_at=None).exclude(state__in=_UNSIGNED).filter(taken_over=None)
    return rows.filter(~_listed(Registered.SIGNED, Registered.REFUSED))


def refused() -> QuerySet[Authorisation]:
    """Documents that the agency refused."""
    return _registered().filter(~_listed(Registered.REFUSED), state=AuthorisationState.REFUSED)


def ended() -> QuerySet[Authorisation]:
    """Documents that are over."""
    return _registered().filter(~_listed(Registered.ENDED), state=AuthorisationState.ENDED)


def old_letters() -> int:
    """How many letters that must be registered came or went over an hour ago and are not on the list."""
    kinds, hour_ago = list(RegisteredKind.objects.all()), clock.now() - timedelta(hours=1)
    received = letters.received(kinds, ALL).filter(incoming__received_at__lt=hour_ago)
    return received.count() + letters.sent(kinds, ALL).filter(queued_at__lt=hour_ago).count()


def _registered() -> QuerySet[Authorisation]:
    return Authorisation.objects.filter(kind__registered=True).order_by("pk")


def _listed(*what: Registered) -> Exists:
    return Exists(Registration.objects.filter(authorisation=OuterRef("pk"), what__in=what))
