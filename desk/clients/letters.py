"""Letters of this room, one function each, in the owner's language. Estonian is binding."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.mail.actions import Letter


def contacts_changed(language: str, at: datetime) -> Letter:
    """To the address known before: the contacts of its owner were changed. It names nobody and no contact."""
    with override(language):
        when = timezone.localtime(at).strftime("%d.%m.%Y %H:%M")
        agency = {
            "phone": settings.AGENCY_PHONE,
            "email": settings.AGENCY_EMAIL,
            "agency": settings.AGENCY_NAME,
        }
        paragraphs = [
            _("Dear client"),
            _(
                "On %(when)s a phone number or an e-mail address by which our customer support reaches you"
                " was added or changed."
            )
            % {"when": when},
            _("If you or your organisation asked for this, you need do nothing."),
            _(
                "If you know nothing of it, please tell us at once by phone. Documents are not sent to a new"
                " address before you have had time to do so."
            ),
            _(
                "Customer support: %(phone)s, %(email)s\n\n"
                "Yours sincerely\n%(agency)s"
            )
            % agency,
        ]  # fmt: skip
        return Letter(_("Your contact details were changed"), "\n\n".join(paragraphs))


def data_ready(language: str, number: str) -> Letter:
    """To whom asked about the own data: the answer is ready, and how to get it; nothing of the data."""
    with override(language):
        paragraphs = [
            _("Dear client"),
            _("The answer to your request %(number)s about your personal data is ready.")
            % {"number": number},
            _(
                "We do not send personal data by e-mail. You get the answer at our counter with an identity"
                " document; if you want it otherwise, please call us."
            ),
            _(
                "Customer support: %(phone)s, %(email)s\n\n"
                "Yours sincerely\n%(agency)s"
            )
            % {
                "phone": settings.AGENCY_PHONE, "email": settings.AGENCY_EMAIL,
                "agency": settings.AGENCY_NAME,
            },
        ]  # fmt: skip
        return Letter(_("The answer to your request about your data"), "\n\n".join(paragraphs))
