""" "This guide is wrong": one click, a note afterwards, and the owner's answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.guides import actions, permissions
from desk.guides.enums import VersionState
from desk.guides.models import GuideFlag, GuideVersion
from desk.http import Refused, Request, writes


@writes(permissions.readers)
def flag(request: Request, pk: int) -> HttpResponse:
    """Say that this version is wrong; what exactly may be said afterwards."""
    rows = GuideVersion.objects.select_related("guide", "guide__owner").exclude(state=VersionState.DRAFT)
    version = get_object_or_404(rows, pk=pk)
    made = actions.flag(version=version, by=request.user)
    if request.htmx:
        return render(request, "guides/_flagged.html", {"flag": made})
    messages.success(request, _("Thank you: the owner of the guide has it on the list."))
    return redirect(version.guide)


@writes(permissions.readers)
def remark(request: Request, pk: int) -> HttpResponse:
    """What is wrong, in a sentence."""
    mine = get_object_or_404(GuideFlag.objects.select_related("version", "version__guide"), pk=pk)
    if mine.by_id != request.user.pk:
        raise Http404
    try:
        actions.remark(flag=mine, text=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    if request.htmx:
        return render(request, "guides/_flagged.html", {"flag": mine, "noted": True})
    return redirect(mine.version.guide)


@writes(permissions.readers)
def settle(request: Request, pk: int) -> HttpResponse:
    """Answer a remark without changing the guide."""
    one = get_object_or_404(GuideFlag.objects.select_related("version", "version__guide", "by"), pk=pk)
    try:
        actions.settle(flag=one, answer=request.POST.get("answer", ""), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("Answered; whoever made the remark is told."))
    return redirect(one.version.guide)
