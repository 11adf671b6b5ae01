"""The letter to a client who could not be reached, in the language of the enquiry; and who approves it."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from desk.mail.actions import Letter


def last(*, number: str, text: str, language: str) -> Letter:
    """What the specialist wrote and a second person approved, in a letter of the agency."""
    with translation.override(language):
        subject = _("We could not reach you: enquiry %(number)s") % {"number": number}
        closing = _("If you have more questions, call us on %(phone)s or answer this letter.")
        parts = [_("Hello"), text, closing % {"phone": settings.AGENCY_PHONE}, settings.AGENCY_NAME]
    return Letter(subject, "\n\n".join(parts))
