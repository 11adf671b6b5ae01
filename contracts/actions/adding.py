"""Adding a document to a portal by hand: steps ticked on the way, confirmed, and taken back in time."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from contracts import workflow
from contracts.actions import publication as publishing
from contracts.actions.drafting import SUBJECT
from contracts.enums import AuthorisationState, PackageState, PortalMode, TakenBack
from contracts.models import Authorisation, Package, Publication
from contracts.portal import place, wire
from contracts.portal.pictures import Picture
from desk import live
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note


@transaction.atomic
def tick(*, publication: Publication, ticked: Sequence[str], by: User) -> Publication:
    """Keep which steps a person has done, so that the work can be put down and taken up again.

    It changes nothing in the document's story, so no line is written.
    """
    publication = _held(publication)
    if publication.added_at is None:
        known = [step.text for step in place.steps(publication)]
        publication.steps = [text for text in known if text in set(ticked)]
        publication.save(update_fields=["steps"])
        live.push([by.pk], "publication", publication.pk)
    return publication


@transaction.atomic
def confirm_added(
    *, publication: Publication, reference: str, by: User, picture: Picture | None = None
) -> Publication:
    """A person has added the document to the portal by hand and says under which reference."""
    if not reference.strip():
        raise Refused(_("Write the reference that the portal gave."))
    mine = Publication.jobs.filter(pk=publication.pk).exclude(state__in=[JobState.SENT, JobState.SENDING])
    if not mine.update(state=JobState.SENT, mode=PortalMode.MANUAL, reason=""):
        raise Refused(_("The document has been added meanwhile."))
    publication.refresh_from_db()
    if picture is not None:
        publication.screenshot = blobs.store(picture.data, picture.content_type, "screenshot")
        publication.save(update_fields=["screenshot"])
    publishing.record(publication, reference.strip(), by)
    return publication


def not_taken_back(publication: Publication, package: Package) -> str:
    """Why this addition cannot be taken back; empty if it can."""
    if publication.added_at is None or publication.added_by_id is None:
        return _("Nobody has confirmed this document by hand.")
    if package.state != PackageState.ACCEPTED:
        return _("The client has been written to: the letter cannot be called back.")
    return ""


@transaction.atomic
def take_back(*, publication: Publication, why: TakenBack, by: User) -> Publication:
    """The document had not been added after all; the client has not been told yet.

    It waits again, as it did before. What was confirmed stays in the story, with the reason.
    """
    package = Package.objects.select_for_update(of=("self",)).get(authorisations=publication.authorisation_id)
    publication = _held(publication)
    if refusal := not_taken_back(publication, package):
        raise Refused(refusal)
    document = Authorisation.objects.select_for_update(of=("self",)).get(pk=publication.authorisation_id)
    before = publication.reference
    if document.state == AuthorisationState.IN_FORCE:
        workflow.move_authorisation(document, AuthorisationState.ACCEPTED, published_at=None)
    publication.reference, publication.added_at, publication.added_by = "", None, None
    publication.screenshot, publication.steps = None, []
    publication.state = JobState.PENDING
    if publication.authorisation.portal.mode == PortalMode.HTTP and wire.configured():
        # It was confirmed by hand because its interface had given up: both ways are open again.
        publication.mode, publication.state, publication.reason = (
            PortalMode.HTTP,
            JobState.FAILED,
            "taken_back",
        )
    publication.save()
    note(
        kind=f"contracts.taken_back.{why}", subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=package.drafted_by_id, number=document.number, reference=before,
    )  # fmt: skip
    return publication


def _held(publication: Publication) -> Publication:
    related = ("authorisation__portal", "authorisation__kind")
    return Publication.jobs.select_for_update(of=("self",)).select_related(*related).get(pk=publication.pk)  # type: ignore[no-any-return]
