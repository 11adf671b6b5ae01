"""What the desk knows already of what a table says: clients, kinds, portals, documents. Reads, in a few
questions however long the table is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from contracts.enums import AuthorisationState, Effect
from contracts.models import Authorisation, Kind, Portal
from contracts.takeover.documents import Document, listed
from desk import workdays
from desk.clients.enums import Status
from desk.clients.models import Client
from desk.clients.sameness import core_name
from desk.tables.table import folded

_PORTION = 2_000  # values in one question
_UNDONE = [AuthorisationState.DRAFT, AuthorisationState.RECALLED, AuthorisationState.REFUSED]


@dataclass(frozen=True)
class Ground:
    """Everything here that the table may speak of."""

    portals: dict[str, Portal]
    kinds: dict[str, Kind]
    clients: dict[str, Client]
    taken: dict[str, Authorisation]
    # By client and number, and by number alone where the desk gave it.
    documents: dict[tuple[int, str], Authorisation]
    ours: dict[str, int]
    # Client, portal, kind and code of those who have such a power now: its number.
    powers: dict[tuple[int, int, int, str], str]


def ground(documents: Sequence[Document]) -> Ground:
    """What is known of the clients, numbers and keys of these documents."""
    clients = _clients({each.client_code for each in documents if each.client_code})
    numbers = {each.number.upper() for each in documents if each.number}  # ours have capitals only
    keys = {each.key for each in documents}
    taken: dict[str, Authorisation] = {}
    held: dict[tuple[int, str], Authorisation] = {}
    powers: dict[tuple[int, int, int, str], str] = {}
    for row in _documents({each.pk for each in clients.values()}):
        held[row.package.client_id, row.number.casefold()] = row
        if row.state != AuthorisationState.ENDED:
            for person in row.persons.all():
                powers[row.package.client_id, row.portal_id, row.kind_id, person.code] = row.number
    for part in _parts(keys):
        rows = Authorisation.objects.filter(import_key__in=part).select_related("kind", "portal", "package")
        taken |= {row.import_key: row for row in rows.prefetch_related("persons")}
    ours: dict[str, int] = {}
    for part in _parts(numbers):
        given = Authorisation.objects.filter(number__in=part, taken_over=None).exclude(number="")
        ours |= {number.casefold(): pk for number, pk in given.values_list("number", "package__client")}
    kinds = Kind.objects.prefetch_related("also_by")
    return Ground(
        {folded(word): each for each in Portal.objects.all() for word in (each.code, each.name)},
        {
            folded(word): each
            for each in kinds
            for word in (each.code, each.name_et, each.name_en, each.name_ru)
        },
        clients, taken, held, ours, powers,
    )  # fmt: skip


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    everything = sorted(values)
    for start in range(0, len(everything), _PORTION):
        yield everything[start : start + _PORTION]


def _clients(codes: set[str]) -> dict[str, Client]:
    """By code; of one that was merged into another, the other."""
    found: dict[str, Client] = {}
    for part in _parts(codes):
        rows = Client.objects.filter(Q(registry_code__in=part) | Q(personal_code__in=part))
        for each in rows.select_related("merged_into__merged_into").order_by("-merged_into", "pk"):
            kept = each
            while kept.merged_into is not None:
                kept = kept.merged_into
            for code in (each.registry_code, each.personal_code):
                if code in codes and (each.merged_into_id is None or code not in found):
                    found[code] = kept
    return found


def _documents(clients: set[int]) -> Iterator[Authorisation]:
    everything = sorted(clients)
    for start in range(0, len(everything), _PORTION):
        part = everything[start : start + _PORTION]
        rows: QuerySet[Authorisation] = Authorisation.objects.filter(
            package__client__in=part, kind__effect=Effect.OPENS
        )
        rows = rows.exclude(state__in=_UNDONE).exclude(number="").select_related("kind", "package")
        yield from rows.prefetch_related("persons").order_by("pk")


def match(documents: Sequence[Document], known: Ground) -> None:
    """Say of each document what here it is about, and what does not go with that."""
    told: set[str] = set()
    for each in documents:
        _words(each, known)
        _client(each, known, told)
        _persons(each, known)
        _numbers(each, known)
    by_number = {(each.client_code, each.number.casefold()): each for each in documents if each.number}
    for each in documents:
        _under(each, known, by_number)
        _contract(each, known, by_number)
    _circles(documents)


def _words(document: Document, known: Ground) -> None:
    row = document.first.row
    document.kind = known.kinds.get(folded(row["kind"]))
    document.portal = known.portals.get(folded(row["portal"]))
    if row["kind"] and document.kind is None:
        document.wrong("UNKNOWN_KIND", "kind")
    elif document.kind is not None and document.kind.effect != Effect.OPENS:
        document.wrong("KIND_NOT_OPENING", "kind")
    if row["portal"] and document.portal is None:
        document.wrong("UNKNOWN_PORTAL", "portal")


def _client(document: Document, known: Ground, told: set[str]) -> None:
    """`told`: clients of whom was warned already; once is enough."""
    code, name = document.client_code, document.first.row["client_name"]
    client = document.client = known.clients.get(code)
    if not code:
        return
    if client is None:
        if len(code) not in {8, 11} or not code.isdecimal():
            document.wrong("BAD_CLIENT_CODE", "client_code")
        elif not name:
            document.wrong("NO_CLIENT_NAME", "client_name")
        elif code not in told:
            document.wrong("CLIENT_IS_NEW", "client_code")
        told.add(code)
        return
    if client.practice:
        document.wrong("PRACTICE_CLIENT", "client_code")
    if code in told:
        return
    told.add(code)
    if client.status != Status.ACTIVE:
        document.wrong("CLIENT_NOT_ACTIVE", "client_code")
    if name and core_name(name) != core_name(client.name):
        document.wrong("CLIENT_NAME_DIFFERS", "client_name")


def _persons(document: Document, known: Ground) -> None:
    kind, client, portal = document.kind, document.client, document.portal
    if kind is None:
        return
    if not kind.needs_person:
        for each in document.entries:
            if each.person is not None:
                each.wrong("PERSON_NOT_NAMED", "person_code")
        return
    for each in document.entries:
        if each.person is None:
            each.wrong("NO_PERSON", "person_code")
    if len(document.entries) > 1 and not kind.several:
        document.wrong("ONE_PERSON_ONLY", "person_code", rows=", ".join(map(str, document.rows)))
    if client is None or portal is None:
        return
    for each in document.entries:
        key = client.pk, portal.pk, kind.pk, each.person.code if each.person else ""
        number = known.powers.get(key, document.number)
        if number.casefold() != document.number.casefold():
            each.wrong("SAME_PERSON_HERE", "person_code", number=number)


def _numbers(document: Document, known: Ground) -> None:
    number = document.number.casefold()
    owner = known.ours.get(number)
    if owner is not None and document.client is not None and owner == document.client.pk:
        document.wrong("NUMBER_OF_OURS", "number")
    elif owner is not None:
        document.wrong("NUMBER_OF_ANOTHER", "number")
    document.known = known.taken.get(document.key)
    if document.known is not None and not document.is_wrong:
        for name in _changed(document, document.known):
            document.wrong("KNOWN_DIFFERS", name)


def _changed(document: Document, known: Authorisation) -> Iterator[str]:
    """Columns in which the table says otherwise than when the document was taken over."""
    named = {each.code for each in document.persons} if known.kind.needs_person else set()
    if named != {each.code for each in known.persons.all()}:
        yield "person_code"
    if known.kind != document.kind:
        yield "kind"
    if known.portal != document.portal:
        yield "portal"
    if known.accepted_at is None or workdays.day_of(known.accepted_at) != document.signed_on:
        yield "signed_on"
    if known.valid_from != document.valid_from:
        yield "valid_from"
    if known.valid_until != document.valid_until:
        yield "valid_until"


def _under(document: Document, known: Ground, by_number: dict[tuple[str, str], Document]) -> None:
    """The power by whose holder it was given: in the table, before or after it, or here."""
    number = document.first.row["under"].casefold()
    if not number or document.portal is None or document.kind is None or document.known is not None:
        return
    found: Document | Authorisation | None = by_number.get((document.client_code, number))
    if found is None and document.client is not None:
        found = known.documents.get((document.client.pk, number))
    if found is None or found is document:
        document.wrong("UNKNOWN_POWER", "under")
        return
    document.under = found
    held = found.known if isinstance(found, Document) else found
    if held is not None and held.state == AuthorisationState.ENDED:
        document.wrong("POWER_ENDED", "under")
    may = {each.pk for each in document.kind.also_by.all()}
    kind = found.kind
    if kind is not None and (kind.pk not in may or found.portal != document.portal):
        document.wrong("POWER_UNFIT", "under")


def _contract(document: Document, known: Ground, by_number: dict[tuple[str, str], Document]) -> None:
    number = document.first.row["contract_number"].casefold()
    if not number or document.known is not None or (document.client_code, number) in by_number:
        return
    if document.client is None or (document.client.pk, number) not in known.documents:
        document.wrong("UNKNOWN_CONTRACT", "contract_number")


def _circles(documents: Sequence[Document]) -> None:
    """How deep each stands under others; whoever stands under himself is told so."""
    for document in documents:
        way, at = [document], document.under
        while isinstance(at, Document) and at not in way:
            way.append(at)
            at = at.under
        document.depth = len(way) - 1
        if at is document:
            document.wrong("POWER_IN_CIRCLE", "under", rows=listed([each.rows[0] for each in way]))


def lean(documents: Sequence[Document]) -> None:
    """What was given under a document that is left out, is left out too. Said last of all."""
    for document in sorted(documents, key=lambda each: each.depth):
        power = document.under
        if isinstance(power, Document) and power.is_wrong:
            document.wrong("POWER_IN_ERROR", "under", row=power.rows[0])
