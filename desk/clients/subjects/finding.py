"""Who a personal code is: clients, contact persons and members of staff, merged ones and old names too."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from simple_history.utils import get_history_model_for_model

from desk.clients.codes import HOME, same, tidy
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.http import Refused
from desk.login.models import Identity
from desk.people.enums import Language
from desk.people.models import User
from desk.records.holdings import Subject

SELF = (Kind.PERSON, Kind.SOLE_TRADER)  # clients who are people themselves


class Unknown(Refused):
    """What was given is no personal code."""


def find(code: str) -> Subject:
    """The person of this code, `38001085718` or `EE38001085718` or another country's `LV…`.

    A code that no client, person or user has is a subject too: documents may name it. Raises Unknown.
    """
    country, bare = _parts(code)
    if not bare:
        raise Unknown(_("This is no personal code."))
    clients = Client.objects.filter(country=country, kind__in=SELF).written_alike(
        "personal_code", bare, country
    )
    persons = Person.objects.filter(country=country).written_alike("personal_code", bare, country)
    users = Identity.objects.with_code(bare) if country == HOME else Identity.objects.none()
    return _subject(
        {bare, f"{country}{bare}"}, _whole(Client, clients), _whole(Person, persons),
        frozenset(users.values_list("user_id", flat=True)),
    )  # fmt: skip


def of_row(row: Client | Person) -> Subject:
    """The person of a row that may have no code; Refused for an organisation."""
    if isinstance(row, Client) and row.kind not in SELF:
        raise Refused(_("An organisation has no personal data of its own: open the person's page."))
    if row.personal_code:
        return find(f"{row.country}{same(row.personal_code, row.country)}")
    empty: frozenset[int] = frozenset()
    if isinstance(row, Client):
        return _subject(set(), _whole(Client, Client.objects.filter(pk=row.pk)), empty, empty)
    return _subject(set(), empty, _whole(Person, Person.objects.filter(pk=row.pk)), empty)


def _parts(code: str) -> tuple[str, str]:
    code = "".join(code.split()).upper()
    country = code[:2] if code[:2].isalpha() and len(code) > 2 else HOME
    return country, same(tidy(code, country), country)


def _whole(model: Any, rows: QuerySet[Any]) -> frozenset[int]:
    """These and all that were found to be the same, over any number of merges."""
    found: set[int] = set()
    fresh = set(rows.values_list("pk", flat=True))
    while fresh := fresh - found:
        found |= fresh
        into = model.objects.filter(pk__in=fresh, merged_into__isnull=False)
        fresh = set(model.objects.filter(merged_into__in=found).values_list("pk", flat=True))
        fresh |= set(into.values_list("merged_into_id", flat=True))
    return frozenset(found)


def _subject(
    codes: set[str], client_ids: frozenset[int], person_ids: frozenset[int], user_ids: frozenset[int]
) -> Subject:
    contacts = _contacts(client_ids, person_ids)
    roles = ClientRole.objects.filter(person__in=person_ids).exclude(client__in=client_ids)
    users = list(User.objects.filter(pk__in=user_ids).order_by("pk"))
    emails = {value.lower() for kind, value in contacts if kind == ContactKind.EMAIL}
    return Subject(
        codes=frozenset(codes),
        client_ids=client_ids,
        person_ids=person_ids,
        user_ids=user_ids,
        acts_for=frozenset(roles.values_list("client_id", flat=True)),
        names=_unique([*_names(client_ids, person_ids), *(user.get_full_name() for user in users)]),
        emails=frozenset(emails | {user.email.lower() for user in users if user.email}),
        phones=frozenset(value for kind, value in contacts if kind == ContactKind.PHONE),
        language=_language(client_ids, person_ids),
    )


def _contacts(client_ids: frozenset[int], person_ids: frozenset[int]) -> set[tuple[str, str]]:
    """Theirs today and, by the history, before."""
    whose = Q(client__in=client_ids) | Q(person__in=person_ids)
    old = get_history_model_for_model(ContactPoint)
    found = set(ContactPoint.objects.filter(whose).values_list("kind", "value"))
    return found | set(old.objects.filter(whose).values_list("kind", "value"))


def _names(client_ids: frozenset[int], person_ids: frozenset[int]) -> list[str]:
    """The names of today first, then those that the person had before."""
    found = []
    for model in (Person, get_history_model_for_model(Person)):
        rows = model._base_manager.filter(id__in=person_ids).order_by("pk")
        found += [" ".join(filter(None, row)) for row in rows.values_list("first_name", "last_name")]
    for client in (Client, get_history_model_for_model(Client)):
        rows = client._base_manager.filter(id__in=client_ids).order_by("pk")
        found += list(rows.values_list("name", flat=True))
    return found


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (name.strip() for name in names) if name))


def _language(client_ids: frozenset[int], person_ids: frozenset[int]) -> str:
    for rows in (Person.objects.filter(pk__in=person_ids), Client.objects.filter(pk__in=client_ids)):
        said = rows.filter(merged_into=None).values_list("language", flat=True).first()
        if said is not None:
            return str(said)
    return str(Language.ET)
