"""Writing to the client from the enquiry's page: kept while written, seen before it goes, taken back."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import ContactPoint
from desk.enquiries import actions, letter_rows, threads
from desk.enquiries.actions import Written
from desk.enquiries.answer_forms import AnswerForm
from desk.enquiries.models import Draft, DraftFile, Enquiry, TextModule
from desk.enquiries.views.enquiries import names_shown, readable
from desk.http import Refused, Request, reads, writes
from desk.mail.models import Incoming
from desk.mail.views import as_download
from desk.people.permissions import at_the_desk


@writes(at_the_desk, form=True)
def answer(request: Request, pk: int) -> HttpResponse:
    """Write a letter: buttons save, insert, enclose, remove, preview, send and throw away."""
    enquiry = readable(request, pk)
    draft = Draft.objects.filter(enquiry=enquiry, writer=request.user).select_related("answers").first()
    if draft is not None and draft.leaves_at is not None:
        return redirect(enquiry)
    if request.method != "POST":
        form = AnswerForm(initial=_first(request, enquiry, draft), enquiry=enquiry)
        return _page(request, enquiry, form, draft)
    if "throw" in request.POST:
        return _throw(request, enquiry, draft)
    form = AnswerForm(request.POST, enquiry=enquiry)
    if not form.is_valid():
        return _page(request, enquiry, form, draft, status=422)
    return _keep(request, enquiry, form)


def _keep(request: Request, enquiry: Enquiry, form: AnswerForm) -> HttpResponse:
    written = _written(request, enquiry, form)
    try:
        draft = actions.save_draft(enquiry=enquiry, written=written, by=request.user)
    except actions.SavedMeanwhile as late:
        # Now the writer sees both texts, so the next saving is a decision.
        form = AnswerForm({**request.POST.dict(), "version": late.stored.version}, enquiry=enquiry)
        return _page(request, enquiry, form, late.stored, status=409, stored=late.stored, texts=late.texts)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(enquiry)
    if "autosave" in request.POST:
        return render(request, "enquiries/_answer_kept.html", {"draft": draft})
    return _then(request, enquiry, draft)


def _then(request: Request, enquiry: Enquiry, draft: Draft) -> HttpResponse:
    """What the button asks for, once what was written is kept."""
    texts: list[str] = []
    try:
        if removed := request.POST.get("remove", ""):
            actions.take_out(file=get_object_or_404(DraftFile, pk=removed, draft=draft), by=request.user)
        file = request.FILES.get("file")
        if isinstance(file, UploadedFile):
            most = actions.ALL_FILES + 1
            actions.enclose(draft=draft, name=str(file.name or ""), data=file.read(most), by=request.user)
        if "send" in request.POST:
            actions.send_draft(draft=draft, by=request.user)
            messages.success(request, _("The letter leaves in a moment. Until then it can be taken back."))
            return redirect(enquiry)
    except Refused as refused:
        texts = list(refused.texts)
    if "preview" in request.POST and not texts:
        return render(request, "enquiries/answer_preview.html", _preview(request, enquiry, draft))
    form = AnswerForm(initial=_first(request, enquiry, draft), enquiry=enquiry)
    return _page(request, enquiry, form, draft, status=422 if texts else 200, texts=texts)


def _written(request: Request, enquiry: Enquiry, form: AnswerForm) -> Written:
    chosen = form.cleaned_data
    text = chosen["text"]
    module: TextModule | None = chosen.get("module") if "insert" in request.POST else None
    if module is not None:
        parts = (text.rstrip(), _filled(request, enquiry, module, chosen))
        text = "\n\n".join(part for part in parts if part)
    answers = Incoming.objects.filter(in_enquiry__enquiry=enquiry, pk=chosen["answers"] or 0).first()
    return Written(
        to=chosen["to"],
        language=chosen["language"],
        subject=chosen["subject"],
        text=text,
        version=chosen["version"],
        answers=answers,
        promise=chosen["promise"],
        then=chosen["then"],
        outcome=chosen["outcome"],
    )


def _filled(request: Request, enquiry: Enquiry, module: TextModule, chosen: dict[str, Any]) -> str:
    return threads.filled(
        module.text(chosen["language"]),
        number=enquiry.number,
        name=str(enquiry.person or ""),
        signature=threads.signature(request.user),
    )


def _throw(request: Request, enquiry: Enquiry, draft: Draft | None) -> HttpResponse:
    if draft is not None:
        actions.throw_draft_away(draft=draft, by=request.user)
        messages.success(request, _("The letter was thrown away."))
    return redirect(enquiry)


def _first(request: Request, enquiry: Enquiry, draft: Draft | None) -> dict[str, Any]:
    """The fields as kept, else as a new letter begins: to who wrote last, in the language of that letter."""
    if draft is not None:
        names = ("to", "language", "subject", "text", "version", "then")
        kept = {name: getattr(draft, name) for name in names}
        keys = {name: getattr(draft, f"{name}_id") for name in ("answers", "promise", "outcome")}
        return {**kept, **keys}
    last = _last(request, enquiry)
    body = getattr(last, "body", None)
    return {
        "to": body.sender if body else _known_address(request, enquiry),
        "language": (last.language if last else "") or enquiry.language,
        "subject": threads.plain_title(body.subject)[: threads.SUBJECT] if body else enquiry.topic.name,
        "answers": last.pk if last else None,
        "version": 0,
    }


def _last(request: Request, enquiry: Enquiry) -> Incoming | None:
    """The letter chosen by `?to=`, else the newest."""
    letters = Incoming.objects.filter(in_enquiry__enquiry=enquiry).select_related("body").order_by("-pk")
    chosen = request.GET.get("to", "")
    found = letters.filter(pk=chosen).first() if chosen.isdecimal() else None
    return found or letters.first()


def _known_address(request: Request, enquiry: Enquiry) -> str:
    rows = ContactPoint.objects.emails().usable()
    for owner in ({"person_id": enquiry.person_id}, {"client_id": enquiry.client_id}):
        if all(owner.values()) and (found := rows.filter(**owner).first()):
            return found.value
    return ""


def _page(
    request: Request,
    enquiry: Enquiry,
    form: AnswerForm,
    draft: Draft | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    names_shown(request, enquiry, f"enquiry:{enquiry.pk}")
    lines = letter_rows.thread(request, enquiry)
    language = str(form["language"].value() or enquiry.language)
    context = {
        "enquiry": enquiry,
        "form": form,
        "draft": draft,
        "files": list(draft.files.select_related("blob")) if draft else [],
        "lines": lines,
        "modules": _modules(request, enquiry),
        "warnings": _warnings(enquiry, language, str(form["to"].value() or ""), lines),
        "now": clock.now(),
        **letter_rows.others(enquiry, request.user),
        **more,
    }
    return render(request, "enquiries/answer.html", context, status=status)


def _modules(request: Request, enquiry: Enquiry) -> list[dict[str, Any]]:
    """Text modules with what is known filled in, in each language, for the page to insert at once."""
    rows = TextModule.objects.offered_with(enquiry.topic)
    facts = {
        "number": enquiry.number,
        "name": str(enquiry.person or ""),
        "signature": threads.signature(request.user),
    }
    return [
        {
            "module": row,
            "texts": [(code, threads.filled(row.text(code), **facts)) for code in ("et", "en", "ru")],
        }
        for row in rows
    ]


def _warnings(enquiry: Enquiry, language: str, to: str, lines: list[letter_rows.Line]) -> list[str]:
    texts = []
    owner = enquiry.person or enquiry.client
    if owner is not None and owner.language != language:
        spoken = owner.get_language_display()
        texts.append(_("The client's language is %(language)s.") % {"language": spoken.lower()})
    if owner is None:
        texts.append(_("Nobody has confirmed who wrote: tell nothing but what anyone may know."))
    last = next((line for line in lines if line.incoming and line.body), None)
    other = last.body.reply_to if last else ""
    if last and other and other.lower() not in (last.body.sender.lower(), to.lower()):
        words = _("The letter asks to be answered to another address: %(address)s.")
        texts.append(words % {"address": other})
    return texts


def _preview(request: Request, enquiry: Enquiry, draft: Draft) -> dict[str, Any]:
    names_shown(request, enquiry, f"enquiry:{enquiry.pk}")
    lines = letter_rows.thread(request, enquiry)
    return {
        "enquiry": enquiry,
        "draft": draft,
        "title": threads.title(draft.subject, enquiry.number),
        "files": list(draft.files.select_related("blob")),
        "warnings": _warnings(enquiry, draft.language, draft.to, lines),
        **letter_rows.others(enquiry, request.user),
    }


@writes(at_the_desk)
def back(request: Request, pk: int) -> HttpResponse:
    """Take back the letter that is leaving, and write on."""
    enquiry = readable(request, pk)
    draft = Draft.objects.filter(enquiry=enquiry, writer=request.user).first()
    try:
        if draft is None:
            raise Refused(_("The letter has left already."))
        actions.take_back(draft=draft, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(enquiry)
    return redirect("enquiries:answer", pk)


@reads(at_the_desk)
def file(request: Request, pk: int, file: int) -> HttpResponse:
    """A file of the letter that is being written, as a download."""
    enquiry = readable(request, pk)
    row = get_object_or_404(DraftFile.objects.select_related("blob"), pk=file, draft__enquiry=enquiry)
    names_shown(request, enquiry, f"enquiry:{pk}")
    return as_download(row.name, row.blob)
