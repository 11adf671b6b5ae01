"""What an enquiry makes of a letter that came in (slot MAIL_CLAIMERS, the last in it): it takes every one."""

from desk.enquiries import actions
from desk.mail.models import Incoming


def claim(incoming: Incoming) -> tuple[str, int, int | None]:
    """The enquiry with which the letter goes on, or which it opens: its kind, id and client."""
    enquiry = actions.take_letter(incoming=incoming)
    return "enquiry", enquiry.pk, enquiry.client_id
