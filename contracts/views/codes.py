"""The code of the client's page told in a call: shown once, in the answer to the button."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from contracts.actions import page_codes
from contracts.models import Package
from contracts.permissions import drafts
from desk.http import Refused, writes
from desk.people.models import User
from desk.records import access


@writes(drafts, form=True)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the codes of a package stand; POST makes a new one, which stands in this answer alone."""
    package = get_object_or_404(Package.objects.select_related("client", "code_to"), pk=pk)
    client_id = package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{package.pk}")
    told, refused = "", ""
    if request.method == "POST":
        try:
            told = page_codes.tell_code(package=package, by=cast(User, request.user))
        except Refused as why:
            refused = " ".join(why.texts)
    context = {
        "package": package,
        "now": page_codes.standing(package),
        # In two groups, as one reads it out.
        "told": f"{told[:3]} {told[3:]}".strip(),
        "refused": refused,
        "works": package.links.working().exists(),
        "minutes": int(page_codes.LIFE.total_seconds() // 60),
    }
    response = render(request, "contracts/code_panel.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
