"""What the second level missed in tickets about a unit's topics: the questions of its forms, in words.

Rows of tickets are read here, a span's returns alone, and only by the worker that makes a report.
"""

from collections import Counter
from datetime import time, timedelta

from desk import workdays
from desk.people.models import Unit
from stats.figures.sums import topic_ids
from stats.reports.spans import Span
from stats.suppression import hidden
from tickets.models import Question, Return

MOST = 5


def of(span: Span, unit: Unit) -> tuple[str, ...]:
    """What was missing most often, fewer than five times left out: "Loa number: 7"."""
    start = workdays.at(span.first, time.min)
    end = workdays.at(span.last + timedelta(days=1), time.min)
    returns = Return.objects.filter(
        escalation__created_at__gte=start, escalation__created_at__lt=end,
        escalation__enquiry__practice=False,
        escalation__enquiry__topic__in=topic_ids(span.chosen(unit.pk)) or [],
    )  # fmt: skip
    times: Counter[str] = Counter()
    found = list(returns.counted_by_question())
    forms = {form for form, _key, _number in found}
    labels = {(each.form_id, each.key): each.label for each in Question.objects.filter(form__in=forms)}
    for form, key, number in found:
        times[labels.get((form, key), key)] += number
    return tuple(f"{label}: {number}" for label, number in times.most_common(MOST) if not hidden(number))
