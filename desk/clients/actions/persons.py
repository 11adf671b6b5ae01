"""What people do with contact persons and their roles at clients."""

from django.db import transaction

from desk import clock
from desk.clients.actions.twins import refuse_merged, refuse_twin
from desk.clients.codes import HOME, tidy
from desk.clients.models import Client, ClientRole, Person
from desk.people.enums import Language
from desk.people.models import User
from desk.records.actions import note

_CHANGEABLE = frozenset({"first_name", "last_name", "personal_code", "country", "language", "channel"})


@transaction.atomic
def create_person(
    *,
    first_name: str,
    last_name: str,
    by: User | None,
    personal_code: str = "",
    country: str = HOME,
    language: str = Language.ET,
    channel: str = "",
    practice: bool = False,
) -> Person:
    """Add a contact person. Refused when another person has the same code."""
    person = Person(
        first_name=" ".join(first_name.split()),
        last_name=" ".join(last_name.split()),
        personal_code=tidy(personal_code, country),
        country=country,
        language=language,
        channel=channel,
        practice=practice,
    )
    refuse_twin(person)
    person.save()
    note(kind="clients.person_created", subject=("person", person.pk), client_id=None, by=by)
    return person


@transaction.atomic
def change_person(*, person: Person, by: User | None, **facts: str) -> Person:
    """Change names, code, country, language or channel; only what `facts` name, only where it differs."""
    if "personal_code" in facts:
        facts["personal_code"] = tidy(facts["personal_code"], facts.get("country", person.country))
    changed = {key: new for key, new in facts.items() if key in _CHANGEABLE and getattr(person, key) != new}
    if not changed:
        return person
    refuse_merged(person)
    for key, value in changed.items():
        setattr(person, key, value)
    refuse_twin(person)
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
def restore_role(*, role: ClientRole, by: User | None) -> ClientRole:
    """An ended role stands again from today; the one that ended stays as it was."""
    return add_role(person=role.person, client=role.client, role=role.role, by=by)
