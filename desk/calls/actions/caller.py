"""Who called: new people and clients, and the address at which they are reached."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk.calls.actions.conversation import choose
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import Client, ContactPoint, Person
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def new_caller(*, call: Call, first_name: str, last_name: str, language: str, role: str, by: User) -> Person:
    """Write down who calls; the number they call from and the role they name belong to them from now on."""
    person = clients.create_person(
        first_name=first_name, last_name=last_name, language=language, practice=call.training, by=by
    )
    if call.number:
        clients.add_contact(kind=ContactKind.PHONE, value=call.number, person=person, by=by)
    if role and call.client is not None:
        clients.add_role(person=person, client=call.client, role=role, by=by)
    choose(call=call, person=person, client=call.client, by=by)
    return person


@transaction.atomic
def new_client(*, call: Call, kind: str, name: str, code: str, language: str, by: User) -> Client:
    """Write down on whose behalf they call; Refused when another client has the code."""
    if call.training:
        code = ""  # a code that somebody really has must stay free for them
    client = clients.create_client(
        kind=kind,
        name=name,
        registry_code="" if kind == Kind.PERSON else code,
        personal_code=code if kind == Kind.PERSON else "",
        language=language,
        practice=call.training,
        by=by,
    )
    choose(call=call, person=call.person, client=client, by=by)
    return client


@transaction.atomic
def confirm_email(*, call: Call, contact: ContactPoint | None, value: str, by: User) -> ContactPoint:
    """The address was read back and works. A new one belongs to the client, or to the caller without one.

    Refused when the call is for nobody yet, or the known address is somebody else's.
    """
    if call.client is None and call.person is None:
        raise Refused(_("Choose first who calls and on whose behalf."))
    if contact is None:
        contact = clients.add_contact(
            kind=ContactKind.EMAIL,
            value=value,
            client=call.client,
            person=call.person if call.client is None else None,
            by=by,
        )
    elif not _theirs(contact, call):
        raise Refused(_("This address belongs to somebody else."))
    return clients.confirm_contact(contact=contact, by=by)


def _theirs(contact: ContactPoint, call: Call) -> bool:
    of_client = contact.client_id is not None and contact.client_id == call.client_id
    of_person = contact.person_id is not None and contact.person_id == call.person_id
    return of_client or of_person
