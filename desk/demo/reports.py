"""Reports to units: each unit with a head has those of the last two months, the earlier one answered."""

from datetime import datetime, timedelta

from desk import workdays
from desk.demo.moment import ago
from desk.people.models import Unit, User
from stats.actions import reports
from stats.models import Report, ReportPlan
from stats.tasks import make_report


def seed(at: datetime) -> None:
    """A plan for each unit with a head; what was due a month ago and now is made and sent."""
    first = workdays.day_of(at).replace(day=1)
    last_month = (first - timedelta(days=1)).replace(day=1)
    since = (last_month - timedelta(days=1)).replace(day=1)
    for unit in Unit.objects.exclude(head=None).order_by("pk"):
        ReportPlan.objects.create(unit=unit, since=since)
    with ago(timedelta(days=(first - last_month).days)):
        made = _made()
    for report in made:
        _answered(report)
    _made()


def _made() -> list[Report]:
    reports.order_due()
    found = list(Report.objects.filter(content=None).order_by("pk"))
    for report in found:
        make_report(report.pk)
    return found


def _answered(report: Report) -> None:
    head, senior = report.unit.head, User.objects.get(username="vanem")
    if head is None or not Report.objects.made().filter(pk=report.pk).exists():
        return
    answer = reports.answer(
        report=report, text="Kirjutame juhendi näidetega ümber ja lisame portaali selgituse.",
        due_on=workdays.today() + timedelta(days=20), by=head,
    )  # fmt: skip
    reports.follow(answer=answer, done=False, text="Mustand on valmis, jurist vaatab üle.", by=senior)
