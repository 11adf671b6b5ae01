"""Drafting: a package with its documents, the register asked, the PDF ordered from the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import filling, workflow
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, AuthorisedPerson, Kind, Package, Portal, Rendering
from desk import clock, outbox
from desk.clients import practice
from desk.clients.models import Client
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records.actions import note
from registry import actions as registry_actions
from registry.enums import Purpose

SUBJECT = "package"
# A document's placeholders for its first authorised person, and the columns of all of them.
PERSON_FIELDS = {
    "person_first_name": "first_name",
    "person_last_name": "last_name",
    "person_code": "code",
    "person_email": "email",
    "person_phone": "phone",
    "person_position": "job_title",
}


@dataclass(frozen=True)
class Wanted:
    """One document to be drafted; `values` by the names that its kind asks for, and chosen `clause_…`.

    Whom it authorises stands in the values as `person_…`; further persons in `persons`, by the columns of
    `AuthorisedPerson`.
    """

    kind: Kind
    portal: Portal
    values: Mapping[str, Any] = field(default_factory=dict)
    persons: Sequence[Mapping[str, str]] = ()


@transaction.atomic
def draft(
    *,
    client: Client,
    documents: Sequence[Wanted],
    by: User,
    enquiry: Enquiry | None = None,
    language: str = "et",
    signers: str = "",
    why_by_hand: str = "",
    why_text: str = "",
) -> Package:
    """Draft documents for a client. What is missing stays named on the package (`filling.missing`).

    `signers` is the `key` of one of `filling.signer_sets`; empty takes the first. The register is asked for
    the check at sending. Raises Refused without documents or without a valid template.
    """
    practice.refuse(client)
    if not documents:
        raise Refused(_("Choose at least one document."))
    package = Package.objects.create(
        client=client, enquiry=enquiry, language=language, drafted_by=by,
        why_by_hand=why_by_hand, why_text=why_text,
    )  # fmt: skip
    for wanted in sorted(documents, key=lambda each: each.kind.position):
        _write(package, wanted, signers)
    registry_actions.ask(
        client=client, purpose=Purpose.SENDING, subject=(SUBJECT, package.pk), by=by, issue=package.issue
    )
    order_renderings(package)
    _note(package, "contracts.drafted", by)
    return package


@transaction.atomic
def refill(*, package: Package, signers: str, by: User) -> Package:
    """Fill anew what is known (register, contacts, who signs) and order the PDFs again. Before sending."""
    if package.state not in {PackageState.DRAFTING, PackageState.RENDERED}:
        raise Refused(_("Documents that were sent are not changed: recall them and draft anew."))
    if package.state == PackageState.RENDERED:
        workflow.move(package, PackageState.DRAFTING)
    for authorisation in package.authorisations.select_related("kind", "portal"):
        authorisation.values |= filling.known(package, authorisation, signers)
        authorisation.pdf, authorisation.pdf_sha256 = None, ""
        authorisation.save()
    order_renderings(package)
    _note(package, "contracts.drafted", by)
    return package


@transaction.atomic
def recall(*, package: Package, by: User) -> Package:
    """Take the documents back: the client's link stops working, nothing signed later is accepted."""
    workflow.move(package, PackageState.RECALLED, link_expires_at=None)
    package.links.filter(ended_at=None).update(ended_at=clock.now())
    for authorisation in package.authorisations.all():
        workflow.move_authorisation(authorisation, AuthorisationState.RECALLED)
    _note(package, "contracts.recalled", by)
    return package


def _write(package: Package, wanted: Wanted, signers: str) -> Authorisation:
    version = filling.template_for(wanted.kind, wanted.portal)
    if version is None:
        raise Refused(_("“%(kind)s” has no template that is valid today.") % {"kind": wanted.kind})
    asked = filling.asked(wanted.kind, wanted.values)
    period = {name: wanted.values.get(name) for name in ("valid_from", "valid_until") if name in asked}
    authorisation = Authorisation.objects.create(
        package=package,
        kind=wanted.kind,
        portal=wanted.portal,
        template_version=version,
        **period,
    )
    persons = _persons(authorisation, wanted, asked)
    clauses = {f"clause_{name}": False for name in wanted.kind.clauses.values_list("name", flat=True)}
    chosen = {name: bool(wanted.values.get(name)) for name in clauses}
    known = filling.known(package, authorisation, signers)
    authorisation.values = {**asked, **chosen, "persons": persons, **known}
    authorisation.save(update_fields=["values"])
    return authorisation


def _persons(authorisation: Authorisation, wanted: Wanted, asked: Mapping[str, Any]) -> list[dict[str, str]]:
    """Write those whom the document authorises; the same as rows for its text."""
    first = {column: str(asked[name]) for name, column in PERSON_FIELDS.items() if name in asked}
    given = [first] if first.get("code") or first.get("last_name") else []
    given += [
        {column: str(row.get(column, "")) for column in PERSON_FIELDS.values()} for row in wanted.persons
    ]
    AuthorisedPerson.objects.bulk_create(
        AuthorisedPerson(authorisation=authorisation, position=place, **row)
        for place, row in enumerate(given, start=1)
    )
    return given


def order_renderings(package: Package) -> None:
    """Every document into the worker's queue, once nothing is missing."""
    if filling.missing(package):
        return
    for authorisation in package.authorisations.all():
        fresh = {"state": JobState.PENDING, "next_at": None, "reason": "", "claimed_at": None}
        job, _made = Rendering.jobs.update_or_create(authorisation=authorisation, defaults=fresh)
        outbox.wake("contracts.render", job.pk)


def _note(package: Package, kind: str, by: User | None) -> None:
    note(
        kind=kind,
        subject=(SUBJECT, package.pk),
        client_id=package.client_id,
        by=by,
        owner_id=package.drafted_by_id,
        numbers=package.numbers,
    )
