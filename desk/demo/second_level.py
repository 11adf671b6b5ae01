"""Tickets in every state and with every alarm, by the acts of the desk at their times.

What the second level did stands in jira.json, which the pretended JIRA of `./run` holds from its start: so
what is read from it later is what was read before.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from desk import clock
from desk.clients.models import Client, ContactPoint, Person
from desk.demo.moment import ago
from desk.demo.tickets import before_jira
from desk.enquiries import actions as enquiries
from desk.enquiries.deadlines import calendar
from desk.enquiries.models import Enquiry, Topic
from desk.outbox import JobState
from desk.people.models import User
from tickets import actions
from tickets.actions import closing, escalating, watching
from tickets.actions.overriding import found_in
from tickets.enums import Deed, Gone, State
from tickets.gateway import Change, Comment, IssueState
from tickets.models import Escalation, Issue, JiraOperation, Unit
from tickets.reference import seed_reference

Json = dict[str, Any]
ISSUES: list[Json] = json.loads(Path(__file__).with_name("jira.json").read_text())
OWN, EXPERT = ("csd-desk", "Klienditoe töölaud"), ("teine.tasand", "Teise tasandi ekspert")
CATEGORIES = {"10000": ("To Do", "new"), "3": ("In Progress", "indeterminate")}
DONE = {"10001": ("Done", "done"), "6": ("Closed", "done")}
HOUR = timedelta(hours=1)
NEWS = {"KT-903", "KT-904"}  # what their owners have not looked at yet


@dataclass(frozen=True)
class Case:
    """Who asked what, and who has it."""

    code: str
    caller: str
    topic: str
    owner: str
    question: str


TAMME, KAASIKU = ("10000001", "24503120016"), ("10000018", "14007050024")
SOO, VOLGA = ("10000024", "13902140067"), ("10000076", "24708300056")
VALD, SELTS = ("70000013", "14303030098"), ("80000014", "14303030098")
CASES: dict[str, Case] = {
    "KT-901": Case(*VALD, "waste-report", "spetsialist", "Kinnitamisel kaob aruande lehekülg ära."),
    "KT-902": Case(*SELTS, "permit-change", "spetsialist2", "Kas muutmise taotlus asendab kehtivat luba?"),
    "KT-903": Case(*TAMME, "packaging", "spetsialist", "Mis kategooriasse läheb taaskasutatud kile?"),
    "KT-904": Case(*KAASIKU, "signing-failed", "spetsialist", "Saatelehte ei saa allkirjastada."),
    "KT-905": Case(*SOO, "permit-correct", "spetsialist", "Millist loa lisa muudatus puudutab?"),
    "KT-906": Case(*VOLGA, "wish", "spetsialist2", "Aruannet oleks vaja Exceli failina."),
    "KT-907": Case(*TAMME, "wrong-display", "vanem", "Kaart ei avane käitluskoha lehel."),
    "KT-908": Case(*VALD, "waste-report", "vanem", "Millise koodiga kanda aruandesse vanaõli?"),
    "KT-909": Case(*SOO, "upload-failed", "spetsialist2", "Loa lisa ei laadi üles."),
    "KT-910": Case(*KAASIKU, "regular-user", "spetsialist", "Esimene parool aegus enne sisselogimist."),
}
TOLD = {"KT-908": 157, "KT-910": 398}  # hours ago the owner confirmed that the second level had told
ANSWERS: dict[str, dict[str, str]] = {
    "permits": {"permit": "KL-512345", "site": "Põhjaveehaare", "told": "Uurime loa haldurilt."},
    "subject": {"field": "Jäätmed", "read": "Jäätmeseadus ja aruande täitmise juhend"},
    "it": {
        "portal": "KOTKAS", "where": "Aruanded > Uus aruanne", "expected": "Leht avaneb ja salvestub",
        "tried": "Teine veebilehitseja, vahemälu tühjendamine",
    },
}  # fmt: skip


@transaction.atomic
def seed(at: datetime) -> None:
    """The issues that JIRA knows, one that it has lost, and what is not there yet."""
    seed_reference()
    for entry in ISSUES:
        _followed(entry, at)
    _lost(at)
    _late_to_tell(at)
    _on_its_way(at)
    _draft(at)
    Issue.objects.in_jira().filter(gone="").update(last_read_at=clock.now())
    _watched(at)


def _followed(entry: Json, at: datetime) -> None:
    ticket = _made(entry["key"], entry["unit"], entry["age"], at, entry["id"], entry["uuid"])
    steps = [event["age"] for event in entry["happened"]]
    for age in sorted({entry["age"], *steps}, reverse=True):
        if (told := TOLD.get(entry["key"])) and age < told <= _last(ticket, entry, age):
            _confirmed(ticket, told)
        with ago(age * HOUR - HOUR / 20):
            actions.note_movement(issue=ticket.issue, told=_as_of(entry, age, at), own=OWN[0])
    ticket.refresh_from_db()
    if entry["key"] in TOLD and ticket.state == State.ANSWERED:
        _confirmed(ticket, TOLD[entry["key"]])
    _ended(ticket)
    moved = Issue.objects.get(pk=ticket.issue_id).moved_at
    if moved is not None and entry["key"] not in NEWS:
        owner = ticket.enquiry.owner
        assert owner is not None
        watching.looked_at(escalation=Escalation.objects.get(pk=ticket.pk), moved_at=moved, by=owner)


def _last(ticket: Escalation, entry: Json, age: float) -> float:
    """How long ago was what came before this step."""
    return min(float(event["age"]) for event in [entry, *entry["happened"]] if event["age"] > age)


def _made(key: str, unit: str, age: float, at: datetime, number: str = "", uuid: str = "") -> Escalation:
    case = CASES[key]
    with ago(age * HOUR + HOUR / 2):
        enquiry = _asked(case)
    owner = enquiry.owner
    assert owner is not None
    with ago(age * HOUR + HOUR / 60):
        ticket = actions.escalate(
            enquiry=enquiry, unit=Unit.objects.get(code=unit), answers=_answers(unit, case, age, at), by=owner
        )
        JiraOperation.objects.filter(issue=ticket.issue, deed=Deed.CREATE).update(state=JobState.SENT)
        if uuid:
            Issue.objects.filter(pk=ticket.issue_id).update(uuid=uuid)
    with ago(age * HOUR):
        escalating.created(ticket.issue, number, key)
    # The link back was made then too.
    JiraOperation.objects.filter(issue=ticket.issue, deed=Deed.LINK).update(state=JobState.SENT)
    return Escalation.objects.select_related("issue__unit", "enquiry__owner").get(pk=ticket.pk)


def _asked(case: Case) -> Enquiry:
    return enquiries.open_enquiry(
        topic=Topic.objects.get(code=case.topic), client=Client.objects.get(registry_code=case.code),
        person=Person.objects.get(personal_code=case.caller), question=case.question,
        by=User.objects.get(username=case.owner),
    )  # fmt: skip


def _answers(unit: str, case: Case, age: float, at: datetime) -> dict[str, str]:
    when = {"when": (at - age * HOUR).strftime("%d.%m.%Y")} if unit == "it" else {}
    return {"question": case.question, **ANSWERS[unit], **when}


def _as_of(entry: Json, age: float, at: datetime) -> IssueState:
    """The issue as JIRA had it so many hours ago; counted from the full hour, as the pretended one does."""
    at = at.replace(minute=0, second=0, microsecond=0)
    happened = [event for event in entry["happened"] if event["age"] >= age]
    changes = [event for event in happened if "field" in event]
    known = {**CATEGORIES, **DONE}
    stood = {event["field"]: event["to"] for event in changes}
    number = stood.get("status", ["10000"])[0] if changes else "10000"
    name, category = known[number]
    assignee = stood.get("assignee", ["", ""])
    return IssueState(
        id=entry["id"], key=entry["key"], project="KT", status_id=number, status=name, category=category,
        resolution=stood.get("resolution", ["", ""])[1], labels=("csd", f"csd-{entry['uuid']}"),
        assignee=assignee[1], assignee_account=assignee[0], created=at - entry["age"] * HOUR,
        updated=at - age * HOUR, complete=True,
        comments=tuple(
            Comment(event["id"], *_by(event), at - event["age"] * HOUR, event["text"])
            for event in happened
            if "text" in event
        ),
        changes=tuple(
            Change(
                f"{event['id']}.0", *_by(event), at - event["age"] * HOUR, event["field"],
                event.get("from", ["", ""])[1], event["to"][1],
            )
            for event in changes
        ),
    )  # fmt: skip


def _by(event: Json) -> tuple[str, str]:
    return OWN if event.get("by") == "desk" else EXPERT


def _confirmed(ticket: Escalation, hours: float) -> None:
    """The second level wrote that it told the client; the owner confirmed it."""
    owner = ticket.enquiry.owner
    assert owner is not None
    with ago(hours * HOUR):
        event = ticket.issue.events.filter(text__startswith="#teavitatud").get()
        actions.confirm_told(escalation=ticket, event=event, by=owner)


def _ended(ticket: Escalation) -> None:
    """JIRA was closed after the client was told; or the workflow there offered no way, and nobody has."""
    operation = JiraOperation.objects.filter(issue=ticket.issue, deed=Deed.CLOSE).first()
    if operation is None:
        return
    ticket.refresh_from_db()
    key = ticket.issue.jira_key
    with ago((TOLD[key] - 1) * HOUR):
        if key == "KT-910":
            JiraOperation.objects.filter(pk=operation.pk).update(state=JobState.SENT)
            closing.closed(ticket)
        else:
            JiraOperation.objects.filter(pk=operation.pk).update(
                state=JobState.FAILED, reason="no_transition", attempts=1, claimed_at=clock.now()
            )
            closing.not_closed(operation)


def _lost(at: datetime) -> None:
    """Somebody deleted the issue in JIRA."""
    ticket = _made("KT-909", "it", 48, at, "9009")
    for hours in (7, 6, 5):
        with ago(hours * HOUR):
            actions.note_absence(issue=ticket.issue, why=Gone.DELETED)


def _by_hand(case: Case, unit: str, key: str, hours: float, answer: str, at: datetime) -> Escalation:
    with ago((hours + 30) * HOUR), before_jira():
        enquiry = _asked(case)
        owner = enquiry.owner
        assert owner is not None
        ticket = actions.escalate(
            enquiry=enquiry, unit=Unit.objects.get(code=unit), answers=_answers(unit, case, hours, at),
            by=owner,
        )  # fmt: skip
        actions.record_by_hand(escalation=ticket, key=key, by=owner)
    with ago(hours * HOUR), before_jira():
        actions.answer_by_hand(escalation=ticket, text=answer, by=owner)
    return ticket


def _late_to_tell(at: datetime) -> None:
    """Solved last week, and nobody has told the client."""
    case = Case(*SOO, "site-missing", "spetsialist2", "Käitluskohta ei ole aruande valikus.")
    _by_hand(case, "it", "KT-87", 150, "Käitluskoht lisati valikusse.", at)


def _on_its_way(at: datetime) -> None:
    """The answer was put in the mail some minutes ago."""
    case = Case(*TAMME, "air-report", "spetsialist", "Kas väikekatlamaja kuulub aruandesse?")
    ticket = _by_hand(case, "subject", "KT-89", 3, "Alla 1 MW katlamaja aruandesse ei kanta.", at)
    ticket.refresh_from_db()
    owner = ticket.enquiry.owner
    assert owner is not None
    with ago(HOUR / 12):
        to = ContactPoint.objects.get(value="mari.tamm@tammepuit.example", person=ticket.enquiry.person)
        text = "Tere!\n\nAlla 1 MW võimsusega katlamaja välisõhu aruandesse kandma ei pea."
        actions.tell_client(escalation=ticket, text=text, to=to, by=owner)


NAMED = "FOKA juhend; registris on seade Anna Ivanova nimel."


def _draft(at: datetime) -> None:
    """Begun, and laid aside until the client tells more and a senior has said whether a name may go."""
    case = Case(*VOLGA, "f-gases", "spetsialist", "Millal tuleb seade registrisse kanda?")
    with ago(HOUR):
        enquiry = _asked(case)
        owner = enquiry.owner
        assert owner is not None
        draft = actions.draft(
            enquiry=enquiry, unit=Unit.objects.get(code="subject"), by=owner,
            answers={"question": case.question, "read": NAMED},
        )  # fmt: skip
        for finding in found_in(draft):
            actions.ask_override(
                escalation=draft, finding=finding, by=owner,
                reason="Registris on seade isiku nimel; nimeta ei leia seda keegi üles.",
            )  # fmt: skip


def _watched(at: datetime) -> None:
    """The desk looked a working day ago, when owners were told, and lately, when the head was."""
    week = calendar()
    lately = week.add(at, timedelta(minutes=-1))
    for moment in (week.add(lately, -9 * HOUR), lately):
        with ago(at - moment):
            watching.watch()
