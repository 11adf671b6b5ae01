"""Who signs first: one rule for all documents of a package, since they are signed in one container."""

from collections.abc import Iterable
from enum import Enum

from django.utils.translation import gettext as _

from contracts.enums import AgencySigns, SignedBy
from contracts.models import Authorisation, Kind, Package


class Order(Enum):
    CLIENT_FIRST = "client"  # and the agency last, or not at all
    AGENCY_FIRST = "agency_first"
    AGENCY_ALONE = "agency_alone"


def order_of(kinds: Iterable[Kind]) -> Order:
    """The order in which documents of these kinds are signed."""
    given = list(kinds)
    if given and all(each.signed_by == SignedBy.AGENCY for each in given):
        return Order.AGENCY_ALONE
    if any(each.agency_signs == AgencySigns.FIRST for each in given):
        return Order.AGENCY_FIRST
    return Order.CLIENT_FIRST


def order_of_package(package: Package) -> Order:
    """The same for the documents of a package that were not recalled."""
    return order_of(each.kind for each in package.authorisations.kept().select_related("kind"))


def client_signers(package: Package) -> list[str]:
    """Names of those who sign for the client."""
    return signers_of(package.authorisations.kept().select_related("kind").prefetch_related("persons"))


def signers_of(documents: Iterable[Authorisation]) -> list[str]:
    """The same of these documents: the client's representatives, or the persons that a notice names."""
    found: list[str] = []
    for each in documents:
        if each.kind.signed_by == SignedBy.REPRESENTATIVES:
            found += [row["name"] for row in each.values.get("representatives", [])]
        elif each.kind.signed_by == SignedBy.PERSON:
            found += [str(person) for person in each.persons.all()]
    return list(dict.fromkeys(found))


def mixed(kinds: Iterable[Kind]) -> str:
    """Why documents of these kinds cannot be signed in one container, in words; empty when they can."""
    given = list(kinds)
    if len({each.signed_by == SignedBy.AGENCY for each in given}) > 1:
        return _("A document that the agency signs alone goes by itself: draft it apart from the others.")
    return both_ends(given)


def both_ends(kinds: Iterable[Kind]) -> str:
    """The same where the agency would have to sign before the client and after it; empty when it need not."""
    wanted = {each.agency_signs for each in kinds if each.signed_by != SignedBy.AGENCY}
    if {AgencySigns.FIRST, AgencySigns.LAST} <= wanted:
        return _("The agency signs some of these documents first and others last: draft them apart.")
    return ""
