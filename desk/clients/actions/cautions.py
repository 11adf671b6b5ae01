"""Warnings about clients and persons: made with a kind and an end, lifted by whoever sees that it is over."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.clients.enums import CautionKind
from desk.clients.models import Caution, Client, Person
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def add_caution(
    *,
    kind: str,
    by: User,
    text: str = "",
    until_day: date | None = None,
    client: Client | None = None,
    person: Person | None = None,
    number: str = "",
) -> Caution:
    """Warn of a client, a person, or a number (E.164) of nobody whom we know.

    Refused when its day has passed or it stands already.
    """
    if until_day is not None and until_day < workdays.today():
        raise Refused(_("This day has passed."))
    if kind == CautionKind.OTHER and not text.strip():
        raise Refused(_("Say what to know."))
    standing = Caution.objects.standing().filter(client=client, person=person, number=number, kind=kind)
    if kind != CautionKind.OTHER and standing.exists():
        raise Refused(_("This warning stands already."))
    caution = Caution.objects.create(
        client=client,
        person=person,
        number=number,
        kind=CautionKind(kind),
        text=text.strip(),
        until_day=until_day,
        made_by=by,
    )
    _note(caution, "made", by)
    return caution


@transaction.atomic
def prolong_caution(*, caution: Caution, until_day: date, by: User) -> Caution:
    """It happened again: the warning stands longer; never shorter than it stood."""
    caution.refresh_from_db(from_queryset=Caution.objects.select_for_update())
    if caution.until_day is not None and caution.until_day < until_day:
        caution.until_day = until_day
        caution.save(update_fields=["until_day"])
        _note(caution, "prolonged", by)
    return caution


@transaction.atomic
def lift_caution(*, caution: Caution, by: User) -> Caution:
    """The warning no longer holds; lifting it twice changes nothing."""
    caution.refresh_from_db(from_queryset=Caution.objects.select_for_update())
    if caution.lifted_at is not None:
        return caution
    caution.lifted_at, caution.lifted_by = clock.now(), by
    caution.save(update_fields=["lifted_at", "lifted_by"])
    _note(caution, "lifted", by)
    return caution


def _note(caution: Caution, what: str, by: User) -> None:
    subject: tuple[str, int | None] = ("caution", caution.pk)  # of a number: no thing of ours
    if caution.client_id or caution.person_id:
        subject = ("client", caution.client_id) if caution.client_id else ("person", caution.person_id)
    note(
        kind=f"clients.caution_{what}.{caution.kind}",
        subject=(subject[0], subject[1] or 0),
        client_id=caution.client_id,
        by=by,
    )
