"""Issues that may be about the same trouble as an enquiry: shown before a new one is made.

Of the others who wait only their number is told: their enquiries may not be the reader's to see.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Count, F, FloatField, Max, Min, Q, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry, FaultTie
from desk.outbox import JobState
from desk.people.models import User
from tickets.enums import Deed, State
from tickets.models import Escalation, Issue, JiraOperation, Override, Unit

Row = dict[str, Any]
MOST = 5
# Two people who describe one trouble in Estonian share a third of their trigrams, two troubles a tenth.
ALIKE = 0.22
COMPARED = 400  # characters of a question
_SENT = [state for state in State if state not in (State.DRAFT, State.TOLD, State.CLOSED)]


@dataclass(frozen=True)
class Candidate:
    """An issue that somebody waits for; `why` says in words what it has in common with the enquiry."""

    issue: Issue
    waiting: int
    since: datetime
    why: list[str] = field(default_factory=list)
    topic: str = ""
    words: str = ""  # as they went to JIRA; none where a senior let personal data go with them


def there_already(enquiry: Enquiry, unit: Unit, user: User) -> list[Candidate]:
    """Issues of this unit about the same fault, topic or client, or in similar words; the likeliest first."""
    fault_id = FaultTie.objects.filter(enquiry=enquiry).values_list("fault_id", flat=True).first()
    rows = _likely(enquiry, unit, user, fault_id)
    pks = [row["issue"] for row in rows]
    issues, firsts = Issue.objects.in_bulk(pks), _firsts(pks, user)
    words = _told_to_jira(list(firsts.values()))
    found = []
    for row in rows:
        first = firsts.get(row["issue"])
        found.append(Candidate(
            issue=issues[row["issue"]],
            waiting=row["waiting"],
            since=row["since"],
            why=_why(row),
            topic=str(first.enquiry.topic) if first else "",
            words=words.get(first.pk, "") if first else "",
        ))  # fmt: skip
    return found


def _likely(enquiry: Enquiry, unit: Unit, user: User, fault_id: int | None) -> list[Row]:
    waiting = Escalation.objects.readable_by(user).filter(unit=unit, state__in=_SENT, issue__gone="")
    text = enquiry.question[:COMPARED]
    alike = TrigramSimilarity(Left("enquiry__question", COMPARED), text) if text else Value(0.0)
    of_fault = Q(issue__fault=fault_id) | Q(enquiry__fault_tie__fault=fault_id) if fault_id else Q(pk=None)
    same_client = Q(enquiry__client=enquiry.client_id) if enquiry.client_id else Q(pk=None)
    grouped = waiting.exclude(enquiry=enquiry).order_by().values("issue")
    scored = grouped.annotate(
        waiting=Count("pk", distinct=True),
        since=Min("created_at"),
        fault=_any(of_fault),
        topic=_any(Q(enquiry__topic=enquiry.topic_id)),
        client=_any(same_client),
        alike=Max(alike, output_field=FloatField()),
    )
    score = F("fault") * 4.0 + F("client") * 1.0 + F("topic") * 1.0 + F("alike") * 3.0
    near = Q(fault=1) | Q(topic=1) | Q(client=1) | Q(alike__gte=ALIKE)
    found = scored.filter(near).annotate(score=score).order_by("-score", "-issue")
    return [{**row} for row in found[:MOST]]


def _any(condition: Q) -> Max:
    return Max(Case(When(condition, then=Value(1)), default=Value(0)))


def _why(row: Row) -> list[str]:
    said = [
        (row["fault"], _("the same known fault")),
        (row["client"], _("the same client")),
        (row["topic"], _("the same topic")),
        (row["alike"] >= ALIKE, _("similar words")),
    ]
    return [words for holds, words in said if holds]


def _firsts(issue_pks: Iterable[int], user: User) -> dict[int, Escalation]:
    """The first ticket of each issue."""
    found = Escalation.objects.filter(issue__in=issue_pks).readable_by(user).select_related("enquiry__topic")
    return {row.issue_id: row for row in found.order_by("issue", "pk").distinct("issue")}


def _told_to_jira(tickets: Iterable[Escalation]) -> dict[int, str]:
    """What of each ticket stands in JIRA under its first question, where the issue was made of its words.

    Nothing where a senior let personal data go with them.
    """
    made = JiraOperation.objects.filter(escalation__in=tickets, deed=Deed.CREATE, state=JobState.SENT)
    sent = set(made.values_list("escalation", flat=True))
    let_go = Override.objects.granted().filter(escalation__in=tickets)
    sent -= set(let_go.values_list("escalation", flat=True))
    there = [row for row in tickets if row.pk in sent and row.answers]
    return {row.pk: str(row.answers[0].get("text", ""))[:160] for row in there}
