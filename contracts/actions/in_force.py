"""The page of what is in force is sent to its client."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contracts import letters
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import LINK_DAYS, end_links, fresh_link
from contracts.actions.sending import untrusted, usual_factor
from contracts.drafting import filling
from contracts.enums import Factor, PackageState
from contracts.models import Package
from desk import clock
from desk.clients import practice
from desk.clients.models import Client, ContactPoint
from desk.http import Refused
from desk.mail import actions as mail
from desk.people.models import User
from desk.records.actions import note

# Their signing is over, so that a later last day of the link says nothing about them.
DONE = [PackageState.ACCEPTED, PackageState.PUBLISHED, PackageState.TOLD, PackageState.TAKEN_OVER]


def addresses(client: Client) -> list[ContactPoint]:
    """Where the link may go: addresses confirmed as working and not too young."""
    return [each for each in filling.working_emails(client) if not untrusted(each, each.kin.vouching())]


@transaction.atomic
def send(*, client: Client, to: ContactPoint, by: User) -> Package:
    """Write to the client with a link to the page of what is in force for him.

    It hangs on the newest package that is done, behind what opened that one's page. Links that had run out
    do not come back to life with it.
    """
    practice.refuse(client)
    if to.pk not in {each.pk for each in addresses(client)}:
        raise Refused(_("The e-mail address is not confirmed as working."))
    rows = Package.objects.select_for_update(of=("self",)).filter(client=client, state__in=DONE)
    package = rows.order_by("-pk").first()
    if package is None:
        raise Refused(_("Nothing of this client has been accepted yet."))
    now = clock.now()
    if package.link_expires_at is None or package.link_expires_at <= now:
        end_links(package)
    package.link_expires_at = now + timedelta(days=LINK_DAYS)
    _guard(package, to)
    package.save(update_fields=["link_expires_at", "factor", "code_to"])
    link = fresh_link(package, to, page="in_force")
    until = filling.shown_date(timezone.localdate(package.link_expires_at))
    mail.queue(
        letter=letters.in_force(package, link, until), to=to.value, language=package.language,
        subject=(SUBJECT, package.pk), client_id=client.pk, by=by,
    )  # fmt: skip
    note(
        kind="contracts.in_force_sent", subject=(SUBJECT, package.pk), client_id=client.pk, by=by,
        owner_id=package.drafted_by_id, numbers=package.numbers,
    )  # fmt: skip
    return package


def _guard(package: Package, to: ContactPoint) -> None:
    """What opens the page beside the link: never the address to which the link itself goes."""
    same = package.code_to is not None and package.code_to.value == to.value
    if same or (package.factor == Factor.NONE and settings.CLIENT_PAGE_FACTOR != "offered"):
        package.factor, package.code_to = usual_factor(package, to)
