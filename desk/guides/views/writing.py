"""Writing guides: a draft, its publishing, whose the guide is, and whether it is still right."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.guides import actions, permissions
from desk.guides.enums import VersionState
from desk.guides.forms import AboutForm, WordingForm, wording_of
from desk.guides.models import Guide, GuideVersion
from desk.guides.views.reading import readable
from desk.http import Refused, Request, writes


@writes(permissions.writers, form=True)
def create(request: Request) -> HttpResponse:
    """The draft of a new guide; its writer owns it until another owner is named."""
    form = WordingForm(request.POST or None)
    given = {"owner": request.user.pk, "topics": request.GET.getlist("topic")}
    about = AboutForm(request.POST or None, initial=given)
    if form.is_valid() and about.is_valid():
        chosen = about.cleaned_data
        version = actions.draft(
            guide=None, wording=form.wording(), topic_codes=chosen["topics"], owner=chosen["owner"],
            by=request.user,
        )  # fmt: skip
        return redirect(version)
    return render(request, "guides/write.html", {"form": form, "about": about, "guide": None})


@writes(permissions.writers, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """The draft of the guide's next version: begun from the one in force, or gone on with."""
    guide = get_object_or_404(Guide, pk=pk)
    versions = list(guide.versions.exclude(state=VersionState.REPLACED).order_by("-number"))
    draft = next((each for each in versions if each.state == VersionState.DRAFT), None)
    if draft is not None:
        readable(request, draft.pk)
    begun = versions[0] if versions else guide.versions.first()
    mark = draft.written_at.isoformat() if draft else ""
    form = WordingForm(request.POST or None, initial=wording_of(begun))
    if draft is not None:
        form.initial["change_note"] = draft.change_note
    # A draft that somebody saved meanwhile is not overwritten unseen: what was typed stays in the form.
    if request.method == "POST" and request.POST.get("was", "") != mark:
        form.add_error(
            None, _("Somebody else saved this draft meanwhile. Yours stands here; save it again to keep it.")
        )
    if form.is_valid():
        try:
            version = actions.draft(guide=guide, wording=form.wording(), by=request.user)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return redirect(version)
    context = {"form": form, "about": None, "guide": guide, "begun": begun, "mark": mark}
    return render(request, "guides/write.html", context)


@writes(permissions.writers, form=True)
def arrange(request: Request, pk: int) -> HttpResponse:
    """Topics, owner and how often the guide is reviewed."""
    guide = get_object_or_404(Guide.objects.select_related("owner"), pk=pk)
    given = {"topics": guide.topic_codes, "owner": guide.owner_id, "review_months": guide.review_months}
    form = AboutForm(request.POST or None, initial=given)
    if form.is_valid():
        chosen = form.cleaned_data
        return _done(
            request,
            guide,
            lambda: actions.arrange(
                guide=guide, topic_codes=chosen["topics"], owner=chosen["owner"],
                review_months=chosen["review_months"], by=request.user,
            ),
        )  # fmt: skip
    return render(request, "guides/arrange.html", {"form": form, "guide": guide})


@writes(permissions.writers)
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish the draft, or let one of those who lead do it."""
    version = readable(request, pk)
    try:
        now = actions.propose(version=version, by=request.user)
    except Refused as refused:
        _tell(request, refused)
        return redirect(version)
    if now:
        messages.success(request, _("Published: this version is in force."))
        return redirect(version.guide)
    messages.success(request, _("Sent: one of those who lead publishes it."))
    return redirect(version)


@writes(permissions.writers)
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = readable(request, pk)
    guide_id = version.guide_id
    try:
        actions.discard(version=version, by=request.user)
    except Refused as refused:
        _tell(request, refused)
        return redirect(version)
    messages.success(request, _("The draft is discarded."))
    there = GuideVersion.objects.filter(guide=guide_id).exists()
    return redirect("guides:page", guide_id) if there else redirect("guides:index")


@writes(permissions.publishers)
def retire(request: Request, pk: int) -> HttpResponse:
    """Take the guide out of use, or put it back (`back`)."""
    guide = get_object_or_404(Guide, pk=pk)
    deed = actions.put_back if "back" in request.POST else actions.retire
    return _done(request, guide, lambda: deed(guide=guide, by=request.user))


@writes(permissions.writers)
def reviewed(request: Request, pk: int) -> HttpResponse:
    """Read, and still right: the next review day is set."""
    guide = get_object_or_404(Guide, pk=pk)
    said = _("Reviewed: still right.")
    return _done(request, guide, lambda: actions.reviewed(guide=guide, by=request.user), said)


def _done(request: Request, guide: Guide, deed: Callable[[], object], said: str = "") -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        _tell(request, refused)
    else:
        if said:
            messages.success(request, said)
    return redirect(guide)


def _tell(request: Request, refused: Refused) -> None:
    for text in refused.texts:
        messages.error(request, text)
