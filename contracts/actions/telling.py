"""The client is told that the documents work: once the letter was delivered, and anew when it came back."""

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import workflow
from contracts.actions.drafting import SUBJECT
from contracts.actions.publication import queue_ready_letter
from contracts.agency.signing_order import Order, order_of_package
from contracts.drafting import filling
from contracts.enums import PackageState
from contracts.models import Package
from desk.clients.models import ContactPoint
from desk.http import Refused
from desk.people.actions import give_todo, settle_todos
from desk.people.models import User
from desk.records.actions import note

AT_ONCE = 200  # packages of one sweep
TELL = "contracts.tell_again"


@transaction.atomic
def record_told() -> int:
    """By rule: packages whose letter was delivered; the client has been told; how many.

    That the mail server took it over is not enough: it may come back within its waiting time.
    """
    packages = list(Package.objects.told_by_letter().select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    for package in packages:
        workflow.move(package, PackageState.TOLD)
        alone = order_of_package(package) is Order.AGENCY_ALONE
        _note("decision_told" if alone else "told", package, None)
    return len(packages)


@transaction.atomic
def record_returned() -> int:
    """By rule: the letter came back, even after it counted as delivered: somebody must tell the client."""
    returned = Package.objects.letter_came_back().select_related("drafted_by", "ready_letter")
    packages = list(returned.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    for package in packages:
        if package.state == PackageState.TOLD:
            workflow.move(package, PackageState.PUBLISHED)
        give_todo(
            kind=TELL, owner=package.drafted_by, subject=(SUBJECT, package.pk), client_id=package.client_id,
            numbers=package.numbers,
        )  # fmt: skip
        _note("letter_came_back", package, None)
        package.returned_letter = package.ready_letter
        package.save(update_fields=["returned_letter"])
    return len(packages)


@transaction.atomic
def tell_again(*, package: Package, to: ContactPoint, by: User) -> Package:
    """Send the letter that came back to another confirmed address of the client."""
    package.refresh_from_db(from_queryset=Package.objects.select_for_update(of=("self",)))
    if not package.must_be_told_again:
        raise Refused(_("The client's letter has not come back."))
    if to.pk not in {address.pk for address in filling.working_emails(package.client)}:
        raise Refused(_("Choose a confirmed e-mail address of this client."))
    package.ready_letter = queue_ready_letter(package, to, by)
    package.save(update_fields=["ready_letter"])
    settle_todos(kind=TELL, subject=(SUBJECT, package.pk), by=by)
    return package


def _note(what: str, package: Package, by: User | None) -> None:
    note(
        kind=f"contracts.{what}", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        numbers=package.numbers,
    )  # fmt: skip
