"""What of this room a second person looks at (slot SECOND_EYES)."""

from django.utils.translation import gettext_lazy as _

from desk.enquiries.actions import reaching
from desk.people.approvals import Kind

KINDS = {
    "enquiries.last_letter": Kind(
        text=_("Last letter to a client who could not be reached, enquiry %(number)s"),
        page="enquiries:last_letter",
        decided=reaching.decided,
    )
}
