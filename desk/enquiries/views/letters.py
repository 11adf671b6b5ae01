"""Letters that came in: those to sort, one by one or several at once, and the thread of an enquiry."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.clients.models import Client, Person
from desk.enquiries import actions, letter_rows, threads
from desk.enquiries.models import Enquiry
from desk.enquiries.views.enquiries import names_shown, readable
from desk.http import Refused, Request, reads, writes
from desk.mail.models import Incoming
from desk.people.models import User
from desk.people.permissions import DESK, at_the_desk
from desk.records import access

PAGE = 50


def _colleagues() -> list[User]:
    people = User.objects.filter(is_active=True, roles__role__in=DESK).distinct()
    return list(people.order_by("last_name", "first_name", "pk"))


def _letter(request: Request, pk: int) -> Incoming:
    rows = Incoming.objects.letters().select_related("body", "in_enquiry__enquiry__owner")
    return get_object_or_404(rows.exclude(in_enquiry__enquiry__concerns_id=request.user.pk), pk=pk)


@reads(at_the_desk)
def inbox(request: Request) -> HttpResponse:
    """Letters to sort, the oldest first; with `?aside=1` those that were not for us."""
    aside = "aside" in request.GET
    which = letter_rows.set_aside if aside else letter_rows.waiting
    rows = list(which(request.user)[: PAGE + 1])
    letter_rows.mask_list(rows)
    for letter in rows[:PAGE]:
        access.shows(request, "incoming", letter.pk, client_id=letter.client_id, purpose="list")
    context = {
        "letters": rows[:PAGE],
        "more": len(rows) > PAGE,
        "aside": aside,
        "colleagues": [] if aside else _colleagues(),
        "me": request.user.pk,
    }
    return render(request, "enquiries/inbox.html", context)


@writes(at_the_desk)
def sort(request: Request) -> HttpResponse:
    """Several letters at once: taken, given to a colleague (`owner`), or set aside with a reason."""
    ids = [int(pk) for pk in request.POST.getlist("letters") if pk.isdecimal()][:PAGE]
    rows = Incoming.objects.letters().filter(pk__in=ids).order_by("received_at", "pk")
    letters = list(rows.exclude(in_enquiry__enquiry__concerns_id=request.user.pk))
    if not letters:
        messages.error(request, _("Choose the letters first."))
        return redirect("enquiries:inbox")
    owner, reason = None, ""
    if "aside" in request.POST:
        reason = request.POST.get("reason", "")
    elif "give" in request.POST:
        owner = _chosen_colleague(request)
        if owner is None:
            messages.error(request, _("Choose the colleague first."))
            return redirect("enquiries:inbox")
    else:
        owner = request.user
    done, refusals = actions.sort_letters(letters=letters, by=request.user, owner=owner, reason=reason)
    if done:
        text = ngettext("%(count)s letter is sorted.", "%(count)s letters are sorted.", done)
        messages.success(request, text % {"count": done})
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect("enquiries:inbox")


def _chosen_colleague(request: Request) -> User | None:
    chosen = request.POST.get("owner", "")
    if not chosen.isdecimal():
        return None
    return User.objects.filter(is_active=True, pk=int(chosen)).first()


@writes(at_the_desk)
def take(request: Request, pk: int) -> HttpResponse:
    """Take one letter and go to its enquiry."""
    letter = _letter(request, pk)
    try:
        enquiry = actions.give_letter(incoming=letter, owner=request.user, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect("enquiries:inbox")
    return redirect(enquiry)


@writes(at_the_desk)
def aside(request: Request, pk: int) -> HttpResponse:
    """One letter is not for us (`reason`), or is to be sorted after all (`back`)."""
    letter = _letter(request, pk)
    try:
        if "back" in request.POST:
            return redirect(actions.return_letter(incoming=letter, by=request.user))
        reason = request.POST.get("reason", "")
        actions.set_letter_aside(incoming=letter, reason=reason, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(letter)
    messages.success(request, _("The letter is set aside. It can be taken back from the list of letters."))
    return redirect("enquiries:inbox")


@writes(at_the_desk)
def join(request: Request, pk: int) -> HttpResponse:
    """The letter belongs to the enquiry of this `number`."""
    letter = _letter(request, pk)
    number = request.POST.get("number", "").strip().upper()
    enquiry = Enquiry.objects.readable_by(request.user).filter(number=number).first()
    if enquiry is None:
        messages.error(request, _("There is no enquiry of this number."))
        return redirect(letter)
    try:
        actions.join_letter(incoming=letter, enquiry=enquiry, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(letter)
    messages.success(request, _("The letter is now part of this enquiry."))
    return redirect(enquiry)


@reads(at_the_desk)
def sorting(request: Request, pk: int) -> HttpResponse:
    """On the letter's page: what the desk has made of it, and what may be done with it."""
    letter = _letter(request, pk)
    tied = getattr(letter, "in_enquiry", None)
    enquiry = tied.enquiry if tied else None
    if enquiry is not None:
        names_shown(request, enquiry, f"enquiry:{enquiry.pk}")
    context = {
        "letter": letter,
        "enquiry": enquiry,
        "named": [one for one in threads.named_in_title(letter) if one != enquiry],
        "to_sort": letter.set_aside_at is None and (enquiry is None or enquiry.owner is None),
    }
    return render(request, "enquiries/letter_panel.html", context)


@reads(at_the_desk)
def panel(request: Request, pk: int) -> HttpResponse:
    """The letters of an enquiry, both ways, and whom the sender may be."""
    enquiry = readable(request, pk)
    names_shown(request, enquiry, f"enquiry:{pk}")
    lines = letter_rows.thread(request, enquiry)
    draft = enquiry.drafts.filter(writer=request.user).first()
    context = {
        "enquiry": enquiry,
        "lines": lines,
        "draft": draft,
        "suggested": _suggested(request, enquiry, lines),
        **letter_rows.others(enquiry, request.user),
    }
    return render(request, "enquiries/letters_panel.html", context)


def _suggested(request: Request, enquiry: Enquiry, lines: list[letter_rows.Line]) -> list[Any]:
    """Nobody is suggested where somebody was chosen."""
    last = next((line.incoming for line in lines if line.incoming), None)
    if last is None or enquiry.client_id or enquiry.person_id or not enquiry.is_open:
        return []
    found = threads.suggestions(last)
    for one in found:
        if one.client:
            access.shows(request, "client", one.client.pk, one.client.pk, f"enquiry:{enquiry.pk}")
        if one.person:
            access.shows(request, "person", one.person.pk, None, f"enquiry:{enquiry.pk}")
    return found


@writes(at_the_desk)
def sender(request: Request, pk: int) -> HttpResponse:
    """Confirm whom the letter suggests: `who` is client and person, each may be empty."""
    enquiry = readable(request, pk)
    client_id, _comma, person_id = request.POST.get("who", "").partition(",")
    client = Client.objects.filter(pk=client_id).first() if client_id.isdecimal() else None
    person = Person.objects.filter(pk=person_id).first() if person_id.isdecimal() else None
    try:
        actions.confirm_sender(enquiry=enquiry, client=client, person=person, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(enquiry)


@writes(at_the_desk)
def here(request: Request, pk: int) -> HttpResponse:
    """The page says that it is open, and hears who else is there."""
    enquiry = readable(request, pk)
    actions.glance(enquiry=enquiry, by=request.user)
    if not request.htmx:
        return HttpResponseRedirect(enquiry.get_absolute_url())
    context = {"enquiry": enquiry, "again": True, **letter_rows.others(enquiry, request.user)}
    return render(request, "enquiries/_here.html", context)
