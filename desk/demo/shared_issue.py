"""One issue for several: an answer that two clients are to be told, and a known fault whose clients wait."""

from datetime import datetime, timedelta

from desk.clients.models import Client, Person
from desk.demo.moment import ago
from desk.enquiries.actions import open_enquiry
from desk.enquiries.models import Enquiry, Fault, Topic
from desk.people.models import User
from tickets import actions
from tickets.models import Issue, Unit

SIGNING = {
    "portal": "KOTKAS",
    "where": "Aruanded > Allkirjasta",
    "expected": "Smart-ID küsib PIN2 ja aruanne saab allkirja",
    "tried": "Teine veebilehitseja; ID-kaardi ja Mobiil-ID-ga allkirjastamine toimib",
    "others": "Jah",
}


def seed(at: datetime) -> None:
    """Somebody asks what another client has asked before; and the second level is asked about the fault."""
    by = User.objects.get(username="spetsialist")
    with ago(timedelta(minutes=90)):
        issue = Issue.objects.get(jira_key="KT-90")
        actions.join_issue(enquiry=_asks_too(by), unit=issue.unit, issue=issue, by=by)
    with ago(timedelta(minutes=80)):
        _ask_about_the_fault(at, by)
        actions.gather()


def _asks_too(by: User) -> Enquiry:
    return open_enquiry(
        topic=Topic.objects.get(code="permit-state"),
        client=Client.objects.get(registry_code="10000018"),
        person=Person.objects.get(personal_code="14007050024"),
        question="Kas sama valgala veeloa otsus on juba tehtud?",
        by=by,
    )


def _ask_about_the_fault(at: datetime, by: User) -> None:
    fault, unit = Fault.objects.lasting()[0], Unit.objects.get(code="it")
    drafted = actions.draft_for_fault(fault=fault, unit=unit, by=by)
    answers = {row["key"]: row["text"] for row in drafted.answers if row.get("text")}
    when = (at - timedelta(hours=3)).strftime("%d.%m.%Y")
    actions.escalate(enquiry=drafted.enquiry, unit=unit, answers={**answers, **SIGNING, "when": when}, by=by)
