"""What a person needs who adds a document to a portal by hand: where to go, the steps, what to type there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from contracts.enums import Effect
from contracts.models import Authorisation, Portal, Publication
from contracts.portal.publishing import closing
from desk.clients.enums import Kind as ClientKind
from desk.clients.models import Client

PLACEHOLDER = "{registry_code}"
# A sole trader's registry code leads to a person, as a personal code does: neither is put into an address.
NAMED_IN_ADDRESSES = (ClientKind.ORGANISATION, ClientKind.AGENCY)


@dataclass(frozen=True)
class Step:
    """One step of the checklist, by the administrator's own words."""

    text: str
    ticked: bool


@dataclass(frozen=True)
class Fact:
    """Something to be typed into the portal."""

    label: str
    value: str


def address(portal: Portal, client: Client) -> str:
    """Where the work begins: the deep link filled for this client, or the portal's own address."""
    link = portal.deep_link.strip()
    if PLACEHOLDER in link:
        code = client.registry_code if client.kind in NAMED_IN_ADDRESSES else ""
        link = link.replace(PLACEHOLDER, quote(code, safe="")) if code else ""
    return link if leads_to(portal.address, link) else portal.address


def leads_to(home: str, link: str) -> bool:
    """Whether the link is https and on the portal's own host, with nothing left to be filled."""
    try:
        there, own = urlsplit(link), urlsplit(home)
        same = (there.hostname, there.port) == (own.hostname, own.port)
    except ValueError:
        return False
    strange = set(link) & set("{}\\") or not link.isprintable() or " " in link or "@" in there.netloc
    return there.scheme == "https" and bool(there.hostname) and same and not strange


def steps(publication: Publication) -> list[Step]:
    """The way through the portal's menus; for what closes the portal's other place, where it has one."""
    document = publication.authorisation
    portal = document.portal
    place = portal.closing_place if document.kind.effect == Effect.CLOSES else ""
    lines = (line.strip() for line in (place.strip() or portal.place).splitlines())
    ticked = set(publication.steps)
    return [Step(line, line in ticked) for line in dict.fromkeys(filter(None, lines))]


def facts(document: Authorisation) -> Iterator[Fact]:
    """What is typed into the portal, each ready to be copied."""
    client = document.package.client
    yield Fact(_("Client"), client.name)
    coded = client.kind == ClientKind.PERSON or not client.registry_code
    yield Fact(_("Personal code") if coded else _("Registry code"), client.code)
    yield Fact(_("Document"), document.number)
    persons = list(document.persons.all())
    for place, one in enumerate(persons, 1):
        many = f" {place}" if len(persons) > 1 else ""
        yield Fact(_("Authorised person") + many, str(one))
        yield Fact(_("Personal code") + many, one.code)
        yield Fact(_("E-mail") + many, one.email)
    if document.kind.effect == Effect.CLOSES:
        yield Fact(_("Document that ends"), document.values.get("ended_number", ""))
    else:
        yield Fact(_("Valid from"), _day(document.valid_from))
        yield Fact(_("Valid until"), _day(document.valid_until))
    ends = closing(document)
    yield Fact(_("Closed from"), _day(ends["effective_on"]))
    yield Fact(_("Ends with it"), ", ".join(ends["also_ends"]))


def _day(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""
