"""Whose names and codes must not leave for JIRA: the client's people around an enquiry."""

from django.db.models import Q

from desk.clients.enums import Kind
from desk.clients.models import ContactPoint, Person
from desk.enquiries.models import Enquiry
from tickets.completeness import People

# The name and registry code of an organisation may go; theirs are a person's.
OF_A_PERSON = (Kind.PERSON, Kind.SOLE_TRADER)


def people_around(enquiry: Enquiry) -> People:
    """The enquirer, a client that is a person or a sole trader, and everyone who acts for the client."""
    client = enquiry.client
    persons = [enquiry.person] if enquiry.person else []
    names: list[str] = []
    codes: list[str] = []
    if client is not None:
        if client.kind in OF_A_PERSON:
            names.append(_bare(client.name))
            codes += [client.registry_code, client.personal_code]
        persons += Person.objects.of_client(client.pk)
    names += [str(person) for person in persons]
    codes += [person.personal_code for person in persons]
    return People(
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(filter(None, codes))),
        _phones(enquiry),
        (client.name,) if client is not None and client.kind not in OF_A_PERSON else (),
    )


def _phones(enquiry: Enquiry) -> tuple[str, ...]:
    """Every number by which they are reached: also one that does not look like a telephone's."""
    whose = Q(pk__in=[])
    if enquiry.person_id:
        whose |= Q(person_id=enquiry.person_id)
    if enquiry.client_id:
        acting = Q(person__roles__client_id=enquiry.client_id, person__roles__ended_at=None)
        whose |= Q(client_id=enquiry.client_id) | acting
    numbers = ContactPoint.objects.phones().filter(whose).order_by("value")
    return tuple(numbers.values_list("value", flat=True).distinct())


def organisation_of(enquiry: Enquiry) -> str:
    """The client's name and registry code where they may go to JIRA; empty otherwise."""
    client = enquiry.client
    if client is None or client.kind in OF_A_PERSON:
        return ""
    return f"{client.name} ({client.registry_code})" if client.registry_code else client.name


def _bare(name: str) -> str:
    """A sole trader's name without the three letters that say so."""
    return " ".join(part for part in name.split() if part.strip("().,").upper() != "FIE")
