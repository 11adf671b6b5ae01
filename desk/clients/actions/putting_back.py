"""A change of a contact is taken back: as it was before, with nothing left of what was made."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.enums import Works
from desk.clients.models import ContactPoint
from desk.clients.pictures import Picture, columns
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def put_back_contact(*, picture: Picture, by: User) -> ContactPoint:
    """The contact as the picture has it, under its own id also where it was deleted since.

    Nobody is told: an address that was known before is no new one. One that is preferred by now stays so.
    """
    contact = ContactPoint.objects.select_for_update().filter(pk=picture["id"]).first()
    contact = contact or ContactPoint(pk=picture["id"])
    for column, value in columns(picture).items():
        setattr(contact, column, value)
    others = ContactPoint.objects.of_owner(*contact.owner_key).exclude(pk=contact.pk)
    if contact.preferred and others.filter(kind=contact.kind, preferred=True).exists():
        contact.preferred = False
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError:
        raise Refused(_("Something written down since stands in the way, such as the same code.")) from None
    _note(contact, "put_back", by)
    return contact


@transaction.atomic
def take_away_contact(*, contact: ContactPoint, by: User) -> None:
    """A contact that was written down by what is taken back: deleted, or not working where it was used."""
    _note(contact, "removed", by)
    try:
        with transaction.atomic():
            ContactPoint.objects.get(pk=contact.pk).delete()
    except ProtectedError:
        contact.works, contact.preferred = Works.NO, False
        contact.verified_at, contact.verified_by = clock.now(), by
        contact.save(update_fields=["works", "preferred", "verified_at", "verified_by"])


def _note(contact: ContactPoint, what: str, by: User) -> None:
    kind = f"clients.contact_{what}.{contact.kind}"
    note(kind=kind, subject=contact.owner_key, client_id=contact.client_id, by=by)
