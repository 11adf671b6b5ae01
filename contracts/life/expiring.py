"""Documents whose period runs out: which rung of the ladder is reached, and where nobody goes on after it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q

from contracts.enums import AuthorisationState, Effect
from contracts.models import Authorisation, AuthorisedPerson, ExpiryNotice, Kind
from contracts.models.drafts import LIVING, AuthorisationQuerySet
from desk import workdays

UNDER_WAY = [AuthorisationState.DRAFT, AuthorisationState.SENT]


def rung(until: date, today: date, ladder: Sequence[int], since: date) -> int | None:
    """The lowest rung that is reached, in days before the end; those above it are not climbed any more.

    A rung that lay before the document did is none: what was given for two weeks does not begin with a
    reminder of its end.
    """
    left = (until - today).days
    reached = [days for days in ladder if 0 <= left <= days and until - timedelta(days=days) > since]
    return min(reached, default=None)


def due(today: date) -> AuthorisationQuerySet:
    """Documents of whose rung of today nobody has been told, and which nothing renews."""
    steps = Q(pk__in=[])
    for kind in Kind.objects.filter(effect=Effect.OPENS).only("pk", "remind_days"):
        steps |= Q(_steps(sorted(set(kind.remind_days or ())), today), kind=kind.pk)
    rows = Authorisation.objects.opening().filter(steps, state__in=LIVING, last_day=None)
    rows = rows.filter(package__client__practice=False, valid_until__gte=today)
    return rows.filter(_goes_on_for_nobody())


def _steps(ladder: Sequence[int], today: date) -> Q:
    found = Q(pk__in=[])
    for days, lower in zip(ladder, [-1, *ladder], strict=False):
        first, last = today + timedelta(days=lower + 1), today + timedelta(days=days)
        told = ExpiryNotice.objects.filter(authorisation=OuterRef("pk"), days=days)
        begins = ExpressionWrapper(F("valid_until") - timedelta(days=days), output_field=DateField())
        lived = Q(valid_from__lt=begins, accepted_at__date__lt=begins)
        found |= Q(~Exists(told), lived, valid_until__range=(first, last))
    return found


def _goes_on_for_nobody() -> Q:
    """Whether somebody whom it authorises (or the client, where it names nobody) has no other afterwards."""
    another = AuthorisedPerson.objects.filter(
        _renews("authorisation__", "authorisation__"), code=OuterRef("code"), last_day=None
    ).exclude(authorisation=OuterRef("authorisation"))
    named = AuthorisedPerson.objects.filter(authorisation=OuterRef("pk"))
    left_alone = Exists(named.filter(~Exists(another), last_day=None))
    renewed = Exists(Authorisation.objects.filter(_renews("", "")).exclude(pk=OuterRef("pk")))
    return Q(left_alone) | Q(~Exists(named), ~renewed)


def _renews(path: str, outer: str) -> Q:
    """Of the same kind, portal and client, drafted or sent, or in force for longer."""
    longer = Q(**{f"{path}valid_until": None}) | Q(
        **{f"{path}valid_until__gt": OuterRef(f"{outer}valid_until")}
    )
    standing = Q(longer, **{f"{path}state__in": LIVING, f"{path}last_day": None})
    same = {f"{path}{name}": OuterRef(f"{outer}{name}") for name in ("kind", "portal", "package__client")}
    return Q(standing | Q(**{f"{path}state__in": UNDER_WAY}), **same)


def since(document: Authorisation) -> date:
    """The first day of the document."""
    assert document.accepted_at is not None
    accepted = workdays.day_of(document.accepted_at)
    return max(accepted, document.valid_from or accepted)
