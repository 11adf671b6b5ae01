"""Letters of known faults, in the language of the enquiry; no data in them but the client's own."""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from desk.enquiries.models import Fault, FaultTie
from desk.mail.actions import Letter


def in_words(moment: datetime) -> str:
    """A moment in Tallinn as a letter writes it."""
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def fault_over(tie: FaultTie, fault: Fault) -> Letter:
    """The fault is over: what the senior wrote about it, to the client of this enquiry."""
    enquiry = tie.enquiry
    language = enquiry.language
    with translation.override(language):
        name = fault.called(language)
        subject = _("The fault is over: %(name)s (%(number)s)") % {"name": name, "number": enquiry.number}
        turned = _("You turned to us on %(at)s about “%(name)s”.")
        parts = [
            _("Hello"),
            turned % {"at": in_words(tie.turned_at), "name": name},
            fault.over(language),
            _closing(),
            settings.AGENCY_NAME,
        ]
    return Letter(subject, "\n\n".join(parts))


def proof_of_contact(tie: FaultTie, fault: Fault) -> Letter:
    """That the client turned to us, when, and about which fault: for whoever asks them why they are late."""
    enquiry = tie.enquiry
    with translation.override(enquiry.language):
        subject = _("Confirmation that you turned to us (%(number)s)") % {"number": enquiry.number}
        parts = [_("Hello"), *confirmed(tie, fault), _closing(), settings.AGENCY_NAME]
    return Letter(subject, "\n\n".join(parts))


def confirmed(tie: FaultTie, fault: Fault) -> list[str]:
    """The sentences of the proof, in the language that is active; on paper and in the letter."""
    name = fault.called(tie.enquiry.language)
    turned = _("We confirm that you turned to us on %(at)s about “%(name)s” (enquiry %(number)s).")
    texts = [
        turned % {"at": in_words(tie.turned_at), "name": name, "number": tie.enquiry.number},
        _("This fault has been known to us since %(since)s.") % {"since": in_words(fault.began_at)},
    ]
    if fault.ended_at is not None:
        texts.append(_("It was over on %(at)s.") % {"at": in_words(fault.ended_at)})
    return texts


def _closing() -> str:
    closing = _("If you have more questions, call us on %(phone)s or answer this letter.")
    return closing % {"phone": settings.AGENCY_PHONE}
