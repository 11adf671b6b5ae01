"""What an expert finds behind the link in JIRA: he is named in a unit, and a ticket there has a file."""

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from desk.people.models import User
from tickets import actions
from tickets.enums import State
from tickets.models import Escalation, Unit

PAGE_AS_COPIED = "KOTKAS > Aruanded > Uus aruanne\nLehekülg 3/3: „Kinnita“ – leht jääb tühjaks (kood 500).\n"


def seed(at: datetime) -> None:
    """IT support's tickets are the demo expert's; the specialist gave what the page showed."""
    unit = Unit.objects.get(code="it")
    unit.experts.add(User.objects.get(username="ekspert"))
    theirs = Escalation.objects.filter(unit=unit, state=State.CREATED).select_related("enquiry__owner")
    ticket = theirs.earliest("pk")
    assert ticket.enquiry.owner is not None
    file = SimpleUploadedFile("leht.txt", PAGE_AS_COPIED.encode())
    actions.add_files(escalation=ticket, uploads=[file], by=ticket.enquiry.owner)
