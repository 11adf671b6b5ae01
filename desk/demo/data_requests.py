"""Demo: two people ask about their own data; one wants a report, the other says that the name is wrong."""

from datetime import datetime, timedelta

from desk.clients.actions import requests as actions
from desk.clients.enums import Decision, Identified, RequestKind
from desk.clients.models import DataRequest, Person
from desk.demo.moment import ago
from desk.people.models import User


def seed(at: datetime) -> None:
    """Add what is missing."""
    if DataRequest.objects.exists():
        return
    by, head = User.objects.get(username="spetsialist"), User.objects.get(username="juht")
    with ago(timedelta(days=3)):
        karl = Person.objects.get(personal_code="13902140067")
        actions.receive(
            row=karl, kind=RequestKind.CORRECTION, identified=Identified.DOCUMENT,
            wish="Minu perekonnanimi on valesti kirjutatud.", by=by,
        )  # fmt: skip
        mari = Person.objects.get(first_name="Mari", last_name="Tamm")
        report = actions.receive(
            row=mari, kind=RequestKind.REPORT, identified=Identified.SIGNATURE,
            wish="Soovin teada, mida minu kohta hoitakse.", by=by,
        )  # fmt: skip
    with ago(timedelta(days=1)):
        actions.decide(request=report, decision=Decision.GRANTED, reason="", basis="", by=head)
