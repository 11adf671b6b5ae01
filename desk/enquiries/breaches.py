"""The figures of competence: closed beyond it, or in spite of what was missing, by matter and month."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth

from desk.enquiries import topics
from desk.enquiries.models import Enquiry, Topic
from desk.workdays import TALLINN


@dataclass(frozen=True)
class Row:
    """One matter: `counts` are breaches by month; `total` of `closed` went beyond competence."""

    topic: Topic
    counts: list[tuple[str, int]]
    total: int
    closed: int
    overridden: int


def by_topic(start: datetime, end: datetime, months: Sequence[date]) -> list[Row]:
    """Every matter that level 1 must hand on or has gone beyond, most breaches first.

    Counted by the month of closing in Tallinn; practice is not counted. What was asked under a name that is
    gone is counted with the topic that took its place.
    """
    now = topics.current()
    closed = Enquiry.objects.counted().closed_between(start, end).order_by()
    breached: Counter[tuple[int, str]] = Counter()
    month_of = TruncMonth("closed_at", tzinfo=TALLINN)
    found = closed.beyond_competence().annotate(month=month_of).values_list("topic_id", "month")
    for topic_id, month, number in found.annotate(number=Count("pk")):
        breached[now[topic_id], f"{month:%Y-%m}"] += number
    names = {topic_id for topic_id, _month in breached}
    concerned = Topic.objects.in_their_order().handed_on_or(names)
    mine = {pk for pk, end_ in now.items() if end_ in {topic.pk for topic in concerned}}
    closings: Counter[int] = Counter()
    for topic_id, number in closed.about(mine).values_list("topic_id").annotate(Count("pk")):
        closings[now[topic_id]] += number
    overrides: Counter[int] = Counter()
    for topic_id, number in closed.about(mine).overridden().values_list("topic_id").annotate(Count("pk")):
        overrides[now[topic_id]] += number
    rows = []
    for topic in concerned:
        counts = [(f"{month:%Y-%m}", breached[topic.pk, f"{month:%Y-%m}"]) for month in months]
        total = sum(number for _month, number in counts)
        rows.append(Row(topic, counts, total, closings[topic.pk], overrides[topic.pk]))
    return sorted(rows, key=lambda row: -row.total)
