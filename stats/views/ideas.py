"""Suggestions of the people at the desk, and the answer each got."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.enquiries.models import Topic
from desk.guides.models import Guide, GuideVersion
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk, leads
from stats.actions import ideas as deeds
from stats.enums.process import IdeaState
from stats.forms.process import AnswerForm, IdeaForm
from stats.models import Idea
from stats.views.answers import done, tried

PAGE = 25
LISTS = ("waiting", "answered", "mine", "all")


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """Suggestions, the newest first: those that wait for an answer, the answered ones, mine, all."""
    show = request.GET.get("show", "")
    show = show if show in LISTS else "waiting"
    rows = Idea.objects.shown_to(request.user).newest_first()
    rows = {
        "waiting": rows.waiting(),
        "answered": rows.filter(state__in=[IdeaState.ACCEPTED, IdeaState.LATER, IdeaState.REFUSED]),
        "mine": rows.filter(made_by=request.user),
        "all": rows,
    }[show]
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.after(int(after))
    page = list(rows[: PAGE + 1])
    context = {
        "rows": page[:PAGE], "show": show, "now": clock.now(), "leads": leads(request.user) is None,
        "following": page[PAGE - 1].pk if len(page) > PAGE else None,
        "tabs": zip(LISTS, (_("Waiting for an answer"), _("Answered"), _("Mine"), _("All")), strict=True),
    }  # fmt: skip
    return render(request, "stats/ideas.html", context)


@writes(at_the_desk, form=True)
def create(request: Request) -> HttpResponse:
    """A new suggestion."""
    form = IdeaForm(request.POST or None, initial={"topic": request.GET.get("topic", "")})
    made: list[Idea] = []
    if form.is_valid() and tried(form, lambda: made.append(deeds.suggest(**_said(form), by=request.user))):
        messages.success(
            request, _("Thank you: your suggestion is written down, and those who lead are told.")
        )
        return redirect(made[0])
    return render(request, "stats/idea_form.html", {"form": form}, status=422 if form.errors else 200)


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One suggestion with its answers, and what was changed because of it."""
    return render(request, "stats/idea.html", _context(request, pk, AnswerForm()))


@writes(at_the_desk, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Its maker puts it otherwise, until it is answered; others are led to its page."""
    idea = get_object_or_404(Idea, pk=pk)
    if idea.made_by_id != request.user.pk:
        return redirect(idea)
    form = IdeaForm.of(idea, request.POST or None)
    if form.is_valid() and tried(form, lambda: deeds.reword(idea=idea, **_said(form), by=request.user)):
        messages.success(request, _("Your suggestion is changed."))
        return redirect(idea)
    context = {"form": form, "idea": idea}
    return render(request, "stats/idea_form.html", context, status=422 if form.errors else 200)


@writes(at_the_desk)
def take_back(request: Request, pk: int) -> HttpResponse:
    """Its maker wants no answer any more."""
    idea = get_object_or_404(Idea, pk=pk, made_by=request.user)
    return done(
        request, idea, lambda: deeds.take_back(idea=idea, by=request.user),
        _("Your suggestion is taken back."),
    )  # fmt: skip


@writes(at_the_desk)
def support(request: Request, pk: int) -> HttpResponse:
    """Say that one finds it right too; with `off`, not any more."""
    idea = get_object_or_404(Idea, pk=pk)
    supports = "off" not in request.POST
    return done(request, idea, lambda: deeds.support(idea=idea, by=request.user, supports=supports))


@writes(leads)
def answer(request: Request, pk: int) -> HttpResponse:
    """Those who lead answer, with a reason."""
    idea = get_object_or_404(Idea, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid() and tried(form, lambda: deeds.answer(idea=idea, **form.cleaned_data, by=request.user)):
        messages.success(request, _("Your answer is written down, and whoever suggested it is told."))
        return redirect(idea)
    return render(request, "stats/idea.html", _context(request, pk, form), status=422)


def _said(form: IdeaForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    said["topic"] = Topic.objects.filter(pk=said["topic"]).first() if said["topic"] else None
    said["guide"] = Guide.objects.filter(pk=said["guide"]).first() if said["guide"] else None
    return said


def _context(request: Request, pk: int, form: AnswerForm) -> dict[str, Any]:
    idea = get_object_or_404(Idea.objects.shown_to(request.user), pk=pk)
    mine = idea.made_by_id == request.user.pk
    title = ""
    if idea.guide_id is not None:
        versions = GuideVersion.objects.filter(guide_id=idea.guide_id).order_by("-number")
        title = versions.values_list("title_et", flat=True).first() or ""
    waits = idea.state == IdeaState.NEW
    return {
        "idea": idea, "own": mine, "waits": waits, "now": clock.now(), "guide_title": title,
        "answers": list(idea.answers.select_related("by")),
        "changes": list(idea.changes.newest_first()), "form": form,
        "answers_it": leads(request.user) is None and not mine and idea.state != IdeaState.WITHDRAWN,
        "writes_changes": leads(request.user) is None,
    }  # fmt: skip
