"""What people do with phones and e-mail addresses."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.enums import ContactKind, Works
from desk.clients.models import Client, ContactPoint, Person, e164
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def add_contact(
    *, kind: str, value: str, by: User | None, client: Client | None = None, person: Person | None = None
) -> ContactPoint:
    """Add a phone or e-mail to a client or a person; the one that is already there is returned.

    Refused with a text when the value is no phone number or no e-mail address.
    """
    value = _normal(kind, value)
    contact, made = ContactPoint.objects.get_or_create(client=client, person=person, kind=kind, value=value)
    if made:
        _note_contact(contact, "added", by)
    return contact


@transaction.atomic
def confirm_contact(*, contact: ContactPoint, by: User) -> ContactPoint:
    """Somebody saw that the contact reaches its owner: read back, answered, delivered."""
    return _tried(contact, Works.YES, "confirmed", by)


@transaction.atomic
def fail_contact(*, contact: ContactPoint, by: User | None) -> ContactPoint:
    """Somebody saw that the contact does not reach its owner; `by` is None for a bounced message."""
    return _tried(contact, Works.NO, "failed", by)


@transaction.atomic
def remove_contact(*, contact: ContactPoint, by: User) -> None:
    """Take away a contact that was written down by mistake; Refused once anything was sent to it."""
    _note_contact(contact, "removed", by)
    try:
        contact.delete()
    except ProtectedError:
        raise Refused(_("Something was sent there. Mark it as not working instead.")) from None


def _tried(contact: ContactPoint, works: Works, what: str, by: User | None) -> ContactPoint:
    contact.works = works
    contact.verified_at, contact.verified_by = (clock.now(), by) if by else (None, None)
    contact.save(update_fields=["works", "verified_at", "verified_by"])
    _note_contact(contact, what, by)
    return contact


def _note_contact(contact: ContactPoint, what: str, by: User | None) -> None:
    subject = ("client", contact.client_id) if contact.client_id else ("person", contact.person_id)
    kind = f"clients.contact_{what}.{contact.kind}"
    note(kind=kind, subject=(subject[0], subject[1] or 0), client_id=contact.client_id, by=by)


def _normal(kind: str, value: str) -> str:
    if kind == ContactKind.PHONE:
        number = e164(value)
        if not number:
            raise Refused(_("This is not a phone number."))
        return number
    address = value.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("This is not an e-mail address.")) from None
    return address
