"""What a visit still lacks before it is over; asked by the page beforehand and by the action."""

from django.utils.translation import gettext as _

from desk.counter.models import Visit, VisitEnquiry
from desk.enquiries.models import OutcomeCode


def about(visit: Visit) -> list[VisitEnquiry]:
    """What was spoken of, in its order, with what a page shows of it."""
    rows = visit.links.select_related("enquiry__topic__parent", "enquiry__outcome", "enquiry__repeats")
    return list(rows.order_by("pk"))


def missing(
    visit: Visit, outcome: OutcomeCode | None = None, links: list[VisitEnquiry] | None = None
) -> list[str]:
    """Texts of what is missing, each naming one thing to do; empty when the visit may be ended."""
    texts: list[str] = []
    if visit.waits:
        texts.append(_("The visitor waits: call him first."))
    clients = [link.enquiry.client_id for link in (about(visit) if links is None else links)]
    if not clients and not (outcome is not None and outcome.no_enquiry):
        texts.append(_("Choose what the visit was about: no enquiry is written down."))
    if outcome is None:
        texts.append(_("Choose how the visit ended."))
    elif visit.client_id is None and not any(clients) and not outcome.no_client:
        texts.append(_("Choose on whose behalf the visitor came, or an outcome that needs no client."))
    return texts
