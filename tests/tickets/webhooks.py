"""Webhooks as JIRA sends them, held back so that a test chooses which arrive, and in what order."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.simulators import jira

TOKEN, SECRET = "hook-token-hook-token", "hook-secret"
Sent = tuple[bytes, dict[str, str]]


def signature(body: bytes) -> dict[str, str]:
    """The header that shows that the body is JIRA's."""
    return {"X-Hub-Signature": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def payloads(server: jira.Running, act: Callable[[], object]) -> list[Sent]:
    """The webhooks that JIRA sends when `act` happens, as they go over the wire."""
    sent: list[Sent] = []

    def listen(event: str, facts: dict[str, Any]) -> None:
        body = json.dumps(server.hooks._payload(event, facts)).encode()
        sent.append((body, signature(body)))

    server.state.listeners.append(listen)
    act()
    server.state.listeners.remove(listen)
    return sent


def post(body: bytes, headers: dict[str, str], token: str = TOKEN) -> int:
    """What the desk answers."""
    answer = Client(raise_request_exception=False).generic(
        "POST", f"/hooks/jira/{token}/", body, content_type="application/json; charset=UTF-8", headers=headers
    )
    return answer.status_code
