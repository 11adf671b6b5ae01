"""Reports to units: given to the worker on their day, sent, acknowledged, answered, followed, made anew."""

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import clock, outbox, workdays
from desk.http import Refused
from desk.mail.actions import queue
from desk.outbox import JobState
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import leads
from desk.records import blobs
from desk.records.actions import note
from stats.enums.reports import LetterKind
from stats.models import FollowUp, Report, ReportAnswer, ReportContent, ReportLetter, ReportPlan
from stats.permissions import acknowledges_report, follows_report
from stats.reports import letters, spans
from stats.reports.digest import Digest
from tickets.actions.duties import holding

if TYPE_CHECKING:
    from stats.reports.making import Made

MAKE = "stats.report"
REMIND_AFTER = 10  # working days without an acknowledgement until a letter reminds
RAISE_AFTER = 15  # and until those who lead are asked to see to it
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def order_due() -> int:
    """Reports whose day and hour have come are given to the worker, each once; how many were new."""
    now = clock.now().astimezone(workdays.TALLINN)
    new = 0
    for plan in ReportPlan.objects.filter(active=True, unit__active=True).select_related("unit"):
        # Before its hour a day has not begun for this plan.
        today = now.date() if now.hour >= plan.hour else now.date() - timedelta(days=1)
        for first, last, period in spans.due(plan, today):
            new += _order(plan, first, last, period.pk if period else None)
    return new


def _order(plan: ReportPlan, first: date, last: date, period: int | None) -> bool:
    try:
        with transaction.atomic():
            report, made = Report.objects.get_or_create(
                plan=plan, first=first, last=last, version=1,
                defaults={"unit": plan.unit, "period_id": period, "asked_at": clock.now()},
            )  # fmt: skip
            if made:
                outbox.wake(MAKE, report.pk)
    except IntegrityError:  # another worker was here
        return False
    return made


def sent(job: Report, made: "Made") -> None:
    """The worker has made a report: keep it, and send it to its readers (inside the outbox's transaction)."""
    report = Report.objects.select_related("unit__head", "plan").get(pk=job.pk)
    content = ReportContent.objects.create(
        report=report, made_at=made.at, figures=made.digest.as_json(),
        pdf=blobs.store(made.pdf, "application/pdf", "report"), xlsx=blobs.store(made.xlsx, XLSX, "report"),
    )  # fmt: skip
    settle_todos(kind="stats.report_failed", subject=("report", report.pk), by=None)
    users = readers(report)
    for user in users:
        _write_to(report, user, LetterKind.REPORT, made.digest, content)
    tell(users=users, kind="stats.report", subject=("report", report.pk), **_words(report))
    note(
        kind="stats.report_made", subject=("report", report.pk), client_id=None, by=report.asked_by,
        version=report.version,
    )  # fmt: skip


def not_made(job: Report) -> None:
    """A report was given up (inside the outbox's transaction): those who lead see to it."""
    report = Report.objects.select_related("unit").get(pk=job.pk)
    if leading := holding(Role.SENIOR, Role.HEAD):
        give_todo(
            kind="stats.report_failed", owner=leading[0], subject=("report", report.pk),
            due_at=clock.now(), **_words(report),
        )  # fmt: skip


def readers(report: Report) -> list[User]:
    """To whom a report goes: the head of the unit and who else the plan names, each once."""
    named = [*([report.unit.head] if report.unit.head else []), *report.plan.recipients.order_by("pk")]
    return list({user.pk: user for user in named if user.is_active}.values())


def _write_to(
    report: Report, user: User, kind: LetterKind, digest: Digest | None, content: ReportContent | None
) -> None:
    row, new = ReportLetter.objects.get_or_create(report=report, user=user, kind=kind)
    if not new or not user.email:
        return
    link = f"{settings.PUBLIC_URL}{reverse('stats:report', args=[report.pk])}"
    letter = letters.report(report, digest, link, user) if digest else letters.reminder(report, link, user)
    files = []
    if content is not None and report.plan.attach:
        files = [(f"{report.reference}.pdf", content.pdf), (f"{report.reference}.xlsx", content.xlsx)]
    row.message = queue(
        letter=letter, to=user.email, language=user.language, subject=("report", report.pk), client_id=None,
        by=None, enclosures=files,
    )  # fmt: skip
    row.save(update_fields=["message"])


def _words(report: Report) -> dict[str, Any]:
    return {"unit": str(report.unit), "first": f"{report.first:%d.%m.%Y}", "last": f"{report.last:%d.%m.%Y}"}


@transaction.atomic
def acknowledge(*, report: Report, by: User) -> Report:
    """Somebody of the unit has read it. Done once; the second time changes nothing."""
    row = _held(report)
    if refusal := acknowledges_report(by, row):
        raise Refused(refusal)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = clock.now(), by
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        settle_todos(kind="stats.report_silent", subject=("report", row.pk), by=by)
        note(kind="stats.report_seen", subject=("report", row.pk), client_id=None, by=by)
    return row


@transaction.atomic
def answer(*, report: Report, text: str, due_on: date | None, by: User) -> ReportAnswer:
    """What the unit will change; whoever answers has read it. The same words twice are one answer."""
    row = acknowledge(report=report, by=by)
    if not (text := text.strip()):
        raise Refused(_("Write what your unit will change; “nothing” is an answer too."))
    if due_on is not None and due_on < workdays.today():
        raise Refused(_("This day has passed; choose one to come."))
    if (same := row.answers.filter(text=text, by=by, due_on=due_on).first()) is not None:
        return same
    said = ReportAnswer.objects.create(report=row, text=text, due_on=due_on, by=by, at=clock.now())
    leading = holding(Role.SENIOR, Role.HEAD)
    tell(users=leading, kind="stats.report_answered", subject=("report", row.pk), **_words(row))
    if due_on is not None and leading:
        give_todo(
            kind="stats.report_due", owner=leading[0], subject=("report", row.pk),
            due_at=workdays.at(due_on, time(17)), unit=str(row.unit),
        )  # fmt: skip
    note(kind="stats.report_answered", subject=("report", row.pk), client_id=None, by=by)
    return said


@transaction.atomic
def follow(*, answer: ReportAnswer, done: bool, text: str, by: User) -> FollowUp:
    """What became of it, said by the unit or by those who lead; done settles what was to be asked."""
    row = _held(answer.report)
    if refusal := follows_report(by, row):
        raise Refused(refusal)
    if not (text := text.strip()):
        raise Refused(_("Say what became of it."))
    last = answer.followed.order_by("-pk").first()
    if last is not None and (last.done, last.note, last.by_id) == (done, text, by.pk):
        return last
    said = FollowUp.objects.create(answer=answer, done=done, note=text, by=by, at=clock.now())
    if done:
        settle_todos(kind="stats.report_due", subject=("report", row.pk), by=by)
    note(kind="stats.report_followed", subject=("report", row.pk), client_id=None, by=by)
    return said


@transaction.atomic
def make_again(*, report: Report, why: str, by: User) -> Report:
    """The figures were wrong: a new version is counted and sent, which names the old one."""
    if refusal := leads(by):
        raise Refused(refusal)
    row = _held(report)
    if row.state != JobState.SENT:
        raise Refused(_("This report has not been made yet."))
    if not (why := why.strip()):
        raise Refused(_("Say why it is made anew: its readers see it."))
    if (newer := Report.objects.filter(replaces=row).first()) is not None:
        return newer
    new = Report.objects.create(
        plan=row.plan, unit=row.unit, period=row.period, first=row.first, last=row.last,
        version=row.version + 1, replaces=row, why=why, asked_by=by, asked_at=clock.now(),
    )  # fmt: skip
    settle_todos(kind="stats.report_silent", subject=("report", row.pk), by=by)
    note(kind="stats.report_again", subject=("report", row.pk), client_id=None, by=by)
    outbox.wake(MAKE, new.pk)
    return new


@transaction.atomic
def try_again(*, report: Report, by: User) -> bool:
    """A report that could not be made is tried once more; whether it was given up."""
    if refusal := leads(by):
        raise Refused(refusal)
    if not outbox.retry(report):
        return False
    outbox.wake(MAKE, report.pk)
    return True


def remind() -> int:
    """Who has not acknowledged a report is reminded by letter, once; later those who lead are told, once."""
    moved = 0
    for pk in list(Report.objects.silent().filter(raised_at=None).values_list("pk", flat=True)):
        moved += _remind(pk)
    return moved


@transaction.atomic
def _remind(pk: int) -> bool:
    rows = Report.objects.select_for_update(of=("self",)).select_related("unit__head", "plan", "content")
    report = rows.get(pk=pk)
    if report.acknowledged_at is not None:
        return False
    waited = spans.working_days(workdays.day_of(report.content.made_at), workdays.today())
    if report.reminded_at is None and waited >= REMIND_AFTER:
        report.reminded_at = clock.now()
        report.save(update_fields=["reminded_at"])
        for user in readers(report):
            _write_to(report, user, LetterKind.REMINDER, None, None)
        return True
    leading = holding(Role.SENIOR, Role.HEAD)
    if report.raised_at is None and report.reminded_at and waited >= RAISE_AFTER and leading:
        report.raised_at = clock.now()
        report.save(update_fields=["raised_at"])
        give_todo(
            kind="stats.report_silent", owner=leading[0], subject=("report", report.pk),
            due_at=clock.now(), **_words(report),
        )  # fmt: skip
        return True
    return False


def _held(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("unit__head", "plan")
    return rows.get(pk=report.pk)
