"""Names of the register, to fill in a new client."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from desk.clients.enums import Kind
from desk.http import Request, asks_outside
from desk.outbox import OutsideTrouble
from registry import names
from registry.names import Found
from registry.permissions import asks

_PUBLIC = {"TRAS", "KOVAS", "AVOIG"}
# What is worth a word; one that is simply entered is as it should be.
_STATUSES = {"L": _lazy("in liquidation"), "N": _lazy("bankrupt"), "K": _lazy("deleted")}
# What was typed already, and comes back with the chosen one.
_TYPED = ("language", "channel", "phone", "email", "personal_code")


@asks_outside(asks)
def like(request: Request) -> HttpResponse:
    """Organisations of the register named like the one being written down; each fills in the form."""
    if not settings.REGISTRY_NAMES_URL:
        raise Http404
    text = (request.POST.get("name", "") or request.POST.get("registry_code", "")).strip()
    if request.POST.get("kind") == Kind.PERSON:
        text = ""  # a person's name is not sent to a register of organisations
    found: tuple[Found, ...] = ()
    trouble = ""
    try:
        found = names.like(names.configured(), text)
    except OutsideTrouble:
        trouble = _("The register gives no names just now. Fill in the form by hand.")
    context = {
        "found": [_filling(each) for each in found],
        "trouble": trouble,
        "short": len(text) < names.SHORTEST,
        "typed": {name: request.POST[name] for name in _TYPED if request.POST.get(name)},
        "sample": settings.REGISTRY_SAMPLE,
    }
    return render(request, "registry/names.html", context)


def _filling(found: Found) -> dict[str, Any]:
    """The found one, and the fields of the form that it fills."""
    kind = Kind.SOLE_TRADER if found.form == "FIE" else Kind.ORGANISATION
    kind = Kind.AGENCY if found.form in _PUBLIC else kind
    fields = {
        "show": "1",
        "fill": "1",
        "kind": kind.value,
        "name": found.name,
        "registry_code": found.code,
        "country": "EE",
    }
    if kind == Kind.ORGANISATION:
        fields["legal_form"] = found.form
    return {
        "found": found,
        "fields": fields,
        "vals": json.dumps(fields),
        "status": _STATUSES.get(found.status, ""),
    }
