"""Prometheus reads what the processes count: names alone in its labels, and nobody else reads it."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from desk import clock, counted
from desk.calls import actions as calls
from desk.calls.models import Call
from desk.operations import metrics
from desk.operations.models import OutgoingRequest
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-test"


@pytest.fixture
def prometheus(settings: Any) -> Client:
    settings.METRICS_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


def told(client: Client) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.status_code
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_there_is_no_such_page_unless_somebody_may_read_it(settings: Any, as_administrator: Actor) -> None:
    assert settings.METRICS_TOKEN == "" and settings.METRICS_ALLOW == []
    assert as_administrator.get("/metrics").status_code == 404


def test_only_the_token_or_the_network_opens_it(prometheus: Client, settings: Any) -> None:
    assert prometheus.get("/metrics").status_code == 200
    assert prometheus.post("/metrics").status_code == 404
    stranger = Client()
    assert stranger.get("/metrics").status_code == 404
    wrong = {"Authorization": "Bearer another"}
    assert stranger.get("/metrics", headers=wrong).status_code == 404
    settings.METRICS_ALLOW = ["10.1.0.0/16", "not a network"]
    assert stranger.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert stranger.get("/metrics", REMOTE_ADDR="10.2.2.3").status_code == 404
    behind = {"X-Forwarded-For": "10.1.2.3"}
    assert stranger.get("/metrics", headers=behind, REMOTE_ADDR="10.1.2.3").status_code == 404


def test_requests_are_counted_by_the_name_of_their_view(prometheus: Client, as_specialist: Actor) -> None:
    def number() -> float:
        labels = (("method", "GET"), ("status", "2xx"), ("view", "enquiries:index"))
        return told(prometheus).get(("abilaud_request_seconds_count", labels), 0.0)

    before = number()
    as_specialist.get("/enquiries/", {"q": "somebody"})
    assert number() == before + 1


def test_no_label_holds_an_id_or_an_address(prometheus: Client, as_specialist: Actor) -> None:
    as_specialist.get("/clients/4711/")
    as_specialist.get("/k/a-secret-of-somebody-else/")
    as_specialist.get("/nowhere/at-all/")
    as_specialist.generic("STRANGE", "/enquiries/")
    values = {value for _name, labels in told(prometheus) for key, value in labels if key != "le"}
    assert not {value for value in values if "4711" in value or "secret" in value or "/" in value}
    assert "other" in values and "STRANGE" not in values
    assert any(value == "none" for value in values), "an address that is no page is counted under one name"


def test_queues_calls_and_requests_to_others_are_told(prometheus: Client) -> None:
    calls.open_line(name="Klienditugi", number="+3726625999", token="line-of-the-test", by=None)
    Call.objects.create(direction="in", state="ringing", rang_at=clock.now() - timedelta(seconds=40))
    OutgoingRequest.objects.create(system="jira", operation="/x", method="GET", host="h", milliseconds=4)
    OutgoingRequest.objects.create(
        system="jira", operation="/x", method="GET", host="h", milliseconds=4, failed=True, trouble="timeout"
    )
    found = told(prometheus)
    assert found["abilaud_calls_waiting", ()] == 1
    assert found["abilaud_calls_longest_wait_seconds", ()] >= 39
    assert found["abilaud_offers_open", ()] == 0
    assert found["abilaud_queue_rows", (("queue", "mail.message"), ("state", "waiting"))] == 0
    assert found["abilaud_queue_oldest_seconds", (("queue", "tickets.jiraoperation"),)] == 0
    for outcome in ("answered", "failed"):
        assert found["abilaud_outgoing_last_hour", (("outcome", outcome), ("system", "jira"))] == 1
    assert found["abilaud_database_up", ()] == 1
    assert [name for name, labels in found if name == "abilaud_build" and dict(labels)["version"]]


def test_what_workers_did_is_added_up_for_all_of_them(prometheus: Client, settings: Any) -> None:
    settings.CELERY_TASK_DEFAULT_QUEUE = f"metrics-{os.getpid()}"
    for state in ("SUCCESS", "SUCCESS", "FAILURE"):
        counted.task_done("mail.send", state, 0.25)
    found = told(prometheus)
    assert found["abilaud_tasks_total", (("state", "success"), ("task", "mail.send"))] == 2
    assert found["abilaud_tasks_total", (("state", "failure"), ("task", "mail.send"))] == 1
    assert found["abilaud_task_seconds_total", (("task", "mail.send"),)] == pytest.approx(0.75)


def test_without_redis_the_rest_is_told(prometheus: Client, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    counted._redis.cache_clear()
    try:
        counted.task_done("mail.send", "SUCCESS", 1)
        assert told(prometheus)["abilaud_database_up", ()] == 1
    finally:
        counted._redis.cache_clear()


def test_one_part_that_fails_leaves_the_others(prometheus: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(metrics, "_last_hour", refuse)
    names = {name for name, _labels in told(prometheus)}
    assert "abilaud_outgoing_last_hour" not in names and "abilaud_calls_waiting" in names


@pytest.mark.slow
def test_processes_behind_one_address_answer_for_all(tmp_path: Path) -> None:
    """The library keeps the figures of each process in a folder; whoever is asked adds them up."""
    text = (
        "import sys; sys.path.insert(0, '.')\n"
        "import django; django.setup()\n"
        "from desk import counted\n"
        "counted.request_done('home', 'GET', 200, 0.01)\n"
        "from desk.operations import metrics\n"
        "from prometheus_client import CollectorRegistry, generate_latest\n"
        "from prometheus_client.multiprocess import MultiProcessCollector\n"
        "registry = CollectorRegistry(); MultiProcessCollector(registry)\n"
        "print(generate_latest(registry).decode())\n"
    )
    own = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "SECRET_KEY": settings.SECRET_KEY,
        "ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS), "DATABASE_URL": settings.DATABASE_URL,
    }  # fmt: skip
    run = [
        subprocess.run([sys.executable, "-c", text], env=own, capture_output=True, text=True) for _n in (1, 2)
    ]
    assert run[1].returncode == 0, run[1].stderr
    line = 'abilaud_request_seconds_count{method="GET",status="2xx",view="home"} 2.0'
    assert line in run[1].stdout
