"""What the kinds have of their own: another kind, the holding reply, the longer time, the data extract."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.enquiries import actions, extract, kinds
from desk.enquiries.enums import Kind
from desk.enquiries.forms import KindForm, ProlongForm
from desk.enquiries.models import Enquiry
from desk.enquiries.views.enquiries import enquiry_context, names_shown, readable
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows


@writes(at_the_desk, form=True)
def change_kind(request: Request, pk: int) -> HttpResponse:
    """Another kind, or whom the complaint concerns, with the reason; and how it was before."""
    enquiry = readable(request, pk)
    names_shown(request, enquiry, f"enquiry:{pk}")
    initial = {"kind": enquiry.kind, "concerns": enquiry.concerns_id}
    form = KindForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_kind(enquiry=enquiry, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            if enquiry.concerns_id == request.user.pk:
                messages.success(request, _("The complaint is written down; somebody else takes it up."))
                return redirect("enquiries:index")
            return redirect(enquiry)
    context = {
        "enquiry": enquiry,
        "form": form,
        "rules": [(kind.label, kinds.RULES[kind]) for kind in Kind],
        "changes": list(kinds.changes(enquiry)),
    }
    return render(request, "enquiries/kind.html", context, status=422 if form.errors else 200)


@writes(at_the_desk)
def hold_off(request: Request, pk: int) -> HttpResponse:
    """The holding reply: by letter, or (`by_phone`) it was said."""
    enquiry = readable(request, pk)
    by_phone = "by_phone" in request.POST
    said = _("The holding reply is written down.") if by_phone else _("The holding reply is in the mail.")
    return _done(
        request, enquiry, said,
        lambda: actions.hold_off(enquiry=enquiry, by=request.user, by_phone=by_phone),
    )  # fmt: skip


@writes(at_the_desk)
def prolong(request: Request, pk: int) -> HttpResponse:
    """A request for information takes longer, with the reason."""
    enquiry = readable(request, pk)
    form = ProlongForm(request.POST)
    if form.is_valid():
        try:
            actions.prolong(enquiry=enquiry, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("Prolonged; tell the client."))
            return redirect(enquiry)
    context = enquiry_context(request, enquiry, prolong_form=form)
    return render(request, "enquiries/page.html", context, status=422)


@reads(at_the_desk)
def data_extract(request: Request, pk: int) -> HttpResponse:
    """What the desk keeps about who asks, as a text to be read through before it is sent."""
    enquiry = readable(request, pk)
    if enquiry.kind != Kind.DATA_SUBJECT:
        return redirect(enquiry)
    names_shown(request, enquiry, f"enquiry:{pk}")
    try:
        made = extract.of(enquiry, request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(enquiry)
    for person_id in made.others:
        shows(request, "person", person_id, client_id=enquiry.client_id, purpose=f"enquiry:{pk}")
    answer = HttpResponse(made.text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{enquiry.number}.txt"'
    return answer


def _done(request: Request, enquiry: Enquiry, said: str, deed: Callable[[], object]) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, said)
    return redirect(enquiry)
