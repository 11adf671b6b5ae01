"""Reports to units: due once, made and sent, read by their unit alone, acknowledged, answered, followed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import workdays
from desk.enquiries.models import Topic
from desk.http import Refused
from desk.mail.models import Message
from desk.orders.actions.periods import prepare
from desk.orders.models import Obligation, Period
from desk.orders.obligations import seed_reference as seed_obligations
from desk.outbox import JobState, PermanentError
from desk.people.enums import Role
from desk.people.models import Notice, Todo, Unit, User
from stats import tasks
from stats.actions import reports as deeds
from stats.models import Report, ReportContent
from stats.reports import chance, making, spans
from stats.reports.digest import Digest
from tests.conftest import Actor
from tests.stats.units import a_year_of_figures, at, counted, plan_of, topics_of, unit_of

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 2)


@pytest.fixture
def unit(as_unit_head: Actor) -> Unit:
    """A unit with a head, topics and figures, on the second of November 2026."""
    at(NOVEMBER)
    unit = unit_of(as_unit_head.user)
    a_year_of_figures(unit)
    return unit


def made(unit: Unit, **fields: Any) -> Report:
    """The report on October, made by the worker."""
    plan_of(unit, **fields)
    deeds.order_due()
    report = Report.objects.get(unit=unit)
    tasks.make_report(report.pk)
    return Report.objects.get(pk=report.pk)


def digest_of(report: Report) -> Digest:
    return Digest.of_json(report.content.figures)


def test_a_monthly_report_is_due_on_its_day_from_its_hour_and_once(unit: Unit) -> None:
    plan_of(unit, day=3, hour=8)
    at(date(2026, 11, 3), 7)
    assert deeds.order_due() == 0
    at(date(2026, 11, 3), 8)
    assert [deeds.order_due(), deeds.order_due()] == [1, 0]
    report = Report.objects.get()
    assert (report.first, report.last) == (date(2026, 10, 1), date(2026, 10, 31))


def test_what_was_missed_while_nothing_ran_is_made_up_for(unit: Unit) -> None:
    plan_of(unit, day=3)
    at(date(2026, 11, 27))
    assert deeds.order_due() == 1


def test_nothing_is_reported_of_what_ended_before_the_plan_began(unit: Unit) -> None:
    plan = plan_of(unit)
    plan.since = NOVEMBER
    plan.save()
    assert deeds.order_due() == 0
    at(date(2026, 12, 1))
    assert deeds.order_due() == 1


def test_the_same_report_twice_is_refused_by_the_database(unit: Unit) -> None:
    report = made(unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(plan=report.plan, unit=unit, first=report.first, last=report.last)


def test_after_a_declaration_period_the_weeks_around_its_due_date_are_reported(unit: Unit) -> None:
    seed_obligations()
    prepare()
    period = Period.objects.get(obligation__code="charge", year=2026, number=3)
    first, last = spans.around(period)
    assert first.weekday() == 0 and last.weekday() == 6 and first < period.due_on < last
    plan = plan_of(unit, kind="period", day=2)
    plan.obligations.set(Obligation.objects.filter(code="charge"))
    at(last + timedelta(days=1))
    assert deeds.order_due() == 0
    at(last + timedelta(days=2))
    assert deeds.order_due() == 1
    report = Report.objects.get()
    tasks.make_report(report.pk)
    assert Report.objects.get().reason == ""
    weeks = next(table for table in digest_of(Report.objects.get()).tables if table.key == "weeks")
    assert weeks.rows[-1].cells == (116, 85)
    due = next(row for row in weeks.parts if "due date" in row.label or "tähtpäeva" in row.label)
    assert weeks.parts.index(due) == (period.due_on - first).days // 7
    assert len(weeks.parts) >= (last - first).days // 7 + 1


def test_its_figures_are_those_of_the_units_own_topics_and_small_ones_are_hidden(unit: Unit) -> None:
    other = Unit.objects.create(code="teine", name_et="Teine", name_en="Other")
    foreign = Topic.objects.exclude(parent=None).exclude(unit=unit).order_by("pk")[0]
    foreign.unit, foreign.name_et = other, "Võõras teema"
    foreign.save()
    counted(date(2026, 10, 6), foreign, 1000)
    digest = digest_of(made(unit))
    topics = next(table for table in digest.tables if table.key == "topics")
    assert [(row.label, *row.cells[:3]) for row in topics.rows] == [
        ("Deklareerimine", 90, 41, 80),
        ("Tasumäär", "…", 20, "<5"),
        ("Tähtaeg", "<5", 0, "<5"),
        ("kõik" if topics.rows[-1].label == "kõik" else "all", 116, 61, 85),
    ]
    assert "Võõras teema" not in str(digest.as_json())
    lines = {line.code: line for line in digest.lines}
    assert lines["fcr"].words(lines["fcr"].times[0]) == "77,6%"
    assert (lines["on_time"].times[0].part, lines["on_time"].times[0].whole) == (96, 116)
    assert lines["promises_kept"].times[0].value == pytest.approx(100 * 12 / 18)
    assert lines["ticket_answer"].times[0].value == 7200
    assert lines["tickets_back"].words(lines["tickets_back"].times[1]) == "–"
    assert all("Tallinn" in line.how for line in digest.lines)
    assert Digest.of_json(digest.as_json()) == digest


def test_the_summary_says_risen_only_of_what_chance_would_not_do(unit: Unit) -> None:
    how_much, about_what, _how_well = digest_of(made(unit, language="en")).summary
    assert "116 times" in how_much
    assert "more a working day than in September 2026 (61)" in how_much
    assert "changed no more than chance would" not in how_much.split("September 2026 (61).")[0]
    assert "More than in September 2026: Deklareerimine EN." in about_what
    assert "Tasumäär EN (23)" not in about_what  # what the table withholds, a sentence does not tell


@pytest.mark.parametrize(
    ("now", "before", "moved"), [(100, 60, 1), (60, 100, -1), (100, 90, 0), (5, 3, 0), (0, 0, 0), (12, 0, 1)]
)
def test_the_rule_of_chance(now: int, before: int, moved: int) -> None:
    assert chance.moved(now, 22, before, 22) == moved


def test_a_renamed_topic_is_compared_with_its_earlier_name(unit: Unit) -> None:
    first, second, _third = topics_of(unit)
    second.succeeded_by = first
    second.active = False
    second.save()
    topics = next(table for table in digest_of(made(unit)).tables if table.key == "topics")
    assert [row.label for row in topics.parts] == ["Deklareerimine", "Tähtaeg"]
    assert topics.rows[-1].cells[:3] == (116, 61, 85)


def test_it_is_mailed_with_a_link_and_with_files_only_where_the_plan_says_so(
    unit: Unit, someone: Callable[..., User]
) -> None:
    report = made(unit)
    message = Message.objects.get()
    assert message.body.to == "yksusejuht@abilaud.example"
    assert reverse("stats:report", args=[report.pk]) in message.body.text
    assert not message.enclosures.exists()
    assert Notice.objects.get(kind="stats.report").user == unit.head
    report.plan.recipients.add(someone("nimeline", Role.REGISTRAR))
    report.plan.attach = True
    report.plan.save()
    at(date(2026, 12, 1))
    deeds.order_due()
    newest = Report.objects.order_by("-pk").first()
    assert newest is not None
    tasks.make_report(newest.pk)
    letters = Message.objects.filter(subject_kind="report", subject_id=newest.pk)
    assert letters.count() == 2
    assert [each.enclosures.count() for each in letters] == [2, 2]


def test_made_twice_it_is_sent_once_and_a_crash_loses_nothing(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of(unit)
    deeds.order_due()
    report = Report.objects.get()
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(deeds, "tell", lambda **_words: (_ for _ in ()).throw(RuntimeError("power cut")))
        tasks.make_report(report.pk)
    assert not ReportContent.objects.exists() and not Message.objects.exists()
    at(NOVEMBER, 12)
    tasks.make_report(report.pk)
    tasks.make_report(report.pk)
    assert ReportContent.objects.count() == Message.objects.count() == 1


def test_one_that_cannot_be_made_is_tried_again_by_a_lead(
    unit: Unit, as_senior: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of(unit)
    deeds.order_due()
    report = Report.objects.get()

    def refuses(job: Report) -> making.Made:
        raise PermanentError("too_long")

    with monkeypatch.context() as patch:
        patch.setattr(making, "make", refuses)
        tasks.make_report(report.pk)
    assert Todo.objects.open().get(kind="stats.report_failed").owner == as_senior.user
    page = as_senior.get(report.get_absolute_url())
    assert page.status_code == 200
    as_senior.post(reverse("stats:make_report_again", args=[report.pk]), {"retry": "1"})
    report.refresh_from_db()
    assert report.state == JobState.PENDING
    tasks.make_report(report.pk)
    assert not Todo.objects.open().filter(kind="stats.report_failed").exists()


def test_what_was_sent_never_changes(unit: Unit) -> None:
    report = made(unit)
    before = report.content.figures
    counted(date(2026, 10, 20), topics_of(unit)[0], 500)
    assert Report.objects.get(pk=report.pk).content.figures == before
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportContent.objects.update(figures={})


def test_a_correction_is_a_new_version_that_names_the_old_one(unit: Unit, as_senior: Actor) -> None:
    report = made(unit)
    address = reverse("stats:make_report_again", args=[report.pk])
    for _twice in range(2):
        as_senior.post(address, {"why": "Septembri pöördumised olid puudu"})
    newer = Report.objects.get(version=2)
    tasks.make_report(newer.pk)
    assert newer.replaces == report
    assert "Septembri pöördumised olid puudu" in as_senior.get(report.get_absolute_url()).content.decode()
    assert "Septembri pöördumised olid puudu" in as_senior.get(newer.get_absolute_url()).content.decode()
    assert Report.objects.newest().get() == newer


def test_only_its_unit_those_named_and_those_who_lead_read_it(
    unit: Unit, someone: Callable[..., User], as_unit_head: Actor, as_senior: Actor, as_specialist: Actor,
    as_registrar: Actor,
) -> None:  # fmt: skip
    report = made(unit)
    stranger = Actor()
    stranger.force_login(someone("teine", Role.UNIT_HEAD))
    for form in ("", "file/?form=pdf", "file/?form=xlsx", "file/?form=csv"):
        address = f"{report.get_absolute_url()}{form}"
        assert as_unit_head.get(address).status_code == as_senior.get(address).status_code == 200
        for other in (as_specialist, as_registrar, stranger):
            assert other.get(address).status_code == 404
    for deed in ("acknowledge_report", "answer_report"):
        assert stranger.post(reverse(f"stats:{deed}", args=[report.pk])).status_code == 404
    unit.head = None
    unit.save()
    assert as_unit_head.get(report.get_absolute_url()).status_code == 200  # it was sent to her by name
    with pytest.raises(Refused):
        deeds.acknowledge(report=report, by=as_senior.user)


def test_acknowledged_answered_and_followed(unit: Unit, as_unit_head: Actor, as_senior: Actor) -> None:
    report = made(unit)
    for _twice in range(2):
        as_unit_head.post(reverse("stats:acknowledge_report", args=[report.pk]))
    said = {"text": "Kirjutame tasumäära juhendi ümber", "due_on": "30.11.2026"}
    for _twice in range(2):
        as_unit_head.post(reverse("stats:answer_report", args=[report.pk]), said)
    report.refresh_from_db()
    answer = report.answers.get()
    assert (report.acknowledged_by, answer.by) == (as_unit_head.user, as_unit_head.user)
    assert Todo.objects.open().get(kind="stats.report_due").owner == as_senior.user
    assert Notice.objects.filter(kind="stats.report_answered", user=as_senior.user).exists()
    follow = reverse("stats:follow_answer", args=[answer.pk])
    as_senior.post(follow, {"done": "no", "text": "Tekst on juristi käes"})
    assert Todo.objects.open().filter(kind="stats.report_due").exists()
    as_unit_head.post(follow, {"done": "yes", "text": "Uus juhend on avalik"})
    assert not Todo.objects.open().filter(kind="stats.report_due").exists()
    page = as_senior.get(reverse("stats:reports")).content.decode()
    assert "badge--ok" in page


def test_who_does_not_acknowledge_is_reminded_once_and_then_the_senior_is_told(
    unit: Unit, as_senior: Actor
) -> None:
    report = made(unit)
    at(date(2026, 11, 13))
    assert deeds.remind() == 0
    at(date(2026, 11, 16))
    assert [deeds.remind(), deeds.remind()] == [1, 0]
    assert Message.objects.count() == 2
    at(date(2026, 11, 23))
    assert [deeds.remind(), deeds.remind()] == [1, 0]
    todo = Todo.objects.open().get(kind="stats.report_silent")
    assert todo.owner == as_senior.user
    assert unit.head is not None
    deeds.acknowledge(report=report, by=unit.head)
    assert not Todo.objects.open().filter(kind="stats.report_silent").exists()


def test_the_head_of_a_unit_begins_with_own_reports_and_the_month_so_far(
    unit: Unit, as_unit_head: Actor, as_senior: Actor
) -> None:
    report = made(unit)
    counted(workdays.today(), topics_of(unit)[0], 17)
    with CaptureQueriesContext(connection) as queries:
        page = as_unit_head.get(reverse("stats:unit")).content.decode()
    assert len(queries) <= 20
    assert report.get_absolute_url() in page and ">17<" in page
    assert as_senior.get(reverse("stats:unit")).status_code == 403


def test_a_unit_about_which_nobody_asked_has_its_report_too(as_unit_head: Actor) -> None:
    at(NOVEMBER)
    report = made(unit_of(as_unit_head.user))
    assert report.reason == ""
    for address in (report.get_absolute_url(), reverse("stats:unit")):
        assert as_unit_head.get(address).status_code == 200


def test_a_unit_without_a_head_is_said_clearly(unit: Unit, as_senior: Actor) -> None:
    unit.head = None
    unit.save()
    made(unit)
    assert not Message.objects.exists()
    assert "notice--warn" in as_senior.get(reverse("stats:reports")).content.decode()


def test_its_pages_ask_the_database_few_times_however_many_reports_there_are(
    unit: Unit, as_senior: Actor
) -> None:
    def asked(address: str) -> int:
        as_senior.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert as_senior.get(address).status_code == 200
        return sum("records_clock" not in query["sql"] for query in queries)

    report = made(unit)
    assert unit.head is not None
    deeds.answer(report=report, text="Ei midagi", due_on=None, by=unit.head)
    pages = [reverse("stats:reports"), report.get_absolute_url(), reverse("stats:tables")]
    before = [asked(address) for address in pages]
    for month in (12, 13, 14):
        at(date(2026 + month // 13, (month - 1) % 12 + 1, 2))
        deeds.order_due()
        for each in Report.objects.filter(content=None):
            tasks.make_report(each.pk)
            deeds.answer(report=each, text="Ei midagi", due_on=None, by=unit.head)
    assert [asked(address) for address in pages][:2] == before[:2]
    assert max(before) <= 20


def test_the_administrator_plans_reports_of_which_a_unit_has_one_a_kind(
    unit: Unit, as_administrator: Actor
) -> None:
    add = reverse("admin:stats_reportplan_add")
    form = {
        "unit": unit.pk,
        "kind": "monthly",
        "language": "et",
        "day": "2",
        "hour": "7",
        "since": "01.10.2026",
        "active": "on",
    }
    assert as_administrator.post(add, form).status_code == 302
    assert as_administrator.post(add, form).status_code == 200
    plan = unit.report_plans.get()
    assert (plan.day, plan.attach, plan.history.count()) == (2, False, 1)
    assert as_administrator.get(reverse("admin:stats_reportplan_change", args=[plan.pk])).status_code == 200
