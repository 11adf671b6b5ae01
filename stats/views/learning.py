"""Trainings and meetings: the list, one of them, what is done with it, and calendars for other programs."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Request, reads, writes
from desk.people.models import User
from desk.people.permissions import at_the_desk, leads
from desk.people.roster import desk_people
from desk.records import blobs, filecheck
from stats.actions import learning as deeds
from stats.forms import learning as forms
from stats.learning import calendars, ics, lacking
from stats.models import Attendee, LearningSession, Material
from stats.permissions import leads_learning
from stats.views.answers import done, tried

PAGE = 25  # rows of what is over


@reads(at_the_desk)
def learning(request: Request) -> HttpResponse:
    """What is coming and what is over: of everybody for those who lead, else the own; and what one lacks."""
    manages = leads_learning(request.user) is None
    everyone = manages and request.GET.get("whose", "all") == "all"
    rows = LearningSession.objects.all() if everyone else LearningSession.objects.of(request.user)
    rows = rows.select_related("organiser", "teaches")
    now, own = clock.now(), Attendee.objects.filter(user=request.user)
    coming, past = list(rows.coming(now)[:PAGE]), _past(request, rows.over(now))
    shown = [*coming, *past[:PAGE]]
    context = {
        "coming": coming,
        "past": past[:PAGE],
        "following": past[PAGE - 1].pk if len(past) > PAGE else None,
        "mine": {each.session_id: each for each in own.filter(session__in=shown)},
        "held": lacking.of_people([request.user.pk or 0], workdays.today()).get(request.user.pk or 0, []),
        "manages": manages,
        "everyone": everyone,
    }
    return render(request, "stats/learning.html", context)


def _past(request: Request, rows: Any) -> list[LearningSession]:
    """A page of what is over, after the row that the address names."""
    after = request.GET.get("after", "")
    if after.isdecimal() and (last := LearningSession.objects.filter(pk=int(after)).first()):
        rows = rows.filter(Q(starts_at__lt=last.starts_at) | Q(starts_at=last.starts_at, pk__lt=last.pk))
    return list(rows[: PAGE + 1])


@reads(at_the_desk)
def session(request: Request, pk: int) -> HttpResponse:
    """One of them: for those who take part, and for those who lead."""
    return _page(request, _readable(request.user, pk))


def _page(request: Request, found: LearningSession, **filled: Any) -> HttpResponse:
    people = list(found.attendees.select_related("user", "marked_by").order_by("user__last_name", "pk"))
    manages = leads_learning(request.user) is None
    context: dict[str, Any] = {
        "session": found,
        "people": people,
        "mine": next((each for each in people if each.user_id == request.user.pk), None),
        "manages": manages,
        "begun": found.starts_at <= clock.now(),
        "guides": calendars.guides_of(found),
        "materials": found.materials.filter(withdrawn_at=None).select_related("blob"),
    }
    if manages:
        there = [each.user_id for each in people]
        context |= {
            "invite_form": forms.InviteForm(people=_people().exclude(pk__in=there)),
            "reason_form": forms.ReasonForm(),
            "material_form": forms.MaterialForm(),
            "cover": calendars.cover(found, there),
        }
    return render(request, "stats/session.html", context | filled)


@reads(at_the_desk)
def invitation(request: Request, pk: int) -> HttpResponse:
    """To what this person was invited: where a to-do leads."""
    return redirect(get_object_or_404(Attendee.objects.select_related("session"), pk=pk).session)


@writes(leads, form=True)
def session_new(request: Request) -> HttpResponse:
    """Plan one."""
    initial = {"organiser": request.user.pk, "kind": "training"}
    form = forms.SessionForm(request.POST or None, people=_people(), initial=initial)
    made: list[LearningSession] = []
    if form.is_valid() and tried(
        form, lambda: made.append(deeds.plan(wanted=form.wanted(), by=request.user))
    ):
        return redirect(made[0])
    return render(request, "stats/session_form.html", {"form": form})


@writes(leads, form=True)
def session_change(request: Request, pk: int) -> HttpResponse:
    """Correct or move it."""
    found = _readable(request.user, pk)
    data = request.POST or None
    initial = None if data else forms.initial_of(found)
    form = forms.SessionForm(data, people=_people(), initial=initial)
    if form.is_valid() and tried(
        form, lambda: deeds.change(session=found, wanted=form.wanted(), by=request.user)
    ):
        return redirect(found)
    return render(request, "stats/session_form.html", {"form": form, "session": found})


@writes(leads)
def session_invite(request: Request, pk: int) -> HttpResponse:
    """Invite people."""
    found, form = _readable(request.user, pk), forms.InviteForm(request.POST, people=_people())
    if not form.is_valid():
        return _page(request, found, invite_form=form)
    people = list(form.cleaned_data["people"])
    return done(
        request, found, lambda: deeds.invite(session=found, people=people, by=request.user), _("Invited.")
    )


@writes(leads)
def session_uninvite(request: Request, pk: int, attendee: int) -> HttpResponse:
    """Somebody was invited by mistake."""
    found = _readable(request.user, pk)
    row = found.attendees.filter(pk=attendee).first()
    if row is None:
        return redirect(found)
    return done(request, found, lambda: deeds.take_back_invitation(attendee=row, by=request.user))


@writes(at_the_desk)
def session_answer(request: Request, pk: int) -> HttpResponse:
    """The invited person comes, or does not."""
    found, coming = _readable(request.user, pk), request.POST.get("coming") == "1"
    return done(request, found, lambda: deeds.answer(session=found, coming=coming, by=request.user))


@writes(leads)
def session_mark(request: Request, pk: int) -> HttpResponse:
    """Who was there."""
    found = _readable(request.user, pk)
    there = [int(each) for each in request.POST.getlist("there") if each.isdecimal()]
    said = _("It is marked who was there.")
    return done(request, found, lambda: deeds.mark(session=found, there=there, by=request.user), said)


@writes(leads)
def session_call_off(request: Request, pk: int) -> HttpResponse:
    """It will not take place."""
    found, form = _readable(request.user, pk), forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reason_form=form)
    reason = form.cleaned_data["reason"]
    return done(request, found, lambda: deeds.call_off(session=found, reason=reason, by=request.user))


@writes(leads)
def material_add(request: Request, pk: int) -> HttpResponse:
    """A file for those who take part."""
    found, form = _readable(request.user, pk), forms.MaterialForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, material_form=form)
    name, data, kind = form.cleaned_data["file"]
    return done(
        request, found,
        lambda: deeds.add_material(session=found, name=name, data=data, content_type=kind, by=request.user),
        _("The file is added."),
    )  # fmt: skip


@writes(leads)
def material_withdraw(request: Request, pk: int, material: int) -> HttpResponse:
    """The file is no longer given out."""
    row = get_object_or_404(Material.objects.select_related("session"), session=pk, pk=material)
    return done(request, row.session, lambda: deeds.withdraw_material(material=row, by=request.user))


@reads(at_the_desk)
def material(request: Request, pk: int, material: int) -> HttpResponse:
    """The file itself, always to be saved."""
    found = _readable(request.user, pk)
    row = found.materials.filter(pk=material, withdrawn_at=None).select_related("blob").first()
    if row is None:
        raise Http404
    content_type, _inline = filecheck.served_as(row.blob.content_type)
    response = HttpResponse(blobs.read(row.blob), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    return response


@reads(at_the_desk)
def session_ics(request: Request, pk: int) -> HttpResponse:
    """One of them, for another calendar."""
    return _calendar([_readable(request.user, pk)])


@reads(at_the_desk)
def my_ics(request: Request) -> HttpResponse:
    """Everything that is coming for this person, and what of it was called off."""
    return _calendar(list(LearningSession.objects.of(request.user).coming(clock.now())))


def _calendar(rows: list[LearningSession]) -> HttpResponse:
    text = ics.written(calendars.events(rows), _("Trainings and meetings"))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="koolitused.ics"'
    return response


def _people() -> Any:
    today = workdays.today()
    return desk_people(today, today)


def _readable(user: User, pk: int) -> LearningSession:
    """The session, if this person takes part, organises it or leads; else 404."""
    rows = LearningSession.objects.all() if leads_learning(user) is None else LearningSession.objects.of(user)
    return get_object_or_404(rows.select_related("organiser", "teaches", "called_off_by"), pk=pk)
