"""Whose names and codes must not leave for JIRA: the client's people around an enquiry."""

from desk.clients.enums import Kind
from desk.clients.models import Person
from desk.enquiries.models import Enquiry
from tickets.completeness import People

# The name and registry code of an organisation may go; theirs are a person's.
OF_A_PERSON = (Kind.PERSON, Kind.SOLE_TRADER)


def people_around(enquiry: Enquiry) -> People:
    """The enquirer, a client that is a person or a sole trader, and everyone who acts for the client."""
    names = [str(enquiry.person)] if enquiry.person else []
    codes: list[str] = []
    client = enquiry.client
    if client is not None:
        if client.kind in OF_A_PERSON:
            names.append(_bare(client.name))
            codes += [code for code in (client.registry_code, client.personal_code) if code]
        names += [str(person) for person in Person.objects.of_client(client.pk)]
    return People(tuple(dict.fromkeys(names)), tuple(codes))


def organisation_of(enquiry: Enquiry) -> str:
    """The client's name and registry code where they may go to JIRA; empty otherwise."""
    client = enquiry.client
    if client is None or client.kind in OF_A_PERSON:
        return ""
    return f"{client.name} ({client.registry_code})" if client.registry_code else client.name


def _bare(name: str) -> str:
    """A sole trader's name without the three letters that say so."""
    return " ".join(part for part in name.split() if part.upper() != "FIE")
