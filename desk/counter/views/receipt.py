"""The receipt for the client: a page to print; that it was printed is noted, and nothing else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from desk.counter import receipt
from desk.counter.actions import papers
from desk.counter.routing import sees_papers, takes_papers_in
from desk.counter.views.papers import readable
from desk.http import Refused, Request, reads, writes
from desk.people.enums import Language


@reads(sees_papers)
def page(request: Request, pk: int) -> HttpResponse:
    """The receipt in the client's language, or in the one asked for."""
    mail = readable(request, pk)
    language = receipt.language_of(mail, request.GET.get("language", ""))
    context = {
        "mail": mail, "language": language, "languages": Language.choices,
        "text": receipt.drawn(mail, language) if mail.document_sha256 else "",
        "print_now": "printed" in request.GET,
    }  # fmt: skip
    return render(request, "counter/receipt.html", context)


@writes(takes_papers_in)
def printed(request: Request, pk: int) -> HttpResponse:
    """Note that it is printed, and let the browser print it."""
    mail = readable(request, pk)
    language = receipt.language_of(mail, request.POST.get("language", ""))
    try:
        papers.print_receipt(mail=mail, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect(mail)
    return redirect(f"{reverse('counter:receipt', args=[pk])}?language={language}&printed=1")
