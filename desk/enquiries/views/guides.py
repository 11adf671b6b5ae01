"""Guides beside an enquiry: found by its topic and words, opened in place, followed step by step."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from desk.enquiries import actions
from desk.enquiries.guides import codes_of, tried
from desk.enquiries.models import Enquiry, Topic, UsedGuide
from desk.guides import finding
from desk.guides.models import GuideVersion
from desk.guides.shown import text_of
from desk.guides.views.reading import language_links
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk

MOST = 5  # guides that are suggested


def _enquiry(request: Request, pk: int) -> Enquiry:
    return get_object_or_404(Enquiry.objects.readable_by(request.user).select_related("topic"), pk=pk)


@reads(at_the_desk)
def panel(request: Request, pk: int) -> HttpResponse:
    """Guides that fit the enquiry, what was tried, and the one being followed (`?open=`; none: `?list=1`)."""
    return render(request, "enquiries/guides_panel.html", _context(request, _enquiry(request, pk)))


def _context(request: Request, enquiry: Enquiry, **more: Any) -> dict[str, Any]:
    used = tried(enquiry.pk)
    asked = request.GET.get("open", "")
    following = next((one for one in used if str(one.used.pk) == asked), None)
    if following is None and used and enquiry.is_open and "list" not in request.GET:
        following = used[-1]
    there = {one.used.version_id for one in used}
    found = finding.suggest(enquiry.question, codes_of(enquiry.topic), MOST) if enquiry.is_open else []
    values: dict[str, Any] = {
        "enquiry": enquiry,
        "tried": used,
        "following": following,
        "found": [one for one in found if one.version.pk not in there],
        **more,
    }
    if following is not None:
        version = following.used.version
        url = f"{reverse('enquiries:guides', args=[enquiry.pk])}?open={following.used.pk}"
        links = language_links(version, url)
        values |= {
            "text": text_of(version, request.GET.get("lang", ""), following.used.steps),
            "languages": [{**link, "url": f"{url}&lang={link['code']}"} for link in links],
        }
    return values


@reads(at_the_desk, methods=("POST",))
def find(request: Request, pk: int) -> HttpResponse:
    """Look for a guide by words, to be opened for this enquiry."""
    enquiry = _enquiry(request, pk)
    text = request.POST.get("text", "").strip()[:300]
    context = {"enquiry": enquiry, "found": finding.find(text, MOST), "typed": text}
    return render(request, "enquiries/_guides_found.html", context)


@reads(at_the_desk, methods=("POST",))
def suggest(request: Request) -> HttpResponse:
    """While a question is typed and no enquiry is open yet: guides of the chosen topic and of the words."""
    chosen, text = request.POST.get("topic", ""), request.POST.get("question", "").strip()[:1000]
    topic = Topic.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    found = finding.suggest(text, codes_of(topic) if topic else [], MOST)
    return render(request, "guides/_found.html", {"found": found, "typed": text})


@writes(at_the_desk)
def use(request: Request, pk: int) -> HttpResponse:
    """Open a guide for this enquiry: it is written down as used."""
    enquiry = _enquiry(request, pk)
    version = get_object_or_404(GuideVersion.objects.in_force(), pk=request.POST.get("version", "0"))
    actions.use_guide(enquiry=enquiry, version=version, by=request.user)
    return _answer(request, enquiry)


@writes(at_the_desk)
def tick(request: Request, pk: int) -> HttpResponse:
    """Keep which steps were done."""
    used = _used(request, pk)
    actions.tick_steps(
        used=used,
        steps=_numbers(request.POST.getlist("step")),
        shown=_numbers(request.POST.get("shown", "").split()),
        by=request.user,
    )
    if request.htmx:
        return render(request, "enquiries/_guide_saved.html", {"used": used})
    return redirect(used.enquiry)


@writes(at_the_desk)
def unuse(request: Request, pk: int) -> HttpResponse:
    """It was opened by mistake."""
    used = _used(request, pk)
    enquiry = used.enquiry
    try:
        actions.unuse_guide(used=used, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return _answer(request, enquiry)


@writes(at_the_desk)
def misled(request: Request, pk: int) -> HttpResponse:
    """ "This guide is wrong", said where it misled."""
    used = _used(request, pk)
    flag = actions.guide_misled(enquiry=used.enquiry, version=used.version, by=request.user)
    if request.htmx:
        return render(request, "guides/_flagged.html", {"flag": flag})
    return redirect(used.enquiry)


def _used(request: Request, pk: int) -> UsedGuide:
    rows = UsedGuide.objects.select_related("enquiry", "enquiry__topic", "version", "version__guide__owner")
    mine = Enquiry.objects.readable_by(request.user)
    return get_object_or_404(rows.filter(enquiry__in=mine), pk=pk)


def _numbers(given: list[str]) -> set[int]:
    return {int(number) for number in given if number.isdecimal()}


def _answer(request: Request, enquiry: Enquiry) -> HttpResponse:
    if request.htmx:
        return render(request, "enquiries/guides_panel.html", _context(request, enquiry))
    return redirect(enquiry)
