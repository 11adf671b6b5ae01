"""A day without JIRA, played against its simulator: what moved meanwhile, and whether all of it was heard."""

import json
import random
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings

from desk import clock
from desk.enquiries import reference as enquiry_reference
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Enquiry, Promise, Topic
from desk.people.models import User
from desk.records.models import TimelineEntry
from tickets import reference, tasks
from tickets.actions import contact as contacts
from tickets.enums import State
from tickets.models import Contact, Escalation, Issue, TicketEvent, Unit

OUT = timedelta(hours=25)  # for so long nobody could ask
OLD = timedelta(hours=50)  # so old are the tickets
AGAIN = timedelta(minutes=31)
TOKEN, EMAIL = "drill-token", "drill@jira.example"
PORTION = 2000
# Of a thousand issues: taken by somebody, solved, written to, moved, deleted, shut to us.
HAPPENS = {"taken": 20, "solved": 12, "said": 12, "moved": 3, "deleted": 1.5, "hidden": 1.5}
# What may be written once of a ticket in such a day.
ONCE = ("tickets.answered", "tickets.lost", "tickets.moved")
STATES = {"To Do": State.CREATED, "In Progress": State.WORKING, "Done": State.ANSWERED}

Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """`changed`: issues that moved meanwhile; `requests`, `seconds`: until all of that was read."""

    tickets: int
    changed: int
    requests: int
    seconds: float
    missed_updates: int
    duplicates: int

    @property
    def held(self) -> bool:
        """Whether it is as promised."""
        enough = self.requests <= self.tickets / 50 + self.changed + 60
        return enough and not self.missed_updates and not self.duplicates

    def as_dict(self) -> dict[str, int | float]:
        """For the report."""
        return asdict(self)


@dataclass(frozen=True)
class Simulator:
    """The control door of the simulator."""

    url: str

    def post(self, path: str, body: object) -> Any:
        """Order something."""
        asked = urllib.request.Request(  # noqa: S310  (our own simulator)
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
            return json.load(answer)

    def journal(self) -> Json:
        """Requests served so far, and the issues as they are."""
        with urllib.request.urlopen(self.url + "/_journal", timeout=120) as answer:  # noqa: S310
            found: Json = json.load(answer)
            return found

    def clock(self, ahead: timedelta) -> Json:
        """The act that sets its clock."""
        return {"kind": "clock", "seconds": ahead.total_seconds()}


def play(simulator: Simulator, tickets: int) -> Result:
    """The drill itself, in a database that may be spoilt, with the settings pointing at the simulator."""
    with _own_worker() as work:
        keys = _make(simulator, tickets)
        changed = _happen(simulator, keys)
        before, began = len(simulator.journal()["requests"]), time.monotonic()
        work()
        seconds = time.monotonic() - began
        requests = len(simulator.journal()["requests"]) - before
        ahead = timedelta()
        for _again in range(2):  # what is missing counts as gone when it was missing three times
            ahead += AGAIN
            clock.move(AGAIN)
            simulator.post("/_faults", simulator.clock(ahead))
            tasks.reconcile()
            work()
    missed, doubled = _judged(simulator.journal()["issues"], tickets)
    return Result(tickets, changed, requests, round(seconds, 1), missed, doubled)


@contextmanager
def pointing_at(simulator: Simulator, *, cloud: bool) -> Iterator[None]:
    """The settings of this process, for as long as it lasts."""
    ours = {
        "JIRA_URL": simulator.url, "JIRA_TOKEN": TOKEN, "JIRA_EMAIL": EMAIL if cloud else "",
        "JIRA_DIALECT": "cloud" if cloud else "datacenter", "JIRA_SAMPLE": True, "JIRA_CA": "",
    }  # fmt: skip
    before = {name: getattr(settings, name) for name in ours}
    for name, value in ours.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


@contextmanager
def _own_worker() -> Iterator[Any]:
    """What would be woken waits here, and not at the broker, whose workers know another database."""
    woken: list[tuple[str, list[int]]] = []

    def send_task(name: str, args: list[int], **_more: object) -> None:
        woken.append((name, args))

    def work() -> None:
        """Polls as they come every minute, and what they wake, until nothing is left to be done."""
        while True:
            tasks.poll()
            while woken:
                name, args = woken.pop()
                if name.startswith("tickets."):
                    current_app.tasks[name](*args)
            if not Issue.objects.to_be_read().exists() and not contacts.under_way(Contact.objects.get()):
                return

    app: Any = current_app
    before, app.send_task = app.send_task, send_task
    try:
        yield work
    finally:
        app.send_task = before


# ---- a desk whose tickets are all with the second level --------------------------------------------


def _make(simulator: Simulator, tickets: int) -> list[str]:
    """The issues' ids in the simulator; here they stand as they were before the day."""
    enquiry_reference.seed_reference()
    reference.seed_reference()
    then = clock.now() - OUT
    user, _made = User.objects.get_or_create(username="drill")
    unit = Unit.objects.selectable()[0]
    simulator.post("/_reset", {})
    simulator.post("/_faults", simulator.clock(-OLD))
    keys: list[str] = []
    for start in range(0, tickets, PORTION):
        numbers = range(start, min(start + PORTION, tickets))
        keys += _portion(simulator, numbers, unit, user, then)
    Contact.objects.update_or_create(pk=1, defaults={"polled_at": then, "compare_from": None})
    return keys


def _portion(simulator: Simulator, numbers: range, unit: Unit, user: User, then: datetime) -> list[str]:
    issues = [Issue(unit=unit, project="KT") for _number in numbers]
    there = simulator.post("/_load", [
        {"project": "KT", "summary": f"Drill {number}", "labels": ["csd", f"csd-{issue.uuid.hex}"]}
        for number, issue in zip(numbers, issues, strict=True)
    ])  # fmt: skip
    for issue, made in zip(issues, there, strict=True):
        issue.jira_id, issue.jira_key = made["id"], made["key"]
        issue.status_id, issue.status_name, issue.category = "10000", "To Do", "new"
        issue.jira_created_at = issue.jira_updated_at = datetime.fromisoformat(made["updated"])
        issue.moved_at, issue.last_read_at, issue.made_at = then, then, then
        issue.labels = ["csd", f"csd-{issue.uuid.hex}"]
    topic, form = Topic.objects.selectable()[0], unit.form
    enquiries = Enquiry.objects.bulk_create([
        Enquiry(
            number=f"DRILL-{number}", topic=topic, owner=user, state=EnquiryState.ESCALATED, level=2,
            opened_at=then,
        )
        for number in numbers
    ])  # fmt: skip
    Issue.objects.bulk_create(issues)
    assert form is not None
    Escalation.objects.bulk_create([
        Escalation(
            enquiry=enquiry, unit=unit, issue=issue, form=form, state=State.CREATED, created_at=then,
            created_by=user,
        )
        for enquiry, issue in zip(enquiries, issues, strict=True)
    ])  # fmt: skip
    return [issue.jira_id for issue in issues]


# ---- what happens there meanwhile ------------------------------------------------------------------


def _happen(simulator: Simulator, keys: list[str]) -> int:
    """A day at the second level, hour by hour; how many issues it touched."""
    chance = random.Random(len(keys))  # noqa: S311  (the same day each time)
    left = keys.copy()
    chance.shuffle(left)
    acts: list[list[Json]] = []
    for what, of_thousand in HAPPENS.items():
        for _one in range(max(1, round(len(keys) * of_thousand / 1000))):
            acts.append(_acts(what, left.pop()))
    chance.shuffle(acts)
    for hour in range(1, 25):
        simulator.post("/_faults", simulator.clock(timedelta(hours=hour) - OUT))
        simulator.post("/_faults", [act for one in acts[hour - 1 :: 24] for act in one])
    simulator.post("/_faults", simulator.clock(timedelta()))
    return len(acts)


def _acts(what: str, issue: str) -> list[Json]:
    take = [{"kind": "assign"}, {"kind": "transition", "transition": "11"}]
    happens: dict[str, list[Json]] = {
        "taken": take,
        "solved": [
            *take,
            {"kind": "comment", "body": "#vastus Korras."},
            {"kind": "transition", "transition": "21"},
        ],
        "said": [{"kind": "comment", "body": "Vaatame."}],
        "moved": [{"kind": "move", "project": "ARH"}],
        "deleted": [{"kind": "delete"}],
        "hidden": [{"kind": "hide"}],
    }
    return [{**act, "issue": issue} for act in happens[what]]


# ---- whether all of it was heard, once -------------------------------------------------------------


def _judged(there: list[Json], tickets: int) -> tuple[int, int]:
    """Issues of which something was missed, and how often something was done twice."""
    known = {issue["id"]: issue for issue in there}
    rows = Escalation.objects.filter(enquiry__number__startswith="DRILL-").select_related("issue")
    events = Counter(TicketEvent.objects.values_list("issue_id", flat=True))
    missed = doubled = 0
    for row in rows.iterator():
        truth = known.get(row.issue.jira_id)
        missed += not _heard(row, truth, events[row.issue_id])
        if truth is not None:
            doubled += max(0, events[row.issue_id] - truth["comments"] - truth["changes"])
    told = Counter(TimelineEntry.objects.filter(kind__in=ONCE).values_list("kind", "subject_id"))
    promised = Counter(Promise.objects.values_list("enquiry_id", flat=True))
    doubled += sum(count - 1 for count in [*told.values(), *promised.values()])
    return missed, doubled + max(0, len(there) - tickets)


def _heard(row: Escalation, truth: Json | None, events: int) -> bool:
    issue = row.issue
    if truth is None or not truth["visible"]:
        return bool(issue.gone) and row.state == State.LOST
    return (
        not issue.gone
        and (issue.jira_key, issue.status_name, issue.resolution)
        == (truth["key"], truth["status"], truth["resolution"])
        and issue.jira_updated_at == datetime.fromisoformat(truth["updated"])
        and events >= truth["comments"] + truth["changes"]
        and row.state == STATES[truth["status"]]
    )
