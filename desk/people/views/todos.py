"""A to-do: its page, done and taken back, given on, another time; and one asked of a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused, Request, reads, writes
from desk.people import actions, deputies, owed, roster
from desk.people.concerned import is_kept
from desk.people.models import Todo, User
from desk.people.permissions import LEADS, at_the_desk, leads
from desk.people.todo_forms import AskForm, ChangeDueForm, GiveForm
from desk.people.words import page_of, sentence


@reads(at_the_desk)
def todo(request: Request, pk: int) -> HttpResponse:
    """The to-do with what may be done with it."""
    found = _own(request.user, pk)
    return _page(request, found)


def _page(
    request: Request, found: Todo, give: GiveForm | None = None, due: ChangeDueForm | None = None
) -> HttpResponse:
    subject = (found.subject_kind, found.subject_id)
    due_at = timezone.localtime(found.due_at) if found.due_at else None
    initial = {"day": f"{due_at:%d.%m.%Y}", "hour": f"{due_at:%H:%M}"} if due_at else {}
    today = workdays.today()
    context = {
        "todo": found,
        "text": sentence(found.kind, found.params),
        "subject_url": page_of(*subject) if found.subject_kind != "todo" else "",
        "changes": found.changes.select_related("by", "owner"),
        "give": give or GiveForm(people=roster.desk_people(today, today).exclude(pk=found.owner_id)),
        "due": due or ChangeDueForm(initial=initial),
        "stands_in": deputies.standing_in_for(found.owner_id),
        "now": clock.now(),
    }
    return render(request, "people/todo.html", context)


@writes(at_the_desk)
def todo_done(request: Request, pk: int) -> HttpResponse:
    """It is done; `back=1` takes that back. To the list again, with the kind that was shown."""
    found = _own(request.user, pk)
    try:
        if request.POST.get("back"):
            actions.reopen_todo(todo=found, by=request.user)
        else:
            actions.finish_todo(todo=found, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    kind = request.POST.get("kind", "")
    return redirect(reverse("people:owed") + (f"?kind={kind}" if kind in owed.KINDS else ""))


@writes(at_the_desk)
def todo_give(request: Request, pk: int) -> HttpResponse:
    """Another person does it from now on."""
    found, today = _own(request.user, pk), workdays.today()
    form = GiveForm(request.POST, people=roster.desk_people(today, today))
    if form.is_valid():
        try:
            actions.give_on(todo=found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The to-do was given to %(name)s.") % {"name": found.owner})
            return redirect("people:owed")
    return _page(request, found, give=form)


@writes(at_the_desk)
def todo_due(request: Request, pk: int) -> HttpResponse:
    """Another time for it, with the reason."""
    found = _own(request.user, pk)
    form = ChangeDueForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.change_due(todo=found, due_at=form.due_at(), reason=reason, by=request.user)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The time is changed."))
            return redirect(found)
    return _page(request, found, due=form)


@writes(leads, form=True)
def todo_ask(request: Request) -> HttpResponse:
    """Somebody who leads asks a person to do something."""
    today = workdays.today()
    form = AskForm(
        request.POST or None,
        people=roster.desk_people(today, today),
        initial={"owner": request.GET.get("owner", "")},
    )
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("owner", "text")}
        try:
            asked = actions.ask_of(due_at=form.due_at(), by=request.user, **chosen)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The to-do was given to %(name)s.") % {"name": asked.owner})
            return redirect("people:owed_team")
    return render(request, "people/todo_ask.html", {"form": form})


def _own(user: User, pk: int) -> Todo:
    """A to-do of one's own list, or anyone's for those who lead; nothing that is kept from the person."""
    found = get_object_or_404(Todo.objects.select_related("owner", "done_by"), pk=pk)
    if is_kept((found.subject_kind, found.subject_id), user.pk or 0):
        raise Http404
    if not user.holds(*LEADS) and (refusal := deputies.refusal(user, found.owner_id)):
        raise PermissionDenied(refusal)
    return found
