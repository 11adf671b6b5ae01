"""What people do with phones and e-mail addresses."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from desk import clock
from desk.clients import trust
from desk.clients.actions.warning import ONE_ACT, addresses_before, warn
from desk.clients.enums import ContactKind, Source, Works
from desk.clients.models import Client, ContactPoint, Person, e164
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def add_contact(
    *,
    kind: str,
    value: str,
    by: User | None,
    client: Client | None = None,
    person: Person | None = None,
    source: str = Source.CALLER,
    language: str = "",
) -> ContactPoint:
    """Add a phone or e-mail to a client or a person; the contacts known before are told of it.

    The one that is already there is returned, known from a better source if that is one. Refused with a
    text when the value is no phone number or no e-mail address.
    """
    contact, made = ContactPoint.objects.get_or_create(
        client=client,
        person=person,
        kind=kind,
        value=normal(kind, value),
        defaults={"source": source, "language": language},
    )
    if not made:
        return _known_from(contact, source, by)
    _note(contact, "added", by)
    if source in trust.VOUCHING:
        _note(contact, f"known.{source}", by)
    warn(contact, addresses_before(contact), by)
    return contact


@transaction.atomic
def change_contact(
    *, contact: ContactPoint, value: str, by: User, source: str = Source.CALLER
) -> ContactPoint:
    """Another value instead of this one. The old one is told; it stays, not working, where it was used.

    The new value is a new contact: nobody has confirmed it, and it is as young as it is.
    """
    contact = _locked(contact)
    value = normal(contact.kind, value)
    if value == contact.value:
        return contact
    before = addresses_before(contact, changed=True)
    new, made = ContactPoint.objects.get_or_create(
        client=contact.client,
        person=contact.person,
        kind=contact.kind,
        value=value,
        defaults={"source": source, "language": contact.language},
    )
    preferred = contact.preferred
    _put_away(contact, by)
    _note(new, "changed", by)
    if made:
        warn(new, before, by)
    if preferred and not new.preferred:
        new.preferred = True
        new.save(update_fields=["preferred"])
    return new


@transaction.atomic
def confirm_contact(*, contact: ContactPoint, by: User) -> ContactPoint:
    """Somebody saw that the contact reaches its owner: read back, answered, delivered."""
    return _tried(contact, Works.YES, "confirmed", by)


@transaction.atomic
def fail_contact(*, contact: ContactPoint, by: User | None) -> ContactPoint:
    """Somebody saw that the contact does not reach its owner; `by` is None for a bounced message."""
    return _tried(contact, Works.NO, "failed", by)


@transaction.atomic
def prefer_contact(*, contact: ContactPoint, by: User) -> ContactPoint:
    """Of the owner's numbers, or addresses, this is the one to use first."""
    contact = _locked(contact)
    if contact.works == Works.NO:
        raise Refused(_("It does not work."))
    if contact.preferred:
        return contact
    # A merge may have brought two of them together, so all others step back.
    others = ContactPoint.objects.of_owner(*contact.owner_key).filter(kind=contact.kind, preferred=True)
    for other in others.select_for_update():
        other.preferred = False
        other.save(update_fields=["preferred"])
    contact.preferred = True
    contact.save(update_fields=["preferred"])
    _note(contact, "preferred", by)
    return contact


@transaction.atomic
def vouch(*, contact: ContactPoint, over: ContactPoint, by: User) -> ContactPoint:
    """The contact was read back in a call to `over`, a number that the register or a signed document knows.

    Not in a call that seems to come from it: who calls may show any number. Refused when the number is
    known from elsewhere, is somebody else's, or does not work.
    """
    contact = _locked(contact)
    over = ContactPoint.objects.get(pk=over.pk)
    if refusal := trust.vouching_refusal(over.source):
        raise Refused(refusal)
    if not contact.kin.vouching().exclude(pk=contact.pk).filter(pk=over.pk).exists():
        raise Refused(_("This number is not one of the client's, or does not work."))
    contact.vouched_at, contact.vouched_over = clock.now(), over
    contact.works, contact.verified_at, contact.verified_by = Works.YES, clock.now(), by
    contact.save(update_fields=["vouched_at", "vouched_over", "works", "verified_at", "verified_by"])
    _note(contact, "vouched", by)
    return contact


@transaction.atomic
def named_in_document(
    *, kind: str, value: str, client: Client, person: Person | None, by: User | None
) -> list[ContactPoint]:
    """A signed document names this contact: whoever has it in the client's circle, has it from the document.

    One that nobody there has is added to the person, or to the client without one. A value that is no
    number or address any more is passed over.
    """
    try:
        value = normal(kind, value)
    except Refused:
        return []
    known = list(ContactPoint.objects.of_client(client.pk).filter(kind=kind, value=value))
    if known:
        return [_known_from(contact, Source.DOCUMENT, by) for contact in known]
    owner = {"person": person} if person else {"client": client}
    return [add_contact(kind=kind, value=value, by=by, source=Source.DOCUMENT, **owner)]


@transaction.atomic
def remove_contact(*, contact: ContactPoint, by: User) -> None:
    """Take away a contact that was written down by mistake.

    Refused once it counts as known (`warning`) or anything was sent to it: it would not be told of a change.
    """
    contact = _locked(contact)
    known = contact.works != Works.UNKNOWN and contact.created_at <= clock.now() - ONE_ACT
    if known or contact.source in trust.VOUCHING:
        raise Refused(_("It was in use before. Mark it as not working instead."))
    _note(contact, "removed", by)
    try:
        contact.delete()
    except ProtectedError:
        raise Refused(_("Something was sent there. Mark it as not working instead.")) from None


def _known_from(contact: ContactPoint, source: str, by: User | None) -> ContactPoint:
    """A contact of which only somebody spoke is now in the register or a signed document."""
    if source in trust.VOUCHING and contact.source not in trust.VOUCHING:
        contact.source = source
        contact.save(update_fields=["source"])
        _note(contact, f"known.{source}", by)
    return contact


def _put_away(contact: ContactPoint, by: User) -> None:
    """Deleted where nothing leans on it, else kept as not working."""
    try:
        with transaction.atomic():
            ContactPoint.objects.get(pk=contact.pk).delete()
    except ProtectedError:
        contact.works, contact.preferred = Works.NO, False
        contact.verified_at, contact.verified_by = clock.now(), by
        contact.save(update_fields=["works", "preferred", "verified_at", "verified_by"])


def _tried(contact: ContactPoint, works: Works, what: str, by: User | None) -> ContactPoint:
    if ContactPoint.objects.select_for_update().filter(pk=contact.pk).first() is None:
        raise Refused(_("Somebody has just put another number or address in its place."))
    contact.works = works
    contact.verified_at, contact.verified_by = (clock.now(), by) if by else (None, None)
    contact.preferred = contact.preferred and works != Works.NO
    contact.save(update_fields=["works", "verified_at", "verified_by", "preferred"])
    _note(contact, what, by)
    return contact


def _locked(contact: ContactPoint) -> ContactPoint:
    rows = ContactPoint.objects.select_for_update(of=("self",))
    return rows.select_related("client", "person").get(pk=contact.pk)


def _note(contact: ContactPoint, what: str, by: User | None) -> None:
    kind = f"clients.contact_{what}.{contact.kind}"
    note(kind=kind, subject=contact.owner_key, client_id=contact.client_id, by=by)


def normal(kind: str, value: str) -> str:
    """A number or address as it is kept. Refused when it is none."""
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
