"""How a deed is answered: back to its page, a refusal in words; what was typed stays."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect

from desk.http import Refused, Request


def done(request: Request, back: Model | str, deed: Callable[[], Any], said: str = "") -> HttpResponse:
    """Do the deed and go back; a refusal is said there, each text on its own line."""
    try:
        deed()
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        if said:
            messages.success(request, said)
    return redirect(back)  # type: ignore[arg-type]  # a row knows its own page


def tried(form: Any, deed: Callable[[], Any]) -> bool:
    """Do the deed of a valid form; a refusal stands above its fields, and what was typed stays there."""
    try:
        deed()
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return False
    return True
