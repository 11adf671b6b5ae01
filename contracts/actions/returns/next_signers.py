"""The container is kept, and those whose signatures are still needed are asked for them, each by a letter."""

from datetime import datetime

from django.utils import timezone

from contracts import letters
from contracts.actions import dispatch, sending
from contracts.actions.drafting import SUBJECT
from contracts.drafting import filling
from contracts.enums import ReturnVerdict
from contracts.models import Finding, Package
from contracts.verification import counting, rights
from contracts.verification.checking import missing_names
from desk.clients.enums import Works
from desk.clients.models import ContactPoint, Person
from desk.mail import actions as mail
from desk.records.actions import note


def ask(package: Package, outcome: rights.Outcome | None = None) -> None:
    """Write to everyone whose signature would complete the package, with a link of their own (inside an
    action); to the address the package went to where nobody of them can be written to.

    Without `outcome` a later container was not accepted: what was signed before it still stands, and the next
    signers are asked if nobody has asked them yet.
    """
    if outcome is None:
        found = _kept(package)
        if found is None or package.links.filter(made_at__gte=found).exists():
            return
        signed = {who: at for who, (_name, at) in counting.of_all(package).items()}
        outcome = counting.standing(package, signed)
    if outcome is None or outcome.verdict is not ReturnVerdict.PARTIAL:
        return
    missing = frozenset().union(*outcome.missing)
    contacts = _contacts(package, missing)
    assert package.sent_to is not None
    if missing - contacts.keys():
        # Somebody cannot be reached: whoever got the documents passes the word on.
        reached = {each.pk: each for each in contacts.values() if each.value != package.sent_to.value}
        reached[package.sent_to.pk] = package.sent_to
    else:
        reached = {each.pk: each for each in contacts.values()}
    names = missing_names(package, outcome)
    for contact in reached.values():
        _write(package, contact, names)
    note(
        kind="contracts.next_asked", subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
        numbers=package.numbers, letters=len(reached),
    )  # fmt: skip


def _kept(package: Package) -> datetime | None:
    """When the newest container was found that holds some of the signatures needed."""
    partial = Finding.objects.filter(verification__in=counting.sound(package), verdict=ReturnVerdict.PARTIAL)
    last = partial.order_by("-pk").first()
    return last.found_at if last else None


def _write(package: Package, contact: ContactPoint, names: list[str]) -> None:
    until = package.link_expires_at
    letter = letters.still_missing(
        package, names, link=dispatch.fresh_link(package, contact),
        until=filling.shown_date(timezone.localdate(until)) if until else "",
        alone=counting.container_so_far(package) is None,
    )  # fmt: skip
    mail.queue(
        letter=letter, to=contact.value, language=package.language, subject=(SUBJECT, package.pk),
        client_id=package.client_id, by=None,
    )  # fmt: skip


def _contacts(package: Package, missing: frozenset[str]) -> dict[str, ContactPoint]:
    """By identity: the confirmed address of one of these persons who act for the client.

    A person is known by the personal code, by the name only where we have no code; an address that is too new
    for documents is none."""
    acting = Person.objects.distinct_ones().filter(
        roles__client=package.client_id, roles__ended_at=None
    ).distinct()  # fmt: skip
    check = package.check_at_sending
    named = {
        each.name.casefold(): each.identity
        for each in (check.judgement.persons if check else ())
        if each.identity in missing
    }
    persons: dict[int, str] = {}
    for person in acting:
        code = f"{person.country}{person.personal_code}"
        identity = code if person.personal_code else named.get(str(person).casefold(), "")
        if identity in missing:
            persons[person.pk] = identity
    # Where the page's code goes no link may go: together they would be one factor.
    code_to = package.code_to.value if package.code_to else ""
    emails = ContactPoint.objects.emails().filter(person__in=persons, works=Works.YES)
    found: dict[str, ContactPoint] = {}
    for contact in emails.order_by("-preferred", "-verified_at", "pk"):
        assert contact.person_id is not None
        if persons[contact.person_id] in found or contact.value == code_to:
            continue
        if sending.untrusted(contact, contact.kin.vouching()):
            continue
        found[persons[contact.person_id]] = contact
    return found
