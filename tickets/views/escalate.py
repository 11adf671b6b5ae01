"""Handing an enquiry to the second level: choose the unit, fill in its form, see at once what is missing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from desk.http import Refused, Request, reads, writes
from desk.records import access
from tickets import actions
from tickets.actions import SavedMeanwhile
from tickets.enums import Deed, State
from tickets.forms.ticket import AnswerForm
from tickets.leaving import completeness, filling, mending
from tickets.leaving.completeness import Finding, People
from tickets.leaving.people import people_around
from tickets.leaving.sheet import Sheet, blocking, digest, mark, overrides, typed
from tickets.models import Escalation, Form, JiraOperation, Question, TicketFile, Unit
from tickets.permissions import works_on_tickets

TEMPLATE = "tickets/escalate.html"


@dataclass
class Page:
    """The form of a unit for an enquiry, and the draft of it that stands."""

    enquiry: Enquiry
    unit: Unit
    version: Form
    questions: list[Question]
    draft: Escalation | None
    people: People
    known: dict[str, str]
    units: list[Unit]
    texts: list[str] = field(default_factory=list)  # why something was refused
    theirs: dict[str, str] = field(default_factory=dict)  # what a colleague wrote meanwhile
    reasons: dict[str, str] = field(default_factory=dict)  # why a finding must go, while it is typed

    @property
    def url(self) -> str:
        """Where the form stands."""
        return f"{reverse('tickets:escalate', args=[self.enquiry.pk])}?unit={self.unit.pk}"

    def sheet(self, answers: dict[str, str]) -> Sheet:
        """The form with these answers."""
        return Sheet.of(self.version, answers, self.draft, self.questions)

    def given(self, request: Request) -> dict[str, str]:
        """What the browser sent: answers, and why files are not added."""
        sheet = self.sheet({})
        self.reasons = {key: str(text) for key, text in request.POST.items() if key.startswith("reason-")}
        files = {file.place: request.POST.get(f"why-{file.place}", "") for file in sheet.wanted_files}
        return AnswerForm(sheet.questions, request.POST).answers | files


@writes(works_on_tickets, form=True)
def escalate(request: Request, pk: int) -> HttpResponse:
    """The form of the chosen unit: filled in, kept as a draft, mended, handed over; `do` says which."""
    enquiry, units = _enquiry(request, pk), list(Unit.objects.selectable())
    unit = _chosen(request, units)
    page = None if unit is None else _page(enquiry, unit, units)
    if page is None or (page.draft and page.draft.state != State.DRAFT):
        there = page.draft if page else None
        context = {"enquiry": enquiry, "units": units, "unit": unit, "there": there}
        return render(request, _part(request), context)
    answers = page.given(request) if request.method == "POST" else None
    if answers is not None:
        deed, _space, what = request.POST.get("do", "send").partition(" ")
        try:
            done = _DEEDS.get(deed, _send)(request, page, answers, what)
        except SavedMeanwhile as meanwhile:
            page.draft, page.texts = meanwhile.stored, list(meanwhile.texts)
            stored = typed(meanwhile.stored)
            page.theirs = {key: stored.get(key, "") for key in {*stored, *answers}}
        except Refused as refused:
            page.draft = _held(enquiry, page.unit)
            page.texts = list(refused.texts)
        else:
            if done is not None:
                return done
    return render(request, _part(request), _context(page, answers))


@reads(works_on_tickets, methods=("POST",))
def missing(request: Request, pk: int) -> HttpResponse:
    """The side of the form while it is being filled in: what is missing, and what must not leave."""
    enquiry, units = _enquiry(request, pk), list(Unit.objects.selectable())
    unit = _chosen(request, units)
    page = _page(enquiry, unit, units) if unit else None
    if page is None:
        return HttpResponse(status=400)
    return render(request, f"{TEMPLATE}#missing", _context(page, page.given(request)))


def _enquiry(request: Request, pk: int) -> Enquiry:
    found = filling.ready(Enquiry.objects.readable_by(request.user).shown())
    enquiry = get_object_or_404(found, pk=pk)
    if enquiry.client_id:
        why = f"enquiry:{pk}"
        access.shows(request, "client", enquiry.client_id, client_id=enquiry.client_id, purpose=why)
    return enquiry


def _chosen(request: Request, units: list[Unit]) -> Unit | None:
    given = request.POST.get("unit") or request.GET.get("unit") or ""
    if not given.isdecimal():
        return None
    unit = next((unit for unit in units if str(unit.pk) == given), None)
    if unit is None:
        raise Http404
    return unit


def _held(enquiry: Enquiry, unit: Unit) -> Escalation | None:
    """The ticket that stands for this unit, a draft or one that has left; with what JIRA refused of it."""
    refused = JiraOperation.objects.unsent().filter(issue=OuterRef("issue"), deed=Deed.CREATE)
    said = refused.values(both=JSONObject(reason="reason", errors="errors"))[:1]
    found = Escalation.objects.open().filter(enquiry=enquiry, unit=unit).annotate(refused=Subquery(said))
    return found.select_related("issue", "created_by").first()


def _page(enquiry: Enquiry, unit: Unit, units: list[Unit]) -> Page | None:
    """None where the administrator has worded no form yet."""
    draft = _held(enquiry, unit)
    newest = Form.objects.filter(unit=unit).order_by("-number").values("pk")[:1]
    asked = Question.objects.filter(form=draft.form_id if draft else Subquery(newest))
    questions = list(asked.select_related("form"))
    if not questions:
        return None
    version = questions[0].form
    version.unit = unit
    people = people_around(enquiry)
    known = filling.known(enquiry, questions, people)
    return Page(enquiry, unit, version, questions, draft, people, known, units)


def _part(request: Request) -> str:
    return f"{TEMPLATE}#unit_form" if request.htmx else TEMPLATE


# What a button of the form does; None draws the form anew.
Done = HttpResponse | None
Act = Callable[[Request, Page, dict[str, str], str], Done]


def _send(request: Request, page: Page, answers: dict[str, str], _what: str) -> Done:
    if request.FILES:
        _kept(request, page, answers)
    seen = mark(page.draft) if request.FILES else request.POST.get("seen")
    ticket = actions.escalate(
        enquiry=page.enquiry, unit=page.unit, answers=answers, by=request.user, seen=seen
    )
    messages.success(request, _("The enquiry is on its way to the second level."))
    return redirect(ticket)


def _keep(request: Request, page: Page, answers: dict[str, str], _what: str) -> Done:
    _kept(request, page, answers)
    messages.success(request, _("The draft is kept; a colleague can go on with it too."))
    return redirect(page.url)


def _later(request: Request, page: Page, answers: dict[str, str], _what: str) -> Done:
    _kept(request, page, answers)
    messages.success(request, _("The draft is kept; it is on the page of the enquiry."))
    return redirect(page.enquiry)


def _go(request: Request, page: Page, answers: dict[str, str], what: str) -> Done:
    """To the form of another unit; what was typed into this one is kept, if anything was."""
    opened = typed(page.draft) if page.draft else page.known
    if request.FILES or any(text.strip() != opened.get(key, "") for key, text in answers.items()):
        _kept(request, page, answers)
        messages.success(request, _("The draft is kept; it is on the page of the enquiry."))
    other = next((unit.pk for unit in page.units if str(unit.pk) == what), page.unit.pk)
    return redirect(f"{reverse('tickets:escalate', args=[page.enquiry.pk])}?unit={other}")


def _throw_away(request: Request, page: Page, _answers: dict[str, str], _what: str) -> Done:
    if page.draft is not None:
        actions.throw_away(escalation=page.draft, by=request.user)
        messages.success(request, _("The draft is thrown away."))
    return redirect(page.enquiry)


def _take_out(_request: Request, page: Page, answers: dict[str, str], what: str) -> Done:
    """All findings, or one, become our reference; the texts stand in the form, nothing is kept yet."""
    one = _finding(page, answers, what) if what else None
    for key, text in list(answers.items()):
        if one is None:
            answers[key] = completeness.redacted(text, page.people, page.enquiry.number)
        elif key == one.place:
            answers[key] = completeness.without(one, text, page.people, page.enquiry.number)
    return None


def _ask(request: Request, page: Page, answers: dict[str, str], what: str) -> Done:
    finding = _finding(page, answers, what)
    _kept(request, page, answers)
    reason = request.POST.get(f"reason-{what}", "")
    if page.draft is not None and finding is not None:
        actions.ask_override(escalation=page.draft, finding=finding, reason=reason, by=request.user)
        messages.success(request, _("A senior is asked; the draft is kept meanwhile."))
    return redirect(page.url)


def _take_file(request: Request, page: Page, answers: dict[str, str], what: str) -> Done:
    _kept(request, page, answers)
    if page.draft is not None and what.isdecimal():
        file = get_object_or_404(TicketFile, escalation=page.draft, pk=what)
        actions.take_away(file=file, by=request.user)
    return redirect(page.url)


def _place(request: Request, page: Page, answers: dict[str, str], what: str) -> Done:
    _kept(request, page, answers)
    place, _space, pk = what.partition(" ")
    if page.draft is not None and pk.isdecimal():
        file = get_object_or_404(TicketFile, escalation=page.draft, pk=pk)
        actions.place_file(escalation=page.draft, place=place, file=file, by=request.user)
    return redirect(page.url)


_DEEDS: dict[str, Act] = {
    "send": _send, "keep": _keep, "later": _later, "away": _throw_away, "out": _take_out, "ask": _ask,
    "file": _take_file, "go": _go, "is": _place,
}  # fmt: skip


def _kept(request: Request, page: Page, answers: dict[str, str]) -> None:
    """Keep what was typed, and the files that came with it."""
    seen = request.POST.get("seen")
    page.draft = actions.draft(
        enquiry=page.enquiry, unit=page.unit, answers=answers, by=request.user, seen=seen
    )
    for file in page.sheet({}).wanted_files:
        if uploads := request.FILES.getlist(file.place):
            page.draft = actions.attach(
                escalation=page.draft, place=file.place, uploads=uploads, by=request.user
            )


def _finding(page: Page, answers: dict[str, str], what: str) -> Finding | None:
    """The finding that a button speaks of: by what stands for it, never by its text."""
    return next((one for one in page.sheet(answers).personal(page.people) if _name(one) == what), None)


def _name(finding: Finding) -> str:
    return f"{finding.place}:{digest(finding)[:16]}"


def _context(page: Page, answers: dict[str, str] | None) -> dict[str, Any]:
    """All that the form shows; `answers` as they were sent, None where the page is opened."""
    shown = answers if answers is not None else typed(page.draft) if page.draft else page.known
    sheet = page.sheet(shown)
    trouble = _trouble(page.draft)
    said = mending.said(trouble.errors if trouble else {}, [one.key for one in sheet.questions])
    if trouble is not None and answers is None:
        form = AnswerForm(sheet.questions, shown, known=page.known)
        form.refused(said.by_question)
    else:
        form = AnswerForm(sheet.questions, initial=shown, known=page.known)
    findings = sheet.personal(page.people)
    asked = overrides(page.draft, findings)
    return {
        "enquiry": page.enquiry, "units": page.units, "unit": page.unit, "url": page.url,
        "draft": page.draft, "seen": mark(page.draft), "form": form, "trouble": trouble, "said": said,
        "texts": page.texts, "theirs": _differing(sheet, page, shown),
        "checks": _checks(sheet, form), "files": _files(sheet, page),
        "missing": sheet.missing, "let_go": len(findings) - len(blocking(findings, asked)),
        "personal": [
            (_name(one), one, asked.get(one), page.reasons.get(f"reason-{_name(one)}", ""))
            for one in findings
        ],
    }  # fmt: skip


def _checks(sheet: Sheet, form: AnswerForm) -> list[tuple[str, str]]:
    """Each item of the form that is not missing, and how far it is."""
    lacking = {item.place for item in sheet.missing}
    states = []
    for question in sheet.questions:
        there = bool(sheet.answers.get(question.key, "").strip())
        state = "filled" if question.key in form.filled else "there" if there else "optional"
        states.append((question.key, question.label, state))
    states += [(file.place, file.label, "there") for file in sheet.wanted_files]
    return [(label, state) for key, label, state in states if key not in lacking]


def _files(sheet: Sheet, page: Page) -> list[dict[str, Any]]:
    """The files that are wanted, each with what was added and why nothing was."""
    if not sheet.wanted_files:
        return []
    there = {file.pk: file for file in page.draft.files.all()} if page.draft else {}
    placed = {pk for pks in sheet.files.values() for pk in pks}
    return [
        {
            "place": file.place, "label": file.label, "why": sheet.answers.get(file.place, ""),
            "added": [there[pk] for pk in sheet.files.get(file.place, []) if pk in there],
            "others": [each for pk, each in there.items() if pk not in placed],
        }
        for file in sheet.wanted_files
    ]  # fmt: skip


def _differing(sheet: Sheet, page: Page, shown: dict[str, str]) -> list[tuple[str, str]]:
    """Where a colleague has written something else meanwhile: the question and their text."""
    labels = {question.key: question.label for question in sheet.questions}
    labels |= {file.place: file.label for file in sheet.wanted_files}
    return [
        (labels[key], text)
        for key, text in page.theirs.items()
        if key in labels and text.strip() != shown.get(key, "").strip()
    ]


def _trouble(draft: Escalation | None) -> JiraOperation | None:
    """What JIRA said of the work that it refused, when the draft is one that came back from there."""
    refused = draft.__dict__.get("refused") if draft else None
    return JiraOperation(**refused) if refused else None
