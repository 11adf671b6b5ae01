"""Letters of this room, in the language of the client: one function for each."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from desk.mail.actions import Letter


def answer(*, number: str, text: str, language: str) -> Letter:
    """The second level's answer as the specialist worded it, in a letter of the agency."""
    with translation.override(language):
        subject = _("Answer to your enquiry %(number)s") % {"number": number}
        closing = _("If you have more questions, call us on %(phone)s or answer this letter.")
        parts = [_("Hello"), text, closing % {"phone": settings.AGENCY_PHONE}, settings.AGENCY_NAME]
    return Letter(subject, "\n\n".join(parts))
