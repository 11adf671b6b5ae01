"""Letters of this room, in the language of the client: one function for each."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from desk.mail.actions import Letter


@dataclass(frozen=True)
class Frame:
    """What stands around the words of the specialist, so that the page shows the letter as it goes."""

    subject: str
    before: str
    after: str


def frame(enquiry: Enquiry) -> Frame:
    """The letter without its answer, in the language of the enquiry."""
    with translation.override(enquiry.language):
        about = {
            "at": formats.date_format(timezone.localtime(enquiry.opened_at), "SHORT_DATE_FORMAT"),
            "topic": enquiry.topic.name,
        }
        turned = _("You turned to us on %(at)s about “%(topic)s”. Our answer:") % about
        closing = _("If you have more questions, call us on %(phone)s or answer this letter.")
        return Frame(
            subject=_("Answer to your enquiry %(number)s") % {"number": enquiry.number},
            before="\n\n".join([_("Hello"), turned]),
            after="\n\n".join([closing % {"phone": settings.AGENCY_PHONE}, settings.AGENCY_NAME]),
        )


def answer(enquiry: Enquiry, text: str) -> Letter:
    """The second level's answer as the specialist worded it, in a letter of the agency."""
    around = frame(enquiry)
    return Letter(around.subject, "\n\n".join([around.before, text, around.after]))
