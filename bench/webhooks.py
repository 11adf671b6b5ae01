"""How soon a webhook of JIRA is answered, with a hundred thousand issues in the database.

    .local/venv/bin/python -m bench.webhooks [--issues 100000] [--hooks 400]

A database and a server of their own; this process sends, so all share the machine. Each hook is signed, is of
another issue and is taken: its size is that of an issue with a few comments, and of one with very many.
"""

import argparse
import hashlib
import hmac
import json
import os
import statistics
import time
import uuid

import django
import requests

from launch import environment
from launch.place import prepare_folders
from launch.stack import APP, Stack

TOKEN, SECRET = "bench-token-bench-token", "bench-secret"
PORTION = 10_000


def ask() -> argparse.Namespace:
    """What the command line says."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--issues", type=int, default=100_000)
    reader.add_argument("--hooks", type=int, default=400)
    return reader.parse_args()


def load(issues: int) -> None:
    """Issues that JIRA has, and as many webhooks that came before."""
    from desk import clock
    from tickets import reference
    from tickets.models import Issue, JiraInbox, Unit

    reference.seed_reference()
    unit, now = Unit.objects.selectable()[0], clock.now()
    for start in range(0, issues, PORTION):
        numbers = range(start, min(start + PORTION, issues))
        Issue.objects.bulk_create(
            Issue(unit=unit, project="KT", jira_id=str(number), jira_key=f"KT-{number}", last_read_at=now)
            for number in numbers
        )
        JiraInbox.objects.bulk_create(
            JiraInbox(dedupe_key=uuid.uuid4().hex, event="jira:issue_updated", jira_id=str(number))
            for number in numbers
        )


def measure(url: str, issues: int, hooks: int, size: int) -> None:
    """Send them one after another and say how long each took."""
    times: list[float] = []
    with requests.Session() as session:
        for number in range(hooks):
            jira_id, text = str(number * (issues // hooks)), "õ" * (size // 2)
            hook = {
                "timestamp": time.time(), "webhookEvent": "jira:issue_updated",
                "issue": {"id": jira_id, "fields": {"description": text}},
            }  # fmt: skip
            body = json.dumps(hook, ensure_ascii=False).encode()
            digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
            headers = {"Content-Type": "application/json", "X-Hub-Signature": f"sha256={digest}"}
            began = time.perf_counter()
            answer = session.post(f"{url}/hooks/jira/{TOKEN}/", body, headers=headers, timeout=20)
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.status_code
    times.sort()
    found = {
        "bytes": size, "hooks": hooks, "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1), "longest_ms": round(times[-1], 1),
    }  # fmt: skip
    print(json.dumps(found), flush=True)


def run(asked: argparse.Namespace) -> None:
    """Both sizes, with everything of its own."""
    from desk.scratch import own_database, own_server

    keys = {"JIRA_WEBHOOK_TOKEN": TOKEN, "JIRA_WEBHOOK_SECRET": SECRET}
    with own_database("bench_webhooks") as name:
        load(asked.issues)
        with own_server(name, **keys) as url:
            measure(url, asked.issues, 20, 1000)  # warm
            for size in (8_000, 1_000_000):
                measure(url, asked.issues, asked.hooks, size)


if __name__ == "__main__":
    asked = ask()
    prepare_folders()
    stack = None if environment.has_own_servers() else Stack(f"bench-{os.getpid()}")
    if stack:
        stack.start()
        if not stack.has_database(APP):
            stack.psql(f"CREATE DATABASE {APP}")
        os.environ.update(stack.environment())
    os.environ.update(environment.made_secrets("demo"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "desk.settings"
    django.setup()
    try:
        run(asked)
    finally:
        if stack:
            stack.leave()
