"""Whom a package names, so that his login opens its page. Reads, never writes."""

from contracts.drafting import filling
from contracts.life import standing
from contracts.models import Authorisation, AuthorisedPerson, Kind, Package
from desk import workdays


def is_named(package: Package, identity: str) -> bool:
    """Whether this person ("EE38001085718") has to do with the documents."""
    return identity in _signers(package) | _authorised(package) | _holders(package)


def _signers(package: Package) -> set[str]:
    """Who may sign for the client by the register's answer at sending."""
    check = package.check_at_sending
    sets = filling.signer_sets(check.judgement) if check else []
    return {person.identity for each in sets for person in each.persons if person.identity}


def _authorised(package: Package) -> set[str]:
    rows = AuthorisedPerson.objects.filter(authorisation__in=package.authorisations.kept())
    return {f"EE{code}" for code in rows.values_list("code", flat=True)}


def _holders(package: Package) -> set[str]:
    """Who holds a power of attorney of this client, in force here, by which these kinds may be signed too."""
    kinds = Kind.objects.filter(authorisations__package=package).values_list("also_by", flat=True)
    rows = Authorisation.objects.held(package.client_id, [kind for kind in kinds if kind]).in_force()
    return {
        f"EE{person.code}"
        for row in rows.select_related("kind").prefetch_related("persons")
        for person in standing.holders(row, row.persons.all(), workdays.today())
        if person.ended_at is None  # the power may go on for the others alone
    }
