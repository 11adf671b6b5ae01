"""One act for several clients of one caller: a bookkeeper with her forty companies."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.calls import actions, forms, identity, matching
from desk.calls.models import Call
from desk.calls.views.answers import call_of, shows_call
from desk.calls.views.whole import address, named
from desk.clients.models import Client
from desk.enquiries import favourites
from desk.enquiries.models import Topic
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk

DOCUMENTS = "contracts:draft_many"


@writes(at_the_desk, form=True)
def many(request: Request, pk: int) -> HttpResponse:
    """Choose the clients, then the act: an enquiry for each, or documents for each."""
    call = call_of(pk)
    chosen = [int(value) for value in request.POST.getlist("client") if value.isdecimal()]
    topics, mine = favourites.with_all(request.user)
    data = request.POST if "enquire" in request.POST else None
    form = forms.EnquiryForm(data, topics, auto_id="enquiry_%s")
    if request.method == "POST":
        clients = list(Client.objects.filter(pk__in=chosen).order_by("sort_name"))
        answer = _documents(call, clients) if "documents" in request.POST else None
        answer = answer or _enquire(request, call, clients, form)
        if answer is not None:
            return answer
    return render(request, "calls/many.html", _shown(request, call, form, chosen, mine))


def _shown(
    request: Request, call: Call, form: forms.EnquiryForm, chosen: list[int], mine: list[Topic]
) -> dict[str, object]:
    matches = [match for match in matching.of_person(call.person) if match.client] if call.person else []
    shows_call(request, call)
    for match in matches:
        named(request, match, f"call:{call.pk}")
    return {
        "call": call,
        "matches": matches,
        "chosen": chosen,
        "enquiry_form": form,
        "favourites": mine,
        "documents": bool(address(DOCUMENTS)),
        "identity": identity.of_call(call),
    }


def _documents(call: Call, clients: list[Client]) -> HttpResponse | None:
    """On to the room of documents, with the chosen clients by number."""
    url = address(DOCUMENTS)
    if not clients or not url:
        return None
    return redirect(f"{url}?{urlencode({'client': [each.pk for each in clients]}, doseq=True)}")


def _enquire(
    request: Request, call: Call, clients: list[Client], form: forms.EnquiryForm
) -> HttpResponse | None:
    if "documents" in request.POST:
        messages.error(request, _("Choose at least one client."))
        return None
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    try:
        made = actions.take_for_many(
            call=call, clients=clients, topic=asked["topic"], question=asked["question"], by=request.user
        )
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return None
    count = len(made)
    messages.success(
        request, ngettext("%(n)s enquiry was opened.", "%(n)s enquiries were opened.", count) % {"n": count}
    )
    return redirect(call)
