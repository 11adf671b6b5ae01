"""Pages of papers: taken in, the lists, one paper with its data, its sender, and its files to save."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import workdays
from desk.clients.models import Client, Person
from desk.clients.search import find_clients
from desk.counter import overdue, retention, routing
from desk.counter import papers as reading
from desk.counter.actions import papers as actions
from desk.counter.actions import routing as moves
from desk.counter.enums import Addressee, MailState
from desk.counter.models import IncomingMail, IncomingMailQuerySet, MailFile, Office, Visit
from desk.counter.paper_forms import (
    AcceptForm,
    CorrectForm,
    DescribeForm,
    HandForm,
    ReasonForm,
    TakeInForm,
)
from desk.counter.routing import sees_papers, takes_papers_in
from desk.enquiries.models import Enquiry
from desk.http import Refused, Request, reads, writes
from desk.mail.views import as_download
from desk.people.deputies import works_for
from desk.people.permissions import at_the_desk
from desk.records import access, purpose
from desk.records.models import TimelineEntry
from desk.records.words import line

PAGE = 25  # rows of a list
STORY = 30  # lines of a paper's story
# Each room above draws its own part of the paper's page; one without such a page yet is left out.
PANELS = (("contracts:paper_panel", gettext_lazy("Answer to a document sent out")),)
TABS = (
    ("mine", gettext_lazy("Waits for me")), ("route", gettext_lazy("To hand over")),
    ("handed", gettext_lazy("Handed over")), ("late", gettext_lazy("Late")),
    ("accepted", gettext_lazy("Accepted")), ("all", gettext_lazy("All")),
)  # fmt: skip


def readable(request: Request, pk: int) -> IncomingMail:
    """The paper with what its page shows, its look logged; 404 for whom it is kept from."""
    rows = reading.readable_by(request.user).shown()
    rows = rows.select_related("handed_by", "accepted_by", "enquiry", "visit", "work", "dropped_by")
    mail = get_object_or_404(rows, pk=pk)
    reading.names_shown(request, mail)
    return mail


def chosen(request: Request, show: str) -> IncomingMailQuerySet:
    """The rows of a tab."""
    rows = reading.readable_by(request.user)
    if show == "mine":
        return rows.filter(overdue.of_people(works_for(request.user)))
    if show == "route":
        return rows.filter(state__in=[*overdue.TO_ROUTE, MailState.RETURNED])
    if show == "handed":
        return rows.filter(state=MailState.HANDED)
    if show == "late":
        return rows.overdue()
    return rows.filter(state=MailState.ACCEPTED) if show == "accepted" else rows


@reads(sees_papers)
def index(request: Request) -> HttpResponse:
    """Papers by what is to be done with them: the first due on top, of what is done the newest."""
    tabs = dict(TABS)
    show = request.GET.get("show", "")
    show = show if show in tabs else "mine"
    newest = show in {"accepted", "all"}
    rows = reading.after(chosen(request, show), request.GET.get("after", ""), newest=newest)
    rows = (rows.newest_first() if newest else rows.most_urgent_first()).shown().select_related("handed_by")
    page = list(rows[: PAGE + 1])
    for mail in page[:PAGE]:
        reading.names_shown(request, mail, "list")
    context = {
        "rows": page[:PAGE], "tabs": TABS, "show": show, "today": workdays.today(),
        "following": page[PAGE - 1].pk if len(page) > PAGE else None,
        "may_choose_client": at_the_desk(request.user) is None,
    }  # fmt: skip
    return render(request, "counter/papers.html", context)


@writes(takes_papers_in, form=True)
def take_in(request: Request) -> HttpResponse:
    """A paper lies on the counter: where and how it came; `?visit=`, `?client=`, `?enquiry=` say of whom."""
    about = _about(request)
    last = IncomingMail.objects.filter(received_by=request.user).order_by("-pk").values_list("office", "way")
    office, way = last.first() or (None, None)
    visit = about["visit"]
    form = TakeInForm(
        request.POST or None, initial={"office": visit.office_id if visit else office, "way": way}
    )
    if request.method == "POST" and form.is_valid():
        mail = actions.take_in(by=request.user, **form.cleaned_data, **about)
        messages.success(request, _("Paper %(number)s: scan or photograph it now.") % {"number": mail.number})
        return redirect("counter:scan", mail.pk)
    context = {"form": form, "no_office": not Office.objects.open().exists(), **about}
    return render(request, "counter/take_in.html", context, status=422 if form.errors else 200)


def _about(request: Request) -> dict[str, Any]:
    """Of which visit, client or enquiry the paper is; each look logged."""
    asked = {name: request.GET.get(name, "") for name in ("visit", "client", "enquiry")}
    rows: dict[str, Any] = {
        "visit": Visit.objects.all(), "client": Client.objects.distinct_ones(),
        "enquiry": Enquiry.objects.readable_by(request.user),
    }  # fmt: skip
    found = {
        name: get_object_or_404(rows[name], pk=value) if value.isdecimal() else None
        for name, value in asked.items()
    }
    for kind in ("visit", "enquiry"):
        row = found[kind]
        if row is not None and row.client_id:
            client = row.client_id
            access.shows(request, "client", client, client_id=client, purpose=f"{kind}:{row.pk}")
    if found["client"]:
        pk = found["client"].pk
        access.shows(request, "client", pk, client_id=pk, purpose=purpose.of_client(request, pk) or "list")
    return found


@reads(sees_papers)
def page(request: Request, pk: int) -> HttpResponse:
    """One paper: what it is, where it stands, and what comes next."""
    mail = readable(request, pk)
    return render(request, "counter/paper.html", _context(request, mail, _form(mail, None)))


@writes(takes_papers_in)
def describe(request: Request, pk: int) -> HttpResponse:
    """The data of the capsule are written down; with `hand` the paper goes on to the registrar at once."""
    mail = readable(request, pk)
    form = _form(mail, request.POST)
    if form.is_valid():
        try:
            actions.describe(mail=mail, told=form.told, by=request.user)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return _described(request, mail)
    return render(request, "counter/paper.html", _context(request, mail, form), status=422)


def _described(request: Request, mail: IncomingMail) -> HttpResponse:
    if request.POST.get("hand") == Addressee.REGISTRAR:
        try:
            moves.hand(mail=mail, addressee=Addressee.REGISTRAR, by=request.user)
        except Refused as refused:
            messages.success(request, _("The data are saved."))
            for text in refused.texts:
                messages.error(request, text)
        else:
            messages.success(request, _("%(number)s is handed to the registrar.") % {"number": mail.number})
        return redirect(mail)
    messages.success(request, _("The data are saved."))
    return redirect(mail)


def _form(mail: IncomingMail, data: Any) -> DescribeForm:
    persons: list[Person] = []
    if mail.client is not None and mail.state in routing.CHANGEABLE:
        persons = list(Person.objects.of_client(mail.client.pk).order_by("last_name", "first_name"))
    return DescribeForm(data, mail=mail, persons=persons)


def _context(request: Request, mail: IncomingMail, form: DescribeForm) -> dict[str, Any]:
    user, handed = request.user, mail.state == MailState.HANDED
    story = TimelineEntry.objects.for_subject(reading.SUBJECT, mail.pk).told()[:STORY]
    usual = mail.kind.addressee if mail.kind else Addressee.REGISTRAR
    return {
        "mail": mail, "form": form, "sender": reading.sender_of(mail), "today": workdays.today(),
        "files": list(mail.files.all()), "unready": routing.unready(mail),
        "changeable": mail.state in routing.CHANGEABLE,
        "may_choose_client": at_the_desk(user) is None,
        "hand": HandForm(initial={"addressee": usual}, auto_id="hand_%s"),
        "not_mine": routing.refuses_accepting(mail, user) if handed else "",
        "accept": AcceptForm(initial={"registered_on": workdays.today()}, auto_id="accept_%s"),
        "give_back": ReasonForm(auto_id="back_%s"), "drop": ReasonForm(auto_id="drop_%s"),
        "may_take_back": handed and not routing.refuses_taking_back(mail, user),
        "may_reopen": not routing.refuses_reopening(mail, user),
        "may_correct": not routing.refuses_correcting(mail, user),
        "correct": CorrectForm(
            initial={"reference": mail.reference, "registered_on": mail.registered_on}, auto_id="new_%s"
        ),
        "fate": retention.fate(mail), "panels": PANELS if mail.client_id else (),
        "story": [line(entry, (reading.SUBJECT, mail.pk)) for entry in story],
    }  # fmt: skip


@writes(at_the_desk, form=True)
def sender(request: Request, pk: int) -> HttpResponse:
    """Choose the client from whom the paper came, or say that it is nobody whom the desk knows."""
    mail = readable(request, pk)
    text = request.POST.get("text", "").strip()
    number = request.POST.get("client", "")
    if number.isdecimal() or "nobody" in request.POST:
        client = get_object_or_404(Client.objects.distinct_ones(), pk=number) if number else None
        try:
            actions.change_sender(mail=mail, client=client, by=request.user)
        except Refused as refused:
            for each in refused.texts:
                messages.error(request, each)
        return redirect(mail)
    found = list(find_clients(text, 8)) if text else []
    for row in found:
        access.shows(request, "client", row.pk, client_id=row.pk, purpose="search")
    context = {"mail": mail, "text": text, "found": found, "persons": False}
    return render(request, "counter/paper_sender.html", context)


@reads(sees_papers)
def document(request: Request, pk: int) -> HttpResponseBase:
    """All pages as the one PDF that is handed over, as a download."""
    mail = readable(request, pk)
    if mail.document is None:
        raise Http404
    return as_download(f"{mail.number}.pdf", mail.document)


@reads(sees_papers)
def original(request: Request, pk: int, file: int) -> HttpResponseBase:
    """A file as it came, as a download."""
    mail = readable(request, pk)
    row = get_object_or_404(MailFile.objects.filter(mail=mail).exclude(blob=None), pk=file)
    assert row.blob is not None  # filtered
    return as_download(row.name, row.blob)


@reads(at_the_desk)
def client_panel(request: Request, client: int) -> HttpResponse:
    """Papers of the client, newest first, for its page."""
    rows = list(reading.readable_by(request.user).for_client(client).newest_first().shown()[:8])
    access.shows(request, "client", client, client_id=client, purpose="panel")
    context = {"rows": rows, "today": workdays.today(), "about": f"client={client}"}
    return render(request, "counter/paper_panel.html", context)


@reads(at_the_desk)
def enquiry_panel(request: Request, pk: int) -> HttpResponse:
    """Papers that belong to the enquiry, for its page."""
    enquiry = get_object_or_404(Enquiry.objects.readable_by(request.user), pk=pk)
    rows = list(IncomingMail.objects.filter(enquiry=enquiry).newest_first().shown()[:8])
    for mail in rows:
        reading.names_shown(request, mail, f"enquiry:{pk}")
    context = {"rows": rows, "today": workdays.today(), "about": f"enquiry={pk}"}
    return render(request, "counter/paper_panel.html", context)


@reads(at_the_desk)
def home_panel(request: Request) -> HttpResponse:
    """Papers that wait for this person, and late ones that the person handed over, on the workspace."""
    mine = reading.readable_by(request.user)
    waiting = mine.open().filter(overdue.of_people(works_for(request.user)))
    late = mine.overdue().filter(overdue.of_both(request.user)).exclude(pk__in=waiting.values("pk"))
    rows, others = (list(each.most_urgent_first().shown()[:8]) for each in (waiting, late))
    for mail in (*rows, *others):
        reading.names_shown(request, mail, "panel")
    context = {"rows": rows, "late": others, "today": workdays.today()}
    return render(request, "counter/paper_home.html", context)
