"""Webhooks, sent in the background: Data Center once, Cloud again until somebody takes them.

Signed when a secret was given. Cloud names each by an identifier that its repetitions share.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import queue
import threading
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass

from .shapes import Shapes
from .state import Json, State

CLOUD_TRIES = 5


@dataclass(frozen=True)
class Job:
    url: str
    secret: str
    event: str
    body: bytes
    identifier: str


class Hooks:
    def __init__(self, state: State) -> None:
        self.targets: list[tuple[str, str]] = []  # url, secret
        self.sent: list[tuple[str, int]] = []  # event, HTTP status (0: nobody listened)
        self.muted = False  # events are lost, as when Jira restarts
        self.doubled = False  # each is delivered twice
        self.held: list[Job] | None = None  # kept back until `release`
        self.pause = 0.2  # seconds between two tries of Cloud
        self.base = ""
        self._state = state
        self._queue: queue.Queue[Job | None] = queue.Queue()
        state.listeners.append(self._on)
        threading.Thread(target=self._work, name="jira-hooks", daemon=True).start()

    def reset(self) -> None:
        self.muted, self.doubled, self.held = False, False, None
        self.sent.clear()

    def register(self, url: str, secret: str = "") -> None:
        if (url, secret) not in self.targets:
            self.targets.append((url, secret))

    def hold(self) -> None:
        self.held = []

    def release(self, *, backwards: bool = False) -> None:
        jobs, self.held = self.held or [], None
        for job in jobs[::-1] if backwards else jobs:
            self._queue.put(job)

    def stop(self) -> None:
        self._queue.put(None)

    def _on(self, event: str, facts: Json) -> None:
        if self.muted or not self.targets:
            return
        body = json.dumps(self._payload(event, facts)).encode()
        for url, secret in list(self.targets):
            job = Job(url, secret, event, body, str(uuid.uuid4()))
            for _time in range(2 if self.doubled else 1):
                self._queue.put(job) if self.held is None else self.held.append(job)

    def _payload(self, event: str, facts: Json) -> Json:
        shapes = Shapes(self._state, self.base)
        body: Json = {"timestamp": int(facts["at"].timestamp() * 1000), "webhookEvent": event}
        if event == "comment_created":
            body["comment"] = shapes.comment(facts["issue"], facts["comment"])
            if self._state.cloud:
                body["issue"] = shapes.issue(facts["issue"], {"summary", "project", "issuetype", "status"})
            # In Data Center no issue: only comment.self says where it was written.
            return body
        body["user"] = {**shapes.user(facts["author"]), "active": "true"}
        body["issue"] = shapes.issue(facts["issue"])
        if name := facts.get("issue_event_type_name"):
            body["issue_event_type_name"] = name
        if comment := facts.get("comment"):
            body["comment"] = shapes.comment(facts["issue"], comment)
        if change := facts.get("history"):
            body["changelog"] = {"id": change.id, "items": change.items}
        return body

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            for number in range(CLOUD_TRIES if self._state.cloud else 1):
                if number:
                    time.sleep(self.pause)
                status = _deliver(job, self._headers(job, number))
                self.sent.append((job.event, status))
                if status and status < 400:
                    break

    def _headers(self, job: Job, number: int) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=UTF-8"}
        if self._state.cloud:
            headers |= {
                "User-Agent": "Atlassian Webhook HTTP Client",
                "X-Atlassian-Webhook-Identifier": job.identifier,
                "X-Atlassian-Webhook-Flow": "Primary",
            }
            if number:
                headers["X-Atlassian-Webhook-Retry"] = str(number)
        else:
            headers["User-Agent"] = "Atlassian HttpClient unknown / JIRA-10.3.5"
        if job.secret:
            digest = hmac.new(job.secret.encode(), job.body, hashlib.sha256).hexdigest()
            headers["X-Hub-Signature"] = f"sha256={digest}"
        return headers


def _deliver(job: Job, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(job.url, job.body, headers), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except OSError:
        return 0
