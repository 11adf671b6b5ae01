"""Lives of documents for tests: accepted, in the portal, ended by a notice, in a line each."""

from typing import Any

from contracts import workflow
from contracts.actions import Wanted, accept, confirm_added
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, Publication
from desk import workdays
from tests.contracts.conftest import Ground


def power(ground: Ground, kind: str = "main_user_poa", **values: Any) -> Wanted:
    """A power of attorney of Kadri Lepp from today on, without term unless told otherwise."""
    return ground.wanted(kind, **({"valid_from": workdays.today()} | values))


def accepted(ground: Ground, *wanted: Wanted, **options: Any) -> Authorisation:
    """The first document of a package that came back signed by all."""
    package = ground.sent(*wanted, **options)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    document = package.authorisations.order_by("pk").first()
    assert document is not None and document.state == AuthorisationState.ACCEPTED
    return document


def in_portal(ground: Ground, *wanted: Wanted, **options: Any) -> Authorisation:
    """The same, once a person has added it to the portal by hand."""
    document = accepted(ground, *wanted, **options)
    for job in Publication.jobs.filter(authorisation__package=document.package, added_at=None):
        confirm_added(publication=job, reference=f"P-{job.pk}", by=ground.user)
    document.refresh_from_db()
    return document
