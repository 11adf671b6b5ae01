"""Reports to units: the list of those who lead, one report, its files, and the page of a unit's head."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Request, reads, writes
from desk.outbox import JobState
from desk.people.enums import Role
from desk.people.models import Unit
from desk.people.permissions import LEADS, anyone, leads, roles
from desk.records import blobs
from stats.actions import reports as deeds
from stats.forms.reports import AgainForm, AnswerForm, FollowForm
from stats.models import Report, ReportAnswer, ReportPlan
from stats.permissions import acknowledges_report, follows_report, reads_report
from stats.reports import drawing, plain, reckoning
from stats.reports.digest import Digest
from stats.reports.showing import Shown, line_in_words, table_in_words
from stats.views.answers import done, tried

PAGE = 30
FORMS = {"pdf": "application/pdf", "xlsx": deeds.XLSX, "csv": "text/csv; charset=utf-8"}


@reads(leads)
def index(request: Request) -> HttpResponse:
    """Every report's last version, and who has not acknowledged it; the units that get none."""
    rows = Report.objects.shown().filter(replaced_by=None).order_by("-last", "-pk")
    chosen = request.GET.get("list", "")
    if chosen == "silent":
        rows = rows.filter(state=JobState.SENT, acknowledged_at=None)
    if (after := request.GET.get("after", "")).isdecimal() and (
        last := Report.objects.filter(pk=after).values_list("last", flat=True).first()
    ):
        rows = rows.filter(Q(last__lt=last) | Q(last=last, pk__lt=after))
    page = list(rows.prefetch_related("answers__followed")[: PAGE + 1])
    planned = ReportPlan.objects.filter(active=True).values("unit")
    context = {
        "rows": page[:PAGE], "following": page[PAGE - 1].pk if len(page) > PAGE else None, "chosen": chosen,
        "without": Unit.objects.active().exclude(pk__in=planned),
        "headless": Unit.objects.active().filter(report_plans__active=True, head=None).distinct(),
    }  # fmt: skip
    return render(request, "stats/reports.html", context)


def _report(request: Request, pk: int) -> Report:
    """The report with all a page shows of it, if this person reads it; else 404."""
    report = get_object_or_404(Report.objects.shown().select_related("replaces", "asked_by"), pk=pk)
    if reads_report(request.user, report) is not None:
        raise Http404
    return report


@reads(anyone)
def page(request: Request, pk: int) -> HttpResponse:
    """One report, with what the unit said of it."""
    return render(request, "stats/report.html", _context(request, _report(request, pk), {}))


def _context(request: Request, report: Report, forms: dict[str, Any]) -> dict[str, Any]:
    content = getattr(report, "content", None)
    shown = None
    if content is not None:
        digest = Digest.of_json(content.figures)
        shown = Shown(digest, [(table, drawing.chart(table) or "") for table in digest.tables])
    leading = leads(request.user) is None
    return {
        "report": report, "content": content, "shown": shown, "leading": leading,
        "newer": Report.objects.filter(replaces=report).first(),
        "answers": report.answers.select_related("by").prefetch_related("followed__by"),
        "letters": report.letters.select_related("user", "message").order_by("pk"),
        "may_acknowledge": content is not None and acknowledges_report(request.user, report) is None,
        "may_follow": follows_report(request.user, report) is None,
        "failed": report.state == JobState.FAILED,
        "answer": AnswerForm(), "follow": FollowForm(), "again": AgainForm(), "followed": 0, **forms,
    }  # fmt: skip


@reads(anyone)
def file(request: Request, pk: int) -> HttpResponse:
    """The report as it was sent, `?form=` pdf or xlsx; csv is made of the same frozen figures."""
    report, form = _report(request, pk), request.GET.get("form", "pdf")
    if form not in FORMS or not hasattr(report, "content"):
        raise Http404
    if form == "csv":
        data = plain.of_digest(Digest.of_json(report.content.figures))
    else:
        data = blobs.read(getattr(report.content, form))
    response = HttpResponse(data, content_type=FORMS[form])
    way = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{report.reference}.{form}"'
    return response


@writes(anyone)
def acknowledge(request: Request, pk: int) -> HttpResponse:
    """Somebody of the unit has read it."""
    report = _report(request, pk)
    return done(
        request, report, lambda: deeds.acknowledge(report=report, by=request.user),
        _("Thank you. It is noted that you have read the report."),
    )  # fmt: skip


@writes(anyone)
def answer(request: Request, pk: int) -> HttpResponse:
    """What the unit will change."""
    report, form = _report(request, pk), AnswerForm(request.POST)
    if form.is_valid() and tried(
        form, lambda: deeds.answer(report=report, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Thank you. Client service now knows what your unit will change."))
        return redirect(report)
    return render(request, "stats/report.html", _context(request, report, {"answer": form}), status=422)


@writes(anyone)
def follow(request: Request, pk: int) -> HttpResponse:
    """What became of an answer."""
    said = get_object_or_404(ReportAnswer.objects.select_related("report"), pk=pk)
    report, form = _report(request, said.report_id), FollowForm(request.POST)
    if form.is_valid():
        is_done, text = form.cleaned_data["done"] == "yes", form.cleaned_data["text"]
        if tried(form, lambda: deeds.follow(answer=said, done=is_done, text=text, by=request.user)):
            messages.success(request, _("It is written down what became of it."))
            return redirect(report)
    context = _context(request, report, {"follow": form, "followed": said.pk})
    return render(request, "stats/report.html", context, status=422)


@writes(leads)
def make_again(request: Request, pk: int) -> HttpResponse:
    """A new version that names this one; a report that could not be made is tried once more."""
    report = _report(request, pk)
    if "retry" in request.POST:
        said = _("The report is tried again.")
        return done(request, report, lambda: deeds.try_again(report=report, by=request.user), said)
    form = AgainForm(request.POST)
    made: list[Report] = []
    if form.is_valid() and tried(
        form, lambda: made.append(deeds.make_again(report=report, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("The report is made anew; this takes a moment."))
        return redirect(made[0])
    return render(request, "stats/report.html", _context(request, report, {"again": form}), status=422)


@reads(roles(Role.UNIT_HEAD))
def unit(request: Request) -> HttpResponse:
    """Where the head of a unit begins: own reports, the own topics' month so far, signals."""
    units = list(Unit.objects.active().filter(head=request.user))
    chosen = next((each for each in units if each.code == request.GET.get("unit")), None)
    if chosen is None and units:
        chosen = units[0]
    context: dict[str, Any] = {
        "units": units, "unit": chosen, "leads": request.user.holds(*LEADS), "today": workdays.today(),
        "rows": Report.objects.shown().made().newest().read_by(request.user)
        .prefetch_related("answers__followed")[:PAGE],
    }  # fmt: skip
    if chosen is not None:
        lines, table = reckoning.so_far(chosen, workdays.today())
        context["lines"] = [line_in_words(line) for line in lines]
        context["spans"] = [each.head for each in table.headings]
        context["table"] = table_in_words(table, drawing.chart(table) or "")
    return render(request, "stats/unit.html", context)
