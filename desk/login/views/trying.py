"""A secret is tried by a form: done, wrong, or told to wait."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from desk.http import Refused
from desk.login import words
from desk.login.limits import Waits


@dataclass(frozen=True)
class Tried:
    """How it went; `status` is that of the page which shows the form again."""

    done: bool
    status: int = 200
    result: Any = None
    seconds: int = 0


def tried(form: forms.Form, deed: Callable[[dict[str, Any]], Any]) -> Tried:
    """Do the deed with a valid form's values; why it was refused stands above the fields."""
    if not form.is_valid():
        return Tried(done=False, status=422)
    try:
        return Tried(done=True, result=deed(form.cleaned_data))
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return Tried(done=False, status=422)
    except Waits as waits:
        form.add_error(None, words.wait(waits))
        return Tried(done=False, status=429, seconds=waits.seconds)


def answered(response: HttpResponse, attempt: Tried | None) -> HttpResponse:
    """The page with the status of what came of the try, and with Retry-After where one must wait."""
    if attempt is not None:
        response.status_code = attempt.status
        if attempt.seconds:
            response.headers["Retry-After"] = str(attempt.seconds)
    return response
