"""Complaints about a person of the desk: who may be named in one, and who is told of it instead."""

from django.db.models import Q
from django.utils.translation import gettext as _

from desk import workdays
from desk.enquiries.enums import Kind
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.people.actions import tell
from desk.people.models import User, UserRole
from desk.people.permissions import LEADS


def refuse_concerning(kind: str, concerns: User | None) -> None:
    """Only a complaint concerns a person of the desk."""
    if concerns is not None and kind != Kind.COMPLAINT:
        raise Refused(_("Only a complaint concerns a person of the desk."))


def tell_leads(enquiry: Enquiry, by: User | None) -> None:
    """Those who lead, but neither who wrote it down nor whom it concerns, know that it is there."""
    leading = UserRole.objects.in_force(workdays.today()).filter(role__in=LEADS).values("user_id")
    besides = [pk for pk in (enquiry.concerns_id, by and by.pk) if pk]
    leads = User.objects.filter(Q(pk__in=leading), is_active=True).exclude(pk__in=besides)
    tell(
        users=list(leads), kind="enquiries.complaint", subject=("enquiry", enquiry.pk),
        client_id=enquiry.client_id, number=enquiry.number,
    )  # fmt: skip
