"""Webhooks of JIRA: never more than a hint which issue to read again."""

import hashlib
import hmac
import json
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from desk.http import machine
from tickets.actions import hearing

MAX_BYTES = 2 * 1024 * 1024
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_COMMENT_OF = re.compile(r"/issue/([0-9]{1,18})/comment/[0-9]+")
_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
_EVENT = re.compile(r"[a-z_:]{1,60}", re.ASCII)


@machine("JIRA: the secret token in the address, and an HMAC of the body where one is set", methods=_METHODS)
def jira(request: HttpRequest, token: str) -> HttpResponse:
    """Take the hint, answer 200 at once. What the body claims is never believed: the issue is read again."""
    expected = settings.JIRA_WEBHOOK_TOKEN
    if not expected or not hmac.compare_digest(token.encode(errors="replace"), expected.encode()):
        return _answer(404)
    if request.method != "POST":
        return _answer(405)
    if refused := _size_refused(request.headers.get("Content-Length")):
        return _answer(refused)
    if not _signed(request):
        return _answer(403)
    try:
        payload = json.loads(request.body)
    except (ValueError, RecursionError):
        return _answer(400)
    if not isinstance(payload, dict):
        return _answer(400)
    if jira_id := _issue_id(payload):
        hearing.take_hint(key=_key(request), event=_event(payload), jira_id=jira_id)
    return _answer(200)


def _answer(status: int) -> HttpResponse:
    response = HttpResponse(status=status, headers={"Allow": "POST"} if status == 405 else None)
    # Django would log the path of a 4xx, and the path holds the token.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _size_refused(length: str | None) -> int:
    """Whoever does not say how much comes would be read to the end first."""
    if length is None or length == "":
        return 411
    if not (length.isascii() and length.isdigit()):
        return 400
    # Compared by its digits first: a very long number is not worth converting.
    return 413 if len(length) > len(str(MAX_BYTES)) or int(length) > MAX_BYTES else 0


def _signed(request: HttpRequest) -> bool:
    secret = settings.JIRA_WEBHOOK_SECRET
    if not secret:
        return True  # Data Center before 10 cannot sign
    digest = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    said = request.headers.get("X-Hub-Signature", "")
    return hmac.compare_digest(said.encode(errors="replace"), f"sha256={digest}".encode())


def _key(request: HttpRequest) -> str:
    """The same for each copy: Cloud's own name for it, else its content; hashed, as anybody may write it."""
    said = request.headers.get("X-Atlassian-Webhook-Identifier", "")
    return hashlib.sha256(said.encode(errors="replace") or request.body).hexdigest()


def _event(payload: dict[str, Any]) -> str:
    said = payload.get("webhookEvent")
    return said if isinstance(said, str) and _EVENT.fullmatch(said) else ""


def _issue_id(payload: dict[str, Any]) -> str:
    """The numeric id; a `comment_created` of Data Center carries no issue, only where the comment stands."""
    issue, comment = payload.get("issue"), payload.get("comment")
    said = issue.get("id") if isinstance(issue, dict) else None
    if isinstance(said, str | int) and not isinstance(said, bool) and _ID.fullmatch(str(said)[:20]):
        return str(said)
    where = comment.get("self") if isinstance(comment, dict) else None
    match = _COMMENT_OF.search(where[:500]) if isinstance(where, str) else None
    return match[1] if match else ""
