"""The last letter to a client who could not be reached: writing it, its page, and that it was posted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients.models import ContactPoint
from desk.enquiries import actions
from desk.enquiries.models import Enquiry, LastLetter, Promise
from desk.enquiries.promise_forms import LastLetterForm
from desk.enquiries.views.enquiries import names_shown
from desk.enquiries.views.promise import found
from desk.http import Refused, Request, reads, writes
from desk.people import approvals
from desk.people.enums import ApprovalState
from desk.people.permissions import at_the_desk


def _addresses(enquiry: Enquiry) -> list[ContactPoint]:
    """Working e-mail addresses of the client and of who asked."""
    emails = ContactPoint.objects.emails()
    theirs = [emails.filter(person=enquiry.person_id)] if enquiry.person_id else []
    theirs += [emails.filter(client=enquiry.client_id)] if enquiry.client_id else []
    return [each for rows in theirs for each in rows.exclude(works="no").order_by("-verified_at", "pk")]


@writes(at_the_desk, form=True)
def write(request: Request, pk: int) -> HttpResponse:
    """Write the letter; a second person approves it before it leaves."""
    promise = found(request, pk)
    form = LastLetterForm(request.POST or None, addresses=_addresses(promise.enquiry))
    if form.is_valid():
        try:
            letter = actions.write_last_letter(promise=promise, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The letter waits for a second person."))
            return redirect(letter)
    return render(request, "enquiries/last_letter_write.html", {"form": form, "promise": promise})


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """The letter, who wrote it, and where it stands; the second person decides here."""
    letter = _letter(request, pk)
    approval = letter.approval
    waiting = approval is not None and approval.state == ApprovalState.WAITING
    context = {
        "letter": letter,
        "approval": approval,
        "waiting": waiting,
        "refusal": approvals.refusal(approval, request.user) if approval and waiting else "",
        "may_post": bool(letter.address) and letter.posted_at is None
        and (approval is None or approval.state == ApprovalState.APPROVED),
    }  # fmt: skip
    return render(request, "enquiries/last_letter.html", context)


@writes(at_the_desk)
def posted(request: Request, pk: int) -> HttpResponse:
    """The letter was posted by hand."""
    letter = _letter(request, pk)
    try:
        actions.post_letter(letter=letter, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The promise is kept."))
    return redirect(letter.promise)


def _letter(request: Request, pk: int) -> LastLetter:
    """The letter, for whoever may read its enquiry."""
    readable = Promise.objects.readable_by(request.user)
    rows = LastLetter.objects.select_related(
        "promise__enquiry__client", "promise__enquiry__person", "to", "written_by", "approval__decided_by",
        "message", "posted_by",
    )  # fmt: skip
    letter = get_object_or_404(rows.filter(promise__in=readable), pk=pk)
    names_shown(request, letter.promise.enquiry, f"enquiry:{letter.promise.enquiry_id}")
    return letter
