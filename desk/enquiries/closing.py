"""What still stands in the way of closing an enquiry: asked by every path that closes one.

The paths are the enquiry's page, the list (many at once), the end of a call, and the telling of a known
fault: all of them call `actions.close`. The programming interface is read only, so it closes nothing.
"""

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from desk import slots
from desk.enquiries import workflow
from desk.enquiries.enums import State
from desk.enquiries.models import Enquiry, OutcomeCode


def missing(enquiry: Enquiry, outcome: OutcomeCode | None = None) -> list[str]:
    """Texts of what is missing, each naming one thing to do; empty when it may be closed.

    Without an outcome only what holds for every outcome is said (the page shows it before one is chosen).
    """
    return [*forbidden(enquiry, outcome), *lacking(enquiry, outcome)]


def forbidden(enquiry: Enquiry, outcome: OutcomeCode | None = None) -> list[str]:
    """What nobody may override: the state does not allow it, or there is no such outcome."""
    texts = []
    if refusal := workflow.refusal(enquiry.state, State.CLOSED):
        texts.append(refusal)
    if outcome is not None and not outcome.active:
        texts.append(_("This outcome code is no longer in use."))
    return texts


def lacking(enquiry: Enquiry, outcome: OutcomeCode | None = None) -> list[str]:
    """What should be done first; those who lead may close in spite of it, with a reason."""
    texts = []
    for promise in enquiry.promises.owed().order_by("due_at", "pk"):
        due = formats.date_format(timezone.localtime(promise.due_at), "SHORT_DATETIME_FORMAT")
        texts.append(
            _("A promise is not kept: “%(what)s”, due %(due)s.") % {"what": promise.what, "due": due}
        )
    if outcome is not None:
        texts += _for_outcome(enquiry, outcome)
    for obstacles in slots.each("CLOSING_OBSTACLES"):
        texts += [str(text) for text in obstacles(enquiry)]
    return texts


def _for_outcome(enquiry: Enquiry, outcome: OutcomeCode) -> list[str]:
    texts = []
    if enquiry.client_id is None and not outcome.no_client:
        texts.append(_("Choose the client, or an outcome that needs none."))
    if (outcome.promised or outcome.needs_callback) and not enquiry.promises.exists():
        texts.append(_("This outcome promises something: write down what, and by when."))
    return texts
