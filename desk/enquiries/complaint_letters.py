"""The letter to somebody who complained, in the language of the enquiry."""

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from desk.mail.actions import Letter


def received(enquiry: Enquiry) -> Letter:
    """The holding reply: the complaint is here, under which number, by when it is answered."""
    with translation.override(enquiry.language):
        subject = _("Your complaint was received (%(number)s)") % {"number": enquiry.number}
        words = {"number": enquiry.number, "due": ""}
        text = _("We have received your complaint. Its number is %(number)s.")
        if enquiry.due_at is not None:
            due = formats.date_format(timezone.localtime(enquiry.due_at).date(), "SHORT_DATE_FORMAT")
            words["due"] = due
            text = _(
                "We have received your complaint. Its number is %(number)s. We will answer it by %(due)s."
            )
        neutral = _("It is handled by somebody whom it does not concern.")
        closing = _("If you have more questions, call us on %(phone)s or answer this letter.")
        closing %= {"phone": settings.AGENCY_PHONE}
        parts = [_("Hello"), text % words, neutral, closing, settings.AGENCY_NAME]
    return Letter(subject, "\n\n".join(parts))
