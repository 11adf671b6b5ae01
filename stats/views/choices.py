"""Choices of contacts kept by name: kept, removed; they are taken again by their links."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.http import Refused, Request, writes
from desk.people.permissions import leads
from stats.actions import choices as actions
from stats.forms.contacts import SaveForm
from stats.models import SavedChoice


@writes(leads)
def save(request: Request) -> HttpResponse:
    """Keep what is chosen now, and go back to it."""
    form = SaveForm(request.POST)
    query = request.POST.get("query", "")[:1000]
    if form.is_valid():
        try:
            row = actions.save(
                name=form.cleaned_data["name"], query=form.cleaned_data["query"],
                shared=form.cleaned_data["shared"], by=request.user,
            )  # fmt: skip
        except Refused as refused:
            for text in refused.texts:
                messages.error(request, text)
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": row.name})
    else:
        messages.error(request, _("Give it a name of at most 60 letters."))
    return redirect(f"{reverse('stats:contacts')}?{query}")


@writes(leads)
def remove(request: Request, pk: int) -> HttpResponse:
    """Take an own one away."""
    choice = SavedChoice.objects.filter(pk=pk).first()
    if choice is not None:
        choice = get_object_or_404(SavedChoice.objects.within_reach_of(request.user), pk=pk)
        try:
            actions.remove(choice=choice, by=request.user)
        except Refused as refused:
            for text in refused.texts:
                messages.error(request, text)
        else:
            messages.success(request, _("Removed."))
    return redirect("stats:contacts")
