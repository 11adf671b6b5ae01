"""Letters of this room, one function each, in the client's language. Estonian is binding."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk.mail.actions import Letter


def contact_us(language: str) -> Letter:
    """The client could not be reached by phone. It says nothing of what was found: letters go astray."""
    with override(language):
        paragraphs = [
            _("Dear client"),
            _(
                "We look through the data of our clients in the environmental services portal and have a"
                " question about yours. We have tried to reach you by phone."
            ),
            _("Please call us or answer this letter, and name a time and a number at which we reach you."),
            _("Customer support: %(phone)s, %(email)s\n\nYours sincerely\n%(agency)s")
            % {
                "phone": settings.AGENCY_PHONE,
                "email": settings.AGENCY_EMAIL,
                "agency": settings.AGENCY_NAME,
            },
        ]
        return Letter(_("A question about your data"), "\n\n".join(paragraphs))
