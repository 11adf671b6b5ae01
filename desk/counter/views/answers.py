"""How a deed in a visit is answered: back to a page, with the refusal in words."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from desk.counter.models import Desk, Office, Visit
from desk.http import Refused, Request
from desk.records.access import shows

DESK = "counter_desk"  # in the session: at which desk this person sits


def visit_of(pk: int) -> Visit:
    """The visit with what a page shows of it, or 404."""
    return get_object_or_404(Visit.objects.shown().select_related("identified_by"), pk=pk)


def office_of(code: str) -> Office:
    """The office that is in use, or 404."""
    return get_object_or_404(Office.objects.open(), code=code)


def my_desk(request: Request, office_id: int) -> Desk | None:
    """The desk at which the person said to sit, if it is one of this office."""
    pk = request.session.get(DESK)
    if pk is None:
        return None
    return Desk.objects.filter(pk=pk, office=office_id, active=True).first()


def done(request: Request, visit: Visit, deed: Callable[[], object], said: str = "") -> HttpResponse:
    """Do the deed and go on to where the form says, else to the visit; a refusal is said there."""
    attempt(request, deed, said)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect(visit)


def attempt(request: Request, deed: Callable[[], object], said: str = "") -> bool:
    """Do the deed and say how it went; each text of a refusal on its own line. Whether it was done."""
    try:
        deed()
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return False
    if said:
        messages.success(request, said)
    return True


def shows_visit(request: Request, visit: Visit) -> None:
    """A visit shows its visitor and its client; the visit itself is the purpose."""
    purpose = f"visit:{visit.pk}"
    if visit.client_id:
        shows(request, "client", visit.client_id, client_id=visit.client_id, purpose=purpose)
    if visit.person_id:
        shows(request, "person", visit.person_id, client_id=visit.client_id, purpose=purpose)
