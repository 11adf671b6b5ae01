"""What people do with clients."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from desk.clients.actions.twins import refuse_merged, refuse_twin
from desk.clients.codes import HOME, tidy
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.people.enums import Language
from desk.people.models import User
from desk.records.actions import note

# Which codes a kind has at all; what was typed into the field of another kind is not kept.
REGISTERED = frozenset({Kind.ORGANISATION, Kind.AGENCY, Kind.SOLE_TRADER})
HUMAN = frozenset({Kind.PERSON, Kind.SOLE_TRADER})
_CHANGEABLE = frozenset({
    "name", "legal_form", "country", "parent", "registry_code", "personal_code", "language", "channel",
    "status",
})  # fmt: skip


@transaction.atomic
def create_client(
    *,
    kind: str,
    name: str,
    by: User | None,
    legal_form: str = "",
    country: str = HOME,
    parent: Client | None = None,
    registry_code: str = "",
    personal_code: str = "",
    language: str = Language.ET,
    channel: str = "",
    practice: bool = False,
) -> Client:
    """Add a client. Refused when another client has the same code; an odd code only warns (`codes`)."""
    client = Client(
        kind=kind,
        name=" ".join(name.split()),
        legal_form=legal_form,
        country=country,
        parent=parent,
        registry_code=tidy(registry_code, country) if kind in REGISTERED else "",
        personal_code=tidy(personal_code, country) if kind in HUMAN else "",
        language=language,
        channel=channel,
        practice=practice,
    )
    refuse_twin(client)
    _refuse_family(client)
    client.save()
    note(kind="clients.created", subject=("client", client.pk), client_id=client.pk, by=by)
    return client


@transaction.atomic
def change_client(*, client: Client, by: User | None, **facts: Any) -> Client:
    """Change what `facts` name of _CHANGEABLE, only where it differs. Refused as when it is created."""
    country = facts.get("country", client.country)
    for field in ("registry_code", "personal_code"):
        if field in facts:
            facts[field] = tidy(facts[field], country)
    changed = {key: new for key, new in facts.items() if key in _CHANGEABLE and getattr(client, key) != new}
    if not changed:
        return client
    refuse_merged(client)
    for key, value in changed.items():
        setattr(client, key, value)
    refuse_twin(client)
    _refuse_family(client)
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


def _refuse_family(client: Client) -> None:
    """Refuse a parent that is merged away, or that belongs to this client itself."""
    above = client.parent
    if above is not None and above.merged_into_id is not None:
        raise Refused(_("The authority was merged into another: choose the one that was kept."))
    while above is not None:
        if above.pk == client.pk:
            raise Refused(_("An authority cannot belong to its own unit."))
        above = above.parent
