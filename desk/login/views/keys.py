"""Keys of programs: the list, a new one, its secret this once, and its end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import sealed
from desk.http import Refused, Request, reads, writes
from desk.login.actions import keys as actions
from desk.login.enums import Scope
from desk.login.key_form import KeyForm
from desk.login.models import ApiKey
from desk.login.views.sessions import keeper

# Where the secret lies, sealed, from the answer to the form until the page that shows it.
_SHOWN = "new_key"


@reads(keeper)
def keys(request: Request) -> HttpResponse:
    """All keys, those in force first."""
    rows = ApiKey.objects.select_related("owner", "made_by").order_by("-pk")[:200]
    return render(request, "login/keys.html", {"rows": sorted(rows, key=lambda row: not row.opens)})


@writes(keeper, form=True)
def new_key(request: Request) -> HttpResponse:
    """Make one; its page shows the secret, so that loading this one again makes no second."""
    form = KeyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            key, secret = actions.make(**form.cleaned_data, by=request.user, request=request)
        except Refused as refused:
            form.add_error(None, refused.texts[0])
        else:
            request.session[_SHOWN] = [key.pk, sealed.seal(secret)]
            return redirect("entry:key", key.pk)
    return render(request, "login/key_new.html", {"form": form}, status=422 if form.is_bound else 200)


@reads(keeper)
def key(request: Request, pk: int) -> HttpResponse:
    """One key; right after it was made with its secret, and never again."""
    row = get_object_or_404(ApiKey.objects.select_related("owner", "made_by"), pk=pk)
    made, secret = request.session.get(_SHOWN, [None, ""])
    fresh = sealed.unseal(secret) if made == pk else ""
    if fresh:
        del request.session[_SHOWN]
    labels = [Scope(value).label for value in row.scopes]
    response = render(request, "login/key.html", {"key": row, "secret": fresh, "labels": labels})
    response["Cache-Control"] = "no-store"
    return response


@writes(keeper)
def revoke_key(request: Request, pk: int) -> HttpResponse:
    """It opens nothing from now on."""
    if actions.revoke(key=get_object_or_404(ApiKey, pk=pk), by=request.user, request=request):
        messages.success(request, _("The key opens nothing any more."))
    return redirect("entry:key", pk)
