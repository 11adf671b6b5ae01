"""The agency's refusal may name a document that waits for signatures: accepted, it refuses that document."""

from contracts import workflow
from contracts.actions import registering
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import end_links
from contracts.enums import AuthorisationState, PackageState
from contracts.life import refusals
from contracts.models import Authorisation, Package
from desk.people import actions as people
from desk.records.actions import note


def take_effect(refusal: Authorisation) -> None:
    """The document that an accepted refusal names is refused, where it still waits (inside an action).

    The others of its package stay as they are; with the last of them its package is over, and the client's
    links stop working. The client is told by the refusal's own letter.
    """
    document = refusals.refused_by(refusal)
    if document is None:
        return
    rows = Package.objects.select_for_update(of=("self",)).select_related("client", "sent_to")
    package = rows.get(pk=document.package_id)
    document.refresh_from_db(fields=["state"])
    if document.state != AuthorisationState.SENT:
        return  # accepted or recalled meanwhile
    workflow.move_authorisation(document, AuthorisationState.REFUSED)
    registering.refused(document)
    note(
        kind="contracts.refused", subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
        owner_id=package.drafted_by_id, number=document.number, refusal=refusal.number,
    )  # fmt: skip
    if not package.authorisations.kept().exists():
        workflow.move(package, PackageState.REFUSED, link_expires_at=None)
        end_links(package)
        people.withdraw_about(kind="contracts.verdict", subject=(SUBJECT, package.pk), by=None)
    elif package.state == PackageState.AWAITING_AGENCY and package.sent_at is not None:
        # What the client signed holds the refused document too: the others are signed anew.
        workflow.move(package, PackageState.SENT)
