"""Words of the forecast and of the staffing proposal."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Method(TextChoices):
    """By what a forecast was made."""

    REGRESSION = "regression", _("regression on weekday, hour, season and declaration dates")
    NAIVE = "naive", _("mean of the same half-hour of the last four weeks")
    HAND = "hand", _("number given by hand")


class Load(TextChoices):
    """For which of the forecast's numbers a proposal plans."""

    EXPECTED = "expected", _("what is expected")
    HIGH = "high", _("the upper end of the range")


class ProposalState(TextChoices):
    """Where a proposal stands; the moves between them are the table in `stats.staffing.workflow`."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("waits for the head's decision")
    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    REFUSED = "refused", _("not accepted")
    CARRIED = "carried", _("carried out")
    DROPPED = "dropped", _("put away")


class Outcome(TextChoices):
    """What the head decided."""

    ACCEPTED = "accepted", _("accepted")
    PARTLY = "partly", _("accepted in part")
    REFUSED = "refused", _("not accepted")


class Shifted(TextChoices):
    """What a proposal would do with a shift."""

    MOVED = "moved", _("moved")
    SHORTENED = "shortened", _("shortened")
    LENGTHENED = "lengthened", _("lengthened")
    ADDED = "added", _("added")


TIMELINE: dict[str, Promise] = {
    "stats.proposal_written": _("Staffing proposal written"),
    "stats.proposal_changed": _("Staffing proposal changed"),
    "stats.proposal_sent": _("Staffing proposal sent to the head"),
    "stats.proposal_taken_back": _("Staffing proposal taken back"),
    "stats.proposal_dropped": _("Staffing proposal put away"),
    "stats.proposal_accepted": _("Staffing proposal accepted"),
    "stats.proposal_partly": _("Staffing proposal accepted in part"),
    "stats.proposal_refused": _("Staffing proposal refused"),
    "stats.proposal_carried": _("Staffing proposal carried out"),
}
OWED: dict[str, Promise] = {
    "stats.proposal_sent": _("Staffing proposal “%(title)s” waits for the head's decision."),
    "stats.proposal_taken_back": _("Staffing proposal “%(title)s” was taken back by its writer."),
    "stats.proposal_accepted": _("Your staffing proposal “%(title)s” was accepted."),
    "stats.proposal_partly": _("Your staffing proposal “%(title)s” was accepted in part."),
    "stats.proposal_refused": _("Your staffing proposal “%(title)s” was refused."),
    "stats.proposal_carry": _("Put the staffing proposal “%(title)s” into the roster."),
}
PAGES: dict[str, str] = {"proposal": "stats:proposal"}
