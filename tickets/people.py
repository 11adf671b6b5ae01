"""Whose names must not leave for JIRA: the client's people around an enquiry."""

from desk.clients.enums import Kind
from desk.clients.models import Person
from desk.enquiries.models import Enquiry


def names_around(enquiry: Enquiry) -> list[str]:
    """Full names of the enquirer, of a client that is a person, and of everyone who acts for the client."""
    names = [str(enquiry.person)] if enquiry.person else []
    if enquiry.client is not None:
        if enquiry.client.kind == Kind.PERSON:
            names.append(enquiry.client.name)
        names += [str(person) for person in Person.objects.of_client(enquiry.client.pk)]
    return list(dict.fromkeys(names))
