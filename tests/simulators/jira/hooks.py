"""Webhooks of Data Center: sent in the background, once, signed when a secret was given."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import queue
import threading
import urllib.error
import urllib.request
import uuid

from . import shapes
from .state import Json, State

Target = tuple[str, str]  # url, secret


class Hooks:
    def __init__(self, state: State) -> None:
        self.targets: list[Target] = []
        self.sent: list[tuple[str, int]] = []  # event, HTTP status (0: nobody listened)
        self.muted = False  # events are lost, as when Jira restarts
        self.base = ""
        self._state = state
        self._numbers = itertools.count(1)
        self._queue: queue.Queue[tuple[Target, str, bytes] | None] = queue.Queue()
        state.listeners.append(self._on)
        threading.Thread(target=self._work, name="jira-hooks", daemon=True).start()

    def register(self, url: str, secret: str = "") -> None:
        if (url, secret) not in self.targets:
            self.targets.append((url, secret))

    def stop(self) -> None:
        self._queue.put(None)

    def _on(self, event: str, facts: Json) -> None:
        if self.muted or not self.targets:
            return
        body = json.dumps(self._payload(event, facts)).encode()
        for target in list(self.targets):
            self._queue.put((target, event, body))

    def _payload(self, event: str, facts: Json) -> Json:
        body: Json = {"timestamp": int(facts["at"].timestamp() * 1000), "webhookEvent": event}
        if event == "comment_created":
            # No issue in this one: only comment.self says where it was written.
            return {**body, "comment": shapes.comment(self.base, facts["issue"], facts["comment"])}
        body["user"] = {**shapes.user(self.base, facts["author"]), "active": "true"}
        body["issue"] = shapes.issue(self.base, facts["issue"])
        if name := facts.get("issue_event_type_name"):
            body["issue_event_type_name"] = name
        if comment := facts.get("comment"):
            body["comment"] = shapes.comment(self.base, facts["issue"], comment)
        if change := facts.get("history"):
            body["changelog"] = {"id": change.id, "items": change.items}
        return body

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            (url, secret), event, body = job
            headers = {
                "Content-Type": "application/json; charset=UTF-8",
                "User-Agent": "Atlassian HttpClient unknown / JIRA-10.3.5",
                "X-Atlassian-Webhook-Identifier": str(uuid.uuid4()),
            }
            if secret:
                digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
                headers["X-Hub-Signature"] = f"sha256={digest}"
            request = urllib.request.Request(url, body, headers)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    self.sent.append((event, answer.status))
            except urllib.error.HTTPError as error:
                self.sent.append((event, error.code))
            except OSError:
                self.sent.append((event, 0))
