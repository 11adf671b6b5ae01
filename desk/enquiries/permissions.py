"""Who may do what is not everybody's in this room; what the state allows stands in `workflow`."""

from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from desk.people.models import User
from desk.people.permissions import LEADS


def overrides(user: User | None) -> str | None:
    """Closing in spite of what is missing; a rule of the machine never does."""
    if user is not None and user.holds(*LEADS):
        return None
    return _("Only those who lead close an enquiry in spite of what is missing.")


def handles(user: User | None, enquiry: Enquiry) -> str | None:
    """Nobody handles, or is handed, a complaint about himself."""
    if user is None or enquiry.concerns_id is None or enquiry.concerns_id != user.pk:
        return None
    return _("A complaint is never handled by the person whom it concerns.")
