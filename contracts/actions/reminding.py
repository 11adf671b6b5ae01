"""Reminders to clients whose documents wait for their signatures: a ladder of days, one letter a rung."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contracts import letters
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import fresh_link
from contracts.agency import signing_order
from contracts.drafting import filling
from contracts.enums import WITH_CLIENT
from contracts.models import Package
from contracts.verification import counting
from contracts.verification.checking import missing_names
from desk import clock
from desk.clients.enums import Works
from desk.mail import actions as mail
from desk.records.actions import note

AT_ONCE = 100  # packages of one sweep


@transaction.atomic
def remind() -> int:
    """By rule: write to those whose next rung has come, with a link of its own; how many.

    Each package is held while it is looked at and remembers its rung, so two sweeps at once write once. Rungs
    that nobody climbed meanwhile are one letter. A container under way is somebody's turn here, not theirs.
    """
    due = Package.objects.filter(_due(), state__in=WITH_CLIENT)
    # An address that does not work any more, and practice clients, get nothing.
    due = due.filter(link_expires_at__gt=clock.now(), sent_to__works=Works.YES, client__practice=False)
    held = due.select_for_update(of=("self",), skip_locked=True).select_related("sent_to")
    packages = list(held.order_by("pk")[:AT_ONCE])
    for package in packages:
        _remind(package)
    return len(packages)


def _due() -> Q:
    """Packages that stand below a rung whose time has come."""
    found = Q(pk__in=[])
    for rung, days in enumerate(settings.REMINDERS, start=1):
        found |= Q(reminders__lt=rung) & _reached(days)
    return found


def _reached(days: int) -> Q:
    if days < 0:
        return Q(link_expires_at__lte=clock.now() - timedelta(days=days))
    return Q(sent_at__lte=clock.now() - timedelta(days=days))


def _rung(package: Package) -> int:
    """The highest rung whose time has come."""
    assert package.sent_at is not None and package.link_expires_at is not None
    now, begun, ends = clock.now(), package.sent_at, package.link_expires_at
    times = [(ends if days < 0 else begun) + timedelta(days=days) for days in settings.REMINDERS]
    return max(rung for rung, at in enumerate(times, start=1) if at <= now)


def _remind(package: Package) -> None:
    assert package.sent_to is not None and package.link_expires_at is not None
    package.reminders, package.reminded_at = _rung(package), clock.now()
    package.save(update_fields=["reminders", "reminded_at"])
    until = filling.shown_date(timezone.localdate(package.link_expires_at))
    link = fresh_link(package, package.sent_to)
    mail.queue(
        letter=letters.reminder(package, link, until, _still_to_sign(package)),
        to=package.sent_to.value,
        language=package.language,
        subject=(SUBJECT, package.pk),
        client_id=package.client_id,
        by=None,
    )
    note(
        kind="contracts.reminded", subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
        numbers=package.numbers,
    )  # fmt: skip


def _still_to_sign(package: Package) -> list[str]:
    """Names of those whose signatures are not there yet, each way as a line; of all while nobody has."""
    signed = {who: at for who, (_name, at) in counting.of_all(package).items()}
    outcome = counting.standing(package, signed) if signed else None
    return missing_names(package, outcome) if outcome else signing_order.client_signers(package)
