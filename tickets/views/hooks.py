"""Webhooks of JIRA: never more than a hint which issue to read again."""

import hashlib
import hmac
import json
import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from desk import outbox
from desk.http import machine
from tickets.models import Issue, JiraInbox

MAX_BYTES = 2 * 1024 * 1024
_COMMENT_OF = re.compile(r"/issue/(\d+)/comment/\d+")


@machine("JIRA: the secret token in the address, and an HMAC of the body where a secret is set")
def jira(request: HttpRequest, token: str) -> HttpResponse:
    """Take the hint, answer 200 at once. What the body claims is never believed: the issue is read again."""
    expected = settings.JIRA_WEBHOOK_TOKEN
    if not expected or not hmac.compare_digest(token.encode(), expected.encode()):
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
        return HttpResponse(status=413)
    if not _signed(request):
        return HttpResponse(status=403)
    try:
        payload = json.loads(request.body)
    except ValueError:
        return HttpResponse(status=400)
    if not isinstance(payload, dict):
        return HttpResponse(status=200)
    issue_id, event = _issue_id(payload), str(payload.get("webhookEvent", ""))[:60]
    key = request.headers.get("X-Atlassian-Webhook-Identifier") or hashlib.sha256(request.body).hexdigest()
    issue = Issue.objects.in_jira().filter(jira_id=issue_id).only("pk").first() if issue_id else None
    if issue is not None:
        _hint(issue, key[:80], event, issue_id)
    return HttpResponse(status=200)


@transaction.atomic
def _hint(issue: Issue, key: str, event: str, issue_id: str) -> None:
    _row, new = JiraInbox.objects.get_or_create(
        dedupe_key=key, defaults={"event": event, "jira_id": issue_id}
    )
    if new:
        outbox.wake("tickets.read", issue.pk)


def _signed(request: HttpRequest) -> bool:
    secret = settings.JIRA_WEBHOOK_SECRET
    if not secret:
        return True  # Data Center before 10 cannot sign
    digest = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(
        request.headers.get("X-Hub-Signature", "").encode(), f"sha256={digest}".encode()
    )


def _issue_id(payload: dict[str, Any]) -> str:
    """The numeric id; a `comment_created` of Data Center carries no issue, only where the comment stands."""
    issue, comment = payload.get("issue"), payload.get("comment")
    found = str(issue.get("id", "")) if isinstance(issue, dict) else ""
    if not found and isinstance(comment, dict):
        match = _COMMENT_OF.search(str(comment.get("self", "")))
        found = match.group(1) if match else ""
    return found if found.isdecimal() and len(found) <= 20 else ""
