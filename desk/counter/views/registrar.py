"""The registrar's list: papers handed to the registrar, accepted row by row or many at once by keyboard."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import workdays
from desk.counter import papers as reading
from desk.counter.actions import accepting
from desk.counter.actions.accepting import Given
from desk.counter.models import IncomingMail
from desk.counter.paper_forms import AcceptForm
from desk.counter.routing import registers, sees_papers
from desk.http import Request, reads, writes

PAGE = 50  # rows; each with its own fields


def _rows(request: Request) -> tuple[list[IncomingMail], int | None]:
    rows = reading.readable_by(request.user).with_registrar()
    rows = reading.after(rows, request.GET.get("after", ""), newest=False)
    page = list(rows.most_urgent_first().shown().select_related("handed_by")[: PAGE + 1])
    for mail in page[:PAGE]:
        reading.names_shown(request, mail, "list")
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def _drawn(request: Request, wrong: dict[int, list[str]] | None = None) -> HttpResponse:
    """The list; what was typed in rows that were refused stands there again, with the reasons."""
    found, following = _rows(request)
    today, post = workdays.today(), request.POST
    lines = [
        {
            "mail": mail, "sender": reading.sender_of(mail), "late": mail.due_on < today,
            "reference": post.get(f"reference-{mail.pk}", ""),
            "day": post.get(f"day-{mail.pk}", f"{today:%d.%m.%Y}"),
            "wrong": (wrong or {}).get(mail.pk, []),
        }
        for mail in found
    ]  # fmt: skip
    shown = {mail.pk for mail in found}
    for text in (text for pk, texts in (wrong or {}).items() if pk not in shown for text in texts):
        messages.error(request, text)
    context = {
        "lines": lines, "following": following, "may_accept": registers(request.user) is None,
    }  # fmt: skip
    return render(request, "counter/registrar.html", context, status=422 if wrong else 200)


@reads(sees_papers)
def index(request: Request) -> HttpResponse:
    """What waits for the registrar, the first due on top."""
    return _drawn(request)


@writes(registers)
def accept_many(request: Request) -> HttpResponse:
    """Every row in which a reference was written is accepted; the others stay as they are."""
    given, wrong = _given(request)
    taken = accepting.accept_many(given=given, by=request.user)
    wrong |= taken.wrong
    if taken.count:
        words = ngettext("%(n)s paper is accepted.", "%(n)s papers are accepted.", taken.count)
        messages.success(request, words % {"n": taken.count})
    if wrong:
        return _drawn(request, wrong)
    if not taken.count:
        messages.error(request, _("Write the reference in at least one row."))
    return redirect("counter:registrar")


def _given(request: Request) -> tuple[list[Given], dict[int, list[str]]]:
    given: list[Given] = []
    wrong: dict[int, list[str]] = {}
    names = [name for name in request.POST if name.startswith("reference-")]
    asked = [int(text) for name in names if (text := name.removeprefix("reference-")).isdecimal()][:PAGE]
    seen = set(reading.readable_by(request.user).filter(pk__in=asked).values_list("pk", flat=True))
    for pk in asked:
        said: dict[str, Any] = {
            "reference": request.POST[f"reference-{pk}"], "registered_on": request.POST.get(f"day-{pk}", "")
        }  # fmt: skip
        if pk not in seen or not said["reference"].strip():
            continue
        form = AcceptForm(said)
        if form.is_valid():
            given.append(Given(pk, **form.cleaned_data))
        else:
            wrong[pk] = [str(text) for texts in form.errors.values() for text in texts]
    return given, wrong


@reads(sees_papers)
def panel(request: Request) -> HttpResponse:
    """What waits for the registrar, on the registrar's workspace."""
    waiting = reading.readable_by(request.user).with_registrar()
    rows = list(waiting.most_urgent_first().shown()[:8])
    for mail in rows:
        reading.names_shown(request, mail, "panel")
    context = {"rows": rows, "waiting": waiting.count(), "today": workdays.today()}
    return render(request, "counter/registrar_panel.html", context)
