"""Texts of documents before a person: previews, the palette, a version and its decision, two compared."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from contracts.actions.templates import withdraw_version
from contracts.enums import REASONS, TextState
from contracts.models import Kind, Template, TemplateVersion
from contracts.permissions import keeps_templates, reads_templates
from contracts.printing import palette as palettes
from contracts.printing import versions
from contracts.printing.fonts import RenderingUnavailable
from contracts.printing.templating import TemplateError
from contracts.printing.templating import render as fill
from desk import clock
from desk.http import Refused, Request, reads, writes
from desk.people import actions as people
from desk.people import approvals

WHOLE = TemplateVersion.objects.select_related(
    "template__kind", "template__portal", "made_by", "decision__decided_by"
)
_framed = csp_replace({"frame-ancestors": [SELF], "object-src": [SELF]})


@reads(reads_templates)
@xframe_options_sameorigin
@_framed  # type: ignore[arg-type]  # its types know only views without arguments
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of a template as PDF, with sample values."""
    return _sample(request, get_object_or_404(WHOLE, pk=pk))


@reads(keeps_templates, methods=("POST",))
@xframe_options_sameorigin
@_framed
def preview_unsaved(request: HttpRequest) -> HttpResponse:
    """The text in the administrator's form as PDF, before it is saved; `as=page` as a page of the browser."""
    version, found = _unsaved(request)
    if version is None or found:
        return render(request, "contracts/preview_problems.html", {"problems": found}, status=400)
    if request.POST.get("as") == "page":
        kind = version.template.kind
        context = {
            "version": version,
            "kind": kind,
            "agency": settings.AGENCY_NAME,
            "body": fill(version.body, palettes.samples(kind)),
        }
        return render(request, "contracts/preview_page.html", context)
    return _sample(request, version)


@reads(keeps_templates, methods=("POST",))
def check_unsaved(request: HttpRequest) -> HttpResponse:
    """What is wrong with the text in the form, while it is written."""
    version, found = _unsaved(request)
    sound = version is not None and not found
    warnings = palettes.unused(version.template.kind, version.body) if version and sound else []
    context = {"problems": found, "warnings": warnings}
    return render(request, "contracts/_text_check.html", context)


@reads(keeps_templates)
def palette(request: HttpRequest) -> HttpResponse:
    """What a text of the chosen kind may hold; nothing while none is chosen."""
    kind = Kind.objects.filter(pk=_number(request.GET.get("kind", ""))).first()
    return render(request, "contracts/_palette.html", {"palette": palettes.shown(kind) if kind else []})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _unsaved(request: HttpRequest) -> tuple[TemplateVersion | None, list[str]]:
    """The form's text as a version that is never saved, and what is wrong with it."""
    found = request.POST
    if pk := _number(found.get("template", "")):
        template = get_object_or_404(Template.objects.select_related("kind"), pk=pk)
    elif kind := Kind.objects.filter(pk=_number(found.get("kind", ""))).first():
        template = Template(kind=kind, language=found.get("language") or "et")
    else:
        return None, [_("Choose the kind first.")]
    version = TemplateVersion(
        template=template, title=found.get("title", ""), header=found.get("header", ""),
        body=found.get("body", ""), made_at=clock.now(),
    )  # fmt: skip
    return version, palettes.problems_for(template.kind, version.body)


def _sample(request: HttpRequest, version: TemplateVersion) -> HttpResponse:
    # Only here does the web process need the press: 55 MB that other pages do without. A contract takes
    # 0.14 s; an order to the worker would need a table of its own and come back no sooner.
    from contracts.printing import rendering

    try:
        data = rendering.sample(version)
    except TemplateError as error:
        return render(request, "contracts/preview_problems.html", {"problems": error.problems}, status=400)
    except RenderingUnavailable:
        context = {"problems": [REASONS["fonts"]]}
        return render(request, "contracts/preview_problems.html", context, status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="preview.pdf"'
    return response


@reads(reads_templates)
def version(request: Request, pk: int) -> HttpResponse:
    """One version: where it stands, what it changes, and the second person's decision while it waits."""
    found = get_object_or_404(WHOLE, pk=pk)
    today, older = versions.in_force(found.template), versions.before(found)
    approval = versions.waiting_approval(found)
    state = versions.state(found, today.number if today else None)
    context = {
        "version": found,
        "state": state,
        "decision": versions.decision(found),
        "older": older,
        "lines": versions.compared(older.body, found.body) if older else [],
        "approval": approval,
        "refusal": approvals.refusal(approval, request.user) if approval else "",
        "may_withdraw": state == TextState.WAITING and found.made_by_id == request.user.pk,
        "keeps": keeps_templates(request.user) is None,
    }
    return render(request, "contracts/version.html", context)


@reads(reads_templates)
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two versions of one text side by side; `?whole=1` with the lines that are the same."""
    new = get_object_or_404(WHOLE, pk=pk)
    old = get_object_or_404(WHOLE, pk=other, template=new.template_id)
    if old.number > new.number:
        old, new = new, old
    whole = request.GET.get("whole") == "1"
    lines = versions.compared(old.body, new.body, whole=whole)
    context = {"old": old, "new": new, "lines": lines, "whole": whole}
    return render(request, "contracts/compare_versions.html", context)


@writes(reads_templates)
def decide(request: Request, pk: int) -> HttpResponse:
    """The second person's word on a version, or its writer's that it is taken back."""
    found = get_object_or_404(WHOLE, pk=pk)
    word = request.POST.get("decision", "")
    try:
        if word == "withdraw":
            withdraw_version(version=found, by=request.user)
            messages.success(request, _("The version was taken back."))
        elif word in {"approve", "refuse"}:
            if (approval := versions.waiting_approval(found)) is None:
                raise Refused(_("This version has been decided already."))
            reason = request.POST.get("reason", "")[:300]
            people.decide_second(
                approval=approval, approved=word == "approve", reason=reason, by=request.user
            )
            messages.success(request, _("The decision is written down."))
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect("contracts:version", pk)
