"""What the desk knew of a caller before this call, and whether what he says agrees with it.

What was written down during the call itself proves nothing: it came from the caller. A known value is
compared and never returned.
"""

import re

from django.db.models import Q

from desk import slots
from desk.calls.enums import CALLER_ROLE, Direction, IdentityItem
from desk.calls.models import Call
from desk.clients.enums import Kind, Works
from desk.clients.models import Client, ClientRole, ContactPoint, ContactPointQuerySet
from desk.enquiries.models import Enquiry
from desk.ordering import fold

NATURAL = (Kind.PERSON, Kind.SOLE_TRADER)
_LAST = 4  # digits of a personal code that a caller is asked for


def is_natural(client: Client) -> bool:
    """Whether the client can be the caller himself."""
    return client.kind in NATURAL


def by_number(call: Call) -> tuple[IdentityItem, ...]:
    """What the telephone itself tells: a known number rang us, or we rang a known number."""
    numbers = _contacts(call).matching(call.number).exclude(works=Works.NO)
    if not call.number or not numbers.exists():
        return ()
    return (IdentityItem.CALLED_BACK if call.direction == Direction.OUT else IdentityItem.PHONE,)


def agrees(call: Call, item: IdentityItem, said: str) -> bool | None:
    """Whether what the caller says is what the desk knew; None when there is nothing to compare it with."""
    if item == IdentityItem.PERSONAL_CODE:
        return _code(call, said)
    if item == IdentityItem.REGISTRY_CODE:
        code = call.client.registry_code if call.client else ""
        return _digits(said) == code if code else None
    if item == IdentityItem.EMAIL:
        emails = [contact.value for contact in _contacts(call).emails()]
        return _squeezed(said) in {_squeezed(email) for email in emails} if emails else None
    if item == IdentityItem.ROLE:
        return _role(call, said)
    if item == IdentityItem.DOCUMENT:
        return _number(call, said)
    return None  # what the telephone tells is not said


def _contacts(call: Call) -> ContactPointQuerySet:
    theirs = Q(person_id=call.person_id) if call.person_id else Q(pk__in=[])
    if call.client_id:
        theirs |= Q(client_id=call.client_id)
    return ContactPoint.objects.filter(theirs, created_at__lt=call.rang_at)


def _code(call: Call, said: str) -> bool | None:
    code = call.person.personal_code if call.person else ""
    if not call.person and call.client and is_natural(call.client):
        code = call.client.personal_code
    known, told = _digits(code), _digits(said)
    if len(known) < _LAST:
        return None
    return known == told if len(told) > _LAST else known[-_LAST:] == told


def _role(call: Call, said: str) -> bool | None:
    if not call.person_id or not call.client_id:
        return None
    roles = ClientRole.objects.filter(
        person_id=call.person_id, client_id=call.client_id, ended_at=None, started_at__lt=call.rang_at
    )
    known = [_squeezed(role.role) for role in roles.exclude(role=CALLER_ROLE)]
    return _squeezed(said) in known if known else None


def _number(call: Call, said: str) -> bool | None:
    prefix, year, last = re.split(r"\s*-\s*|(?<=[A-ZÕÄÖÜŠŽ])\s*(?=\d)", said.strip().upper())
    number = int(last)
    if prefix == "P":
        return _enquiry(call, f"P-{year}-{number:06d}")
    return any(
        told(call.client_id, f"{prefix}-{year}-{number:04d}", call.rang_at)
        for told in slots.each("KNOWN_DOCUMENTS")
        if call.client_id
    )


def _enquiry(call: Call, number: str) -> bool:
    theirs = Q(person_id=call.person_id) if call.person_id else Q(pk__in=[])
    if call.client_id:
        theirs |= Q(client_id=call.client_id)
    return Enquiry.objects.filter(theirs, number=number, opened_at__lt=call.rang_at).exists()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _squeezed(text: str) -> str:
    """Case, spaces and diacritics are how it was written down, not what was said."""
    return fold(text).replace(" ", "")
