"""Letters about booked visits, one function each, in the visitor's language. Estonian is binding.

None says what the visit is about: letters go astray.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from desk import workdays
from desk.counter.models import Visit
from desk.mail.actions import Letter


def confirmation(visit: Visit) -> Letter:
    """A visit was booked."""
    with override(visit.language):
        subject = _("Your visit is booked: %(day)s at %(time)s") % _facts(visit)
        return Letter(
            subject, _text(visit, _("Your visit to our office is booked."), _where(visit), _bring())
        )


def reminder(visit: Visit) -> Letter:
    """The booked time comes near."""
    with override(visit.language):
        subject = _("Reminder: your visit on %(day)s at %(time)s") % _facts(visit)
        return Letter(
            subject, _text(visit, _("We remind you of your booked visit."), _where(visit), _bring())
        )


def moved(visit: Visit) -> Letter:
    """The visit has another time or place."""
    with override(visit.language):
        subject = _("Your visit was moved: %(day)s at %(time)s") % _facts(visit)
        said = _("Your booked visit was moved. The new time and place:")
        return Letter(subject, _text(visit, said, _where(visit), _bring()))


def cancelled(visit: Visit) -> Letter:
    """The visit will not take place."""
    with override(visit.language):
        said = _("Your visit on %(day)s at %(time)s (%(office)s) was cancelled. You need not come.")
        return Letter(_("Your visit was cancelled"), _text(visit, said % _facts(visit)))


def _facts(visit: Visit) -> dict[str, str]:
    assert visit.booked_for is not None
    at = visit.booked_for.astimezone(workdays.TALLINN)
    return {
        "day": f"{at:%d.%m.%Y}",
        "time": f"{at:%H:%M}",
        "office": visit.office.name,
        "address": visit.office.address,
    }


def _where(visit: Visit) -> str:
    return _("Time: %(day)s at %(time)s\nPlace: %(office)s, %(address)s") % _facts(visit)


def _bring() -> str:
    return _("Please bring an identity document.")


def _text(visit: Visit, *paragraphs: str) -> str:
    signed = {
        "phone": settings.AGENCY_PHONE, "email": settings.AGENCY_EMAIL, "agency": settings.AGENCY_NAME,
    }  # fmt: skip
    change = _("To change the time or to cancel, call %(phone)s or write to %(email)s.") % signed
    greeting = _("Dear client")
    return "\n\n".join([greeting, *paragraphs, change, _("Yours sincerely\n%(agency)s") % signed])
