"""`{{ kind|thing }}`, `{{ iso|day }}`: what became of a person's data, in words."""

from datetime import date

from django import template
from django.apps import apps
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def thing(kind: str) -> str:
    """What a room calls by this code; of a table that only mentioned the person, its name."""
    if "." in kind:
        where = str(apps.get_model(kind)._meta.verbose_name)
        return _("a text that names the person: %(where)s") % {"where": where}
    words = {
        "call": _("Call"), "callback": _("Callback"), "dial": _("Dialled number"), "enquiry": _("Enquiry"),
        "draft": _("Letter that was not sent"), "person": _("Person"), "client": _("Client"),
        "caution": _("Warning"), "data_request": _("Request about own data"), "message": _("Letter"),
        "incoming": _("Incoming letter"), "package": _("Documents"), "escalation": _("Ticket"),
        "check": _("Check in the register"), "visit": _("Visit"), "user": _("Member of staff"),
        "work_item": _("Work order"), "registration": _("Registration"), "proof": _("Proof"),
    }  # fmt: skip
    return words.get(kind, kind)


@register.filter
def day(iso: str) -> str:
    """`2031-11-23` as people write it."""
    return date.fromisoformat(iso).strftime("%d.%m.%Y") if iso else ""
