"""The access log for the auditor: searched, exported, and every such look logged as well."""

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import clock, slots
from desk.http import Refused, Request, reads
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import anyone, roles
from desk.records import access, usages
from desk.records.forms import AccessLogForm, WhoForm
from desk.records.models import AccessLogEntry, AccessLogQuerySet
from desk.records.usages import AUDIT
from desk.records.views.days import midnight
from desk.records.words import looked

LOG_PAGE = 50  # rows of the access log at a time
MOST = 100_000  # rows of one export
auditor = roles(Role.AUDITOR)


@reads(auditor)
def access_log(request: Request) -> HttpResponse:
    """Who looked at whose data, when, where and why, newest first; names of clients are not shown here."""
    form = AccessLogForm(request.GET)
    rows = _chosen(form)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows.order_by("-pk")[: LOG_PAGE + 1])
    _say(request, form)
    following, export = request.GET.copy(), request.GET.copy()
    following["after"] = str(page[LOG_PAGE - 1].pk) if len(page) > LOG_PAGE else ""
    export.pop("after", None)
    names = _names(page)
    context = {
        "rows": [looked(row, names.get(row.user_id, "")) for row in page[:LOG_PAGE]],
        "form": form,
        "who": WhoForm(),
        "following": following.urlencode() if following["after"] else "",
        "export": export.urlencode(),
    }
    return render(request, "records/access_log.html", context)


@reads(auditor, methods=("POST",))
def access_log_of(request: Request) -> HttpResponse:
    """The log about the person of a personal code, which stays out of the address."""
    form = WhoForm(request.POST)
    found = None
    if form.is_valid():
        try:
            found = next(slots.each("WHO_IS"))(form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", refused.texts[0])
    about = [f"client-{pk}" for pk in sorted(found.client_ids)] if found else []
    about += [f"person-{pk}" for pk in sorted(found.person_ids)] if found else []
    if found and not about:
        form.add_error("code", _("Nobody of this code is known to the desk."))
    if about:
        chosen = QueryDict(mutable=True)
        chosen["about"] = ",".join(about)
        return redirect(f"{reverse('records:access_log')}?{chosen.urlencode()}")
    context = {"rows": [], "form": AccessLogForm(), "who": form, "following": "", "export": ""}
    return render(request, "records/access_log.html", context)


@reads(auditor)
def access_log_export(request: Request) -> HttpResponseBase:
    """The same rows as a table, at most MOST of them, the newest first."""
    form = AccessLogForm(request.GET)
    rows = _chosen(form).order_by("-pk")[:MOST]
    _say(request, form)
    heads = [_("Number"), _("When"), _("Who looked"), _("At whom"), _("On which page"), _("Why")]
    names = {user.pk: str(user) for user in User.objects.all()}
    # Read before the answer begins, since the connection is read only until then.
    lines = [
        (row.pk, f"{told.at:%Y-%m-%d %H:%M:%S}", told.who, told.whom, told.view, told.why)
        for row in rows.iterator(chunk_size=2000)
        for told in (looked(row, names.get(row.user_id, "")),)
    ]
    response = StreamingHttpResponse(_written([heads, *lines]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="access-log-{clock.now():%Y%m%d-%H%M}.csv"'
    return response


@reads(anyone)
def own_data(request: Request) -> HttpResponse:
    """When and why colleagues looked at what the desk keeps about me as a person."""
    subject = next(slots.each("OWN_SUBJECT"))(request.user.pk)
    rows = usages.looks_at(subject)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = rows.order_by("-pk")[: LOG_PAGE + 1]
    told = list(usages.told(page, request.LANGUAGE_CODE))
    access.shows(request, "access_log", 0, purpose="subject")
    context = {
        "rows": told[:LOG_PAGE],
        "after": told[LOG_PAGE - 1].entry if len(told) > LOG_PAGE else None,
    }
    return render(request, "records/own_data.html", context)


def _say(request: Request, form: AccessLogForm) -> None:
    """Who reads the log stands in the log: about everybody, or about the one who was chosen."""
    chosen = form.cleaned_data if form.is_valid() else {}
    access.shows(request, "access_log", 0, purpose=AUDIT)
    for kind, pk in chosen.get("about") or ():
        access.shows(request, kind, pk, client_id=pk if kind == "client" else None, purpose=AUDIT)
    if chosen.get("kind") and chosen.get("number"):
        pk = chosen["number"]
        is_client = chosen["kind"] == "client"
        access.shows(request, chosen["kind"], pk, client_id=pk if is_client else None, purpose=AUDIT)
    if chosen.get("user"):
        access.shows(request, "user", chosen["user"].pk, purpose=AUDIT)


def _chosen(form: AccessLogForm) -> AccessLogQuerySet:
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = AccessLogEntry.objects.all()
    if user := chosen.get("user"):
        rows = rows.filter(user_id=user.pk)
    if kind := chosen.get("kind"):
        rows = rows.filter(shown_kind=kind)
    if number := chosen.get("number"):
        rows = rows.filter(shown_id=number)
    if about := chosen.get("about"):
        clients = [pk for kind, pk in about if kind == "client"]
        rows = rows.about_any(clients, [pk for kind, pk in about if kind == "person"])
    if why := chosen.get("purpose"):
        rows = rows.filter(_why(why))
    if since := chosen.get("since"):
        rows = rows.filter(at__gte=midnight(since))
    if until := chosen.get("until"):
        rows = rows.filter(at__lt=midnight(until + timedelta(days=1)))
    return rows


def _why(why: str) -> Q:
    """The purpose itself, or of open work its kind; "none" is where nobody said why."""
    return Q(purpose="") if why == "none" else Q(purpose=why) | Q(purpose__startswith=f"{why}:")


def _names(rows: Iterable[AccessLogEntry]) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in={row.user_id for row in rows})}


class _Echo:
    def write(self, text: str) -> str:
        return text


def _written(lines: Iterable[Iterable[object]]) -> Iterator[str]:
    """As a spreadsheet of Estonian settings opens it; no cell begins a formula."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff"
    for line in lines:
        yield str(
            writer.writerow([f"'{cell}" if str(cell)[:1] in tuple("=+-@\t\r") else cell for cell in line])
        )
