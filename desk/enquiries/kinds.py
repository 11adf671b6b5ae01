"""Kinds of enquiries and the rules of each, in a sentence for whoever handles one."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from desk.enquiries.enums import Kind
from desk.enquiries.models import Enquiry

RULES: dict[Kind, Lazy] = {
    Kind.QUESTION: _("Answered by the limit of its topic; what level 1 must not answer is handed on."),
    Kind.COMPLAINT: _(
        "Never handled or read by the person whom it concerns; a holding reply goes out first, the answer"
        " within the limit of complaints."
    ),
    Kind.FEEDBACK: _("Thanked for and passed on; answered when the client asks for an answer."),
    Kind.DATA_SUBJECT: _(
        "The client gets a copy of the own data, others in it made unreadable, within the limit of the law;"
        " identify the person first."
    ),
    Kind.INFORMATION: _(
        "Answered within the limit of the law; it is prolonged only with a reason, and the client is told"
        " before the first limit ends."
    ),
}
# The longest that a request for information may take in all, counted from its opening.
LONGEST_INFORMATION = "information-longest"


def changes(enquiry: Enquiry) -> Iterator[Any]:
    """The rows of its history at which the kind, or whom it concerns, became another, newest first."""
    rows = enquiry.history.select_related("history_user", "concerns").order_by("history_date", "history_id")
    for before, after in reversed(list(pairwise(rows))):
        if (before.kind, before.concerns_id) != (after.kind, after.concerns_id):
            yield after
