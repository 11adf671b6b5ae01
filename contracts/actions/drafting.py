"""Drafting: a package with its documents, the register asked, the PDF ordered from the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.ee import ik

from contracts import workflow
from contracts.agency.signing_order import Order, order_of
from contracts.drafting import combining, filling, known
from contracts.enums import PackageState, WhyByHand
from contracts.life import ending, noticing, rules
from contracts.models import Authorisation, AuthorisedPerson, Kind, Package, Portal, Rendering
from desk import outbox
from desk.clients import practice, protection
from desk.clients.models import Client, Person
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records.actions import note
from registry import actions as registry_actions
from registry.enums import Purpose

SUBJECT = "package"


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
    the check at sending. Raises Refused without documents, without a valid template, for documents that do
    not go together, and where the portal does the same itself and nobody said why it is made by hand.
    """
    practice.refuse(client)
    if not documents:
        raise Refused(_("Choose at least one document."))
    _refuse_unsuitable(client, documents, why_by_hand, why_text)
    package = Package.objects.create(
        client=client, enquiry=enquiry, language=language, drafted_by=by,
        why_by_hand=why_by_hand, why_text=why_text,
    )  # fmt: skip
    for wanted in sorted(documents, key=lambda each: each.kind.position):
        _write(package, wanted, signers)
    # Nobody's right is asked about where the agency alone signs.
    if order_of(each.kind for each in documents) is not Order.AGENCY_ALONE:
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
    for authorisation in package.authorisations.kept().select_related("kind", "portal"):
        authorisation.values |= filling.known(package, authorisation, signers)
        authorisation.pdf, authorisation.pdf_sha256 = None, ""
        authorisation.save()
    order_renderings(package)
    _note(package, "contracts.drafted", by)
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
    persons = _persons(authorisation, named_in(wanted))
    if persons:
        first = {name: persons[0][column] for name, column in filling.PERSON_FIELDS.items() if name in asked}
        asked |= first
    clauses = {f"clause_{name}": False for name in wanted.kind.clauses.values_list("name", flat=True)}
    chosen = {name: bool(wanted.values.get(name)) for name in clauses}
    known_now = filling.known(package, authorisation, signers)
    said = noticing.written(wanted.kind, wanted.values)
    authorisation.values = {**asked, **chosen, **said, "persons": persons, **known_now}
    authorisation.save(update_fields=["values"])
    return authorisation


def _persons(authorisation: Authorisation, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Write those whom the document authorises; the same as rows for its text.

    A protected address is neither kept with the document nor printed: it is only said to be known.
    """
    hidden = known.unprintable(row[column] for row in rows for column in ("email", "phone"))
    sheltered = _sheltered([row["code"] for row in rows])
    printed = []
    for place, row in enumerate(rows, start=1):
        kept = {column: "" if value in hidden else value for column, value in row.items()}
        AuthorisedPerson.objects.create(authorisation=authorisation, position=place, **kept)
        told = protection.KNOWN_TO_US if row["code"] in sheltered or kept != row else ""
        printed.append({**kept, "email": kept["email"] or told, "phone": kept["phone"] or told})
    return printed


def _sheltered(codes: Sequence[str]) -> set[str]:
    """Those of these people whose address is protected."""
    persons = Person.objects.distinct_ones().filter(pk__in=protection.owners()[1], personal_code__in=codes)
    return set(persons.exclude(personal_code="").values_list("personal_code", flat=True))


def named_in(wanted: Wanted) -> list[dict[str, str]]:
    """Those whom the wanted document names, in order, by the columns of `AuthorisedPerson`."""
    asked = filling.asked(wanted.kind, wanted.values)
    columns = filling.PERSON_FIELDS
    first = {column: str(asked.get(name, "")) for name, column in columns.items()}
    given = [first] if first["code"] or first["last_name"] else []
    given += [{column: str(row.get(column, "")) for column in columns.values()} for row in wanted.persons]
    return given


def _refuse_unsuitable(client: Client, documents: Sequence[Wanted], why_by_hand: str, why_text: str) -> None:
    """Everything that stands against drafting these documents, at once."""
    found: list[str] = []
    for wanted in documents:
        codes = [row["code"] for row in named_in(wanted) if row["code"]]
        if len(codes) > 1 and not wanted.kind.several:
            found.append(_("“%(kind)s” names one person.") % {"kind": wanted.kind})
        if len(set(codes)) < len(codes):
            found.append(_("“%(kind)s” names the same person twice.") % {"kind": wanted.kind})
        if not all(ik.is_valid(code) for code in codes):
            found.append(_("“%(kind)s”: this is not an Estonian personal code.") % {"kind": wanted.kind})
    for wanted in documents:
        found += noticing.troubles(client, wanted.kind, wanted.values)
    found += ending.of_others(client, [draftable(each) for each in documents])
    for portal in {wanted.portal for wanted in documents}:
        found += combining.refusals([draftable(each) for each in documents if each.portal == portal])
    if not why_by_hand and filling.done_in_portal(documents):
        found.append(_("Say why this is not done in the portal itself."))
    if why_by_hand == WhyByHand.OTHER and not why_text.strip():
        found.append(_("Write what the other reason is."))
    if found:
        raise Refused(*dict.fromkeys(found))


def draftable(wanted: Wanted) -> ending.Draftable:
    """The wanted document, as far as others may be the same."""
    codes = frozenset(row["code"] for row in named_in(wanted) if row["code"])
    begins = wanted.values.get("valid_from")  # a day, or as somebody has just typed it
    if not isinstance(begins, date):
        begins = rules.wish(str(begins or ""))
    return ending.Draftable(wanted.kind, codes, str(wanted.values.get("ended_number") or ""), begins)


def order_renderings(package: Package) -> None:
    """Every document into the worker's queue, once nothing is missing."""
    if filling.missing(package):
        return
    for authorisation in package.authorisations.kept():
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
