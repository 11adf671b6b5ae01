"""The portals' lists of users and the document register, in words."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TakenBack(TextChoices):
    """Why an addition to a portal that a person had confirmed is taken back; a word, never a text."""

    NOT_SAVED = "not_saved", _("the portal had not saved it")
    OTHER_DOCUMENT = "other_document", _("another document was meant")
    OTHER_CLIENT = "other_client", _("it was added for another client")
    REFERENCE = "reference", _("the reference was wrong")


class ListingSource(TextChoices):
    HTTP = "http", _("the portal's interface")
    FILE = "file", _("a file")


class DifferenceWhat(TextChoices):
    """How a portal's list of users differs from what stands here."""

    MISSING_THERE = "missing_there", _("stands here, missing in the portal")
    UNKNOWN_HERE = "unknown_here", _("in the portal, unknown here")
    OTHER_PERIOD = "other_period", _("another period in the portal")
    STILL_THERE = "still_there", _("ended here, still in the portal")


class DifferenceState(TextChoices):
    OPEN = "open", _("to be looked at")
    SETTLED = "settled", _("looked at")
    GONE = "gone", _("the lists agree again")


class Registered(TextChoices):
    """What the registrar enters into the document register."""

    SIGNED = "signed", _("signed document")
    REFUSED = "refused", _("refused document")
    ENDED = "ended", _("end of a document")
    LETTER_IN = "letter_in", _("letter received")
    LETTER_OUT = "letter_out", _("letter sent")
