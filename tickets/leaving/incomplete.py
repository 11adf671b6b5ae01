"""How often tickets of a period come back as incomplete, by topic and by version of the form."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.enquiries.models import Topic
from tickets.models import Escalation, Form, Question, Return
from tickets.models.exchange import ReturnQuerySet

MOST = 15  # questions that were missing most often


@dataclass(frozen=True)
class Row:
    """Tickets of one topic or form: how many, how many of them came back, and how often they did."""

    label: str
    tickets: int
    returned: int
    times: int

    @property
    def share(self) -> int:
        """Per cent of its tickets that came back at least once."""
        return round(100 * self.returned / self.tickets) if self.tickets else 0


@dataclass(frozen=True)
class Missed:
    """A question of a form that was not answered well enough."""

    form: str
    question: str
    times: int


@dataclass(frozen=True)
class Figures:
    """All of it, and the questions that were missing most often."""

    all: Row
    topics: list[Row]
    forms: list[Row]
    missed: list[Missed]


def figures(since: datetime, until: datetime) -> Figures:
    """Five statements, however many tickets there are. Practice is not counted: it never leaves."""
    made = Escalation.objects.sent_between(since, until)
    counted = list(made.counted_by_topic_and_form())
    by_topic: dict[int, Counter[str]] = {}
    by_form: dict[int, Counter[str]] = {}
    for topic, form, tickets, returned, times in counted:
        numbers = Counter(tickets=tickets, returned=returned, times=times)
        by_topic.setdefault(topic, Counter()).update(numbers)
        by_form.setdefault(form, Counter()).update(numbers)
    topics = {pk: str(topic) for pk, topic in Topic.objects.in_bulk(by_topic).items()}
    forms = {form.pk: form for form in Form.objects.filter(pk__in=by_form).select_related("unit")}
    versions = {pk: f"{form.unit.name} · {form.number}" for pk, form in forms.items()}
    return Figures(
        _row("", sum(by_form.values(), Counter())),
        _rows(by_topic, topics),
        _rows(by_form, versions),
        _missed(Return.objects.of(made), versions),
    )


def _row(label: str, numbers: Mapping[str, int]) -> Row:
    return Row(label, *(numbers.get(name, 0) for name in ("tickets", "returned", "times")))


def _rows(found: Mapping[int, Mapping[str, int]], labels: Mapping[int, str]) -> list[Row]:
    """Those that come back most on top."""
    rows = [_row(labels[pk], numbers) for pk, numbers in found.items()]
    return sorted(rows, key=lambda row: (-row.times, -row.tickets, row.label))


def _missed(returns: ReturnQuerySet, versions: Mapping[int, str]) -> list[Missed]:
    counted = list(returns.counted_by_question()[:MOST])
    asked = Question.objects.filter(form__in=versions, key__in=[key for _form, key, _times in counted])
    labels = {(one.form_id, one.key): one.label for one in asked}
    return [Missed(versions[form], labels.get((form, key), key), times) for form, key, times in counted]
