"""Whose names and codes must not leave for JIRA: the client's people around an enquiry."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from desk.clients.enums import Kind
from desk.clients.models import ContactPoint, Person
from desk.enquiries.models import Enquiry
from tickets.leaving.completeness import People

# The name and registry code of an organisation may go; theirs are a person's.
OF_A_PERSON = (Kind.PERSON, Kind.SOLE_TRADER)


def people_around(enquiry: Enquiry) -> People:
    """The enquirer, a client that is a person or a sole trader, and everyone who acts for the client."""
    client = enquiry.client
    names: list[str] = []
    codes: list[str] = []
    phones: list[str] = []
    if client is not None and client.kind in OF_A_PERSON:
        names.append(_bare(client.name))
        codes += [client.registry_code, client.personal_code]
    for person in _persons(enquiry):
        names.append(str(person))
        codes.append(person.personal_code)
        phones += [*person.own_phones, *person.client_phones]
    return People(
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(filter(None, codes))),
        tuple(dict.fromkeys(phones)),
        (client.name,) if client is not None and client.kind not in OF_A_PERSON else (),
    )


def _persons(enquiry: Enquiry) -> "QuerySet[Any]":
    """The enquirer and those who act for the client, with every number by which they are reached.

    A number may be one that does not look like a telephone's; the client's own stands with each of them.
    """
    client_id = enquiry.client_id or 0  # of nobody
    numbers = ContactPoint.objects.phones().order_by("value")
    own = ArraySubquery(numbers.filter(person_id=OuterRef("pk")).values("value"))
    shared = ArraySubquery(numbers.filter(client_id=client_id).values("value"))
    acting = Q(roles__client_id=client_id, roles__ended_at=None)
    found = Person.objects.filter(acting | Q(pk=enquiry.person_id)).distinct_ones().distinct()
    return found.annotate(own_phones=own, client_phones=shared)


def organisation_of(enquiry: Enquiry) -> str:
    """The client's name and registry code where they may go to JIRA; empty otherwise."""
    client = enquiry.client
    if client is None or client.kind in OF_A_PERSON:
        return ""
    return f"{client.name} ({client.registry_code})" if client.registry_code else client.name


def _bare(name: str) -> str:
    """A sole trader's name without the three letters that say so."""
    return " ".join(part for part in name.split() if part.strip("().,").upper() != "FIE")
