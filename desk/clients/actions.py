"""What people do with clients, contact persons and their contacts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.enums import ContactKind, Kind, Works
from desk.clients.models import Client, ClientRole, ContactPoint, Person, e164
from desk.http import Refused
from desk.people.enums import Language
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def create_client(
    *,
    kind: str,
    name: str,
    by: User | None,
    registry_code: str = "",
    personal_code: str = "",
    language: str = Language.ET,
) -> Client:
    """Add a client. Refused when another client has the same code; an odd code only warns (`codes`)."""
    client = Client(
        kind=kind,
        name=" ".join(name.split()),
        registry_code="" if kind == Kind.PERSON else _bare(registry_code),
        personal_code=_bare(personal_code) if kind == Kind.PERSON else "",
        language=language,
    )
    _refuse_twin(client)
    client.save()
    note(kind="clients.created", subject=("client", client.pk), client_id=client.pk, by=by)
    return client


@transaction.atomic
def change_client(*, client: Client, by: User | None, **facts: str) -> Client:
    """Change name, codes, language or status; only fields named in `facts`, and only when they differ."""
    allowed = {"name", "registry_code", "personal_code", "language", "status"}
    changed = {key: value for key, value in facts.items() if key in allowed and getattr(client, key) != value}
    if not changed:
        return client
    for key, value in changed.items():
        setattr(client, key, value)
    _refuse_twin(client)
    client.save(update_fields=list(changed))
    language, status = changed.pop("language", ""), changed.pop("status", "")
    kinds = ["clients.changed"] if changed else []
    kinds += [f"clients.language.{language}"] if language else []
    kinds += [f"clients.status.{status}"] if status else []
    for kind in kinds:
        note(kind=kind, subject=("client", client.pk), client_id=client.pk, by=by)
    return client


def set_language(*, client: Client, language: str, by: User | None) -> Client:
    """The language this client is served and written to in."""
    return change_client(client=client, by=by, language=language)


@transaction.atomic
def create_person(
    *,
    first_name: str,
    last_name: str,
    by: User | None,
    personal_code: str = "",
    language: str = Language.ET,
) -> Person:
    """Add a contact person. Refused when another person has the same code."""
    person = Person(
        first_name=" ".join(first_name.split()),
        last_name=" ".join(last_name.split()),
        personal_code=_bare(personal_code),
        language=language,
    )
    _refuse_twin(person)
    person.save()
    note(kind="clients.person_created", subject=("person", person.pk), client_id=None, by=by)
    return person


@transaction.atomic
def change_person(*, person: Person, by: User | None, **facts: str) -> Person:
    """Change names, code or language; only fields named in `facts`, and only when they differ."""
    allowed = {"first_name", "last_name", "personal_code", "language"}
    changed = {key: value for key, value in facts.items() if key in allowed and getattr(person, key) != value}
    if not changed:
        return person
    for key, value in changed.items():
        setattr(person, key, value)
    _refuse_twin(person)
    person.save(update_fields=list(changed))
    note(kind="clients.person_changed", subject=("person", person.pk), client_id=None, by=by)
    return person


@transaction.atomic
def add_role(*, person: Person, client: Client, role: str, by: User | None) -> ClientRole:
    """The person speaks for the client as `role`; the one that already stands is returned."""
    role = " ".join(role.split())
    found, made = ClientRole.objects.get_or_create(person=person, client=client, role=role, ended_at=None)
    if made:
        note(
            kind="clients.person_added", subject=("person", person.pk), client_id=client.pk, by=by, role=role
        )
    return found


@transaction.atomic
def end_role(*, role: ClientRole, by: User | None) -> ClientRole:
    """The person no longer speaks for the client; the past stays."""
    if role.ended_at is None:
        role.ended_at = max(clock.now(), role.started_at)
        role.save(update_fields=["ended_at"])
        note(
            kind="clients.person_ended", subject=("person", role.person_id), client_id=role.client_id, by=by,
            role=role.role,
        )  # fmt: skip
    return role


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


def _bare(code: str) -> str:
    return "".join(code.split())


def _refuse_twin(row: Any) -> None:
    """Refuse a code that another row of the same table has; the constraint holds it against a race."""
    for field in ("registry_code", "personal_code"):
        code = getattr(row, field, "")
        if not code:
            continue
        if type(row).objects.filter(**{field: code}).exclude(pk=row.pk).exists():
            text = (
                _("Another client has this code.")
                if isinstance(row, Client)
                else _("Another person has this code.")
            )
            raise Refused(text)
