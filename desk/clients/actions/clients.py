"""What people do with clients."""

from django.db import transaction

from desk.clients.actions.twins import bare, refuse_twin
from desk.clients.enums import Kind
from desk.clients.models import Client
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
        registry_code="" if kind == Kind.PERSON else bare(registry_code),
        personal_code=bare(personal_code) if kind == Kind.PERSON else "",
        language=language,
    )
    refuse_twin(client)
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
    refuse_twin(client)
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
