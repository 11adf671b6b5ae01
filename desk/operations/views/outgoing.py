"""What was asked of other systems, for the administrator: no bodies, no ids, nobody's data."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from desk.http import Request, reads
from desk.operations.models import OutgoingRequest
from desk.outgoing import systems
from desk.people.enums import Role
from desk.people.permissions import roles

PAGE = 50
LABELS = {
    "register": _("Business Register"),
    "names": _("Names in the Business Register"),
    "mandates": _("Pääsuke"),
    "jira": _("JIRA"),
    "portal": _("Portal"),
    "siva": _("SiVa"),
    "tsa": _("Time-stamps"),
    "ocsp": _("Validity of certificates (OCSP)"),
    "trust_list": _("Trusted list"),
    "client_login": _("Login on the client's page"),
    "tara": _("TARA"),
    "govsso": _("GovSSO"),
    "smtp": _("Letters out (SMTP)"),
    "imap": _("Letters in (IMAP)"),
    "clamd": _("Virus scanner"),
}
assert set(LABELS) == {*systems.HTTP, *systems.SOCKETS}
TROUBLES = {
    "address_refused": _("the address is not allowed"),
    "connect_timeout": _("no connection in time"),
    "timeout": _("no answer in time"),
    "certificate": _("its certificate is not believed"),
    "unreachable": _("not reached"),
    "address": _("the address is wrong"),
    "too_big": _("the answer was too long"),
    "broken": _("the answer broke off"),
    "credentials": _("our credentials were refused"),
}


class OutgoingForm(forms.Form):
    """To which system, and whether it went wrong."""

    system = forms.ChoiceField(label=_("System"), required=False, choices=[("", _("all")), *LABELS.items()])
    wrong = forms.BooleanField(label=_("Only what went wrong"), required=False)


@reads(roles(Role.ADMINISTRATOR))
def outgoing(request: Request) -> HttpResponse:
    """Requests to other systems, newest first, by system and outcome."""
    form = OutgoingForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = OutgoingRequest.objects.newest()
    if chosen.get("system"):
        rows = rows.to_system(chosen["system"])
    if chosen.get("wrong"):
        rows = rows.gone_wrong()
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    following = request.GET.copy()
    following["after"] = str(page[PAGE - 1].pk) if len(page) > PAGE else ""
    for row in page:
        row.called, row.said = LABELS.get(row.system, row.system), TROUBLES.get(row.trouble, row.trouble)  # type: ignore[attr-defined]
    context = {
        "rows": page[:PAGE],
        "form": form,
        "following": following.urlencode() if following["after"] else "",
    }
    return render(request, "operations/outgoing.html", context)
