"""`manage.py doctor` tells a whole installation from a broken one."""

import json
from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from desk.enquiries.actions import open_enquiry
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.operations.doctor import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.control, "ping", lambda timeout: [{"worker": {"ok": "pong"}}])


def answer() -> dict[str, Any]:
    out = StringIO()
    call_command("doctor", "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.mark.usefixtures("worker_answers")
def test_a_whole_installation_is_well(settings: Any) -> None:
    settings.EMAIL_URL = ""
    found = answer()
    assert found["ok"]
    states = {part["part"]: part["state"] for part in found["parts"]}
    assert states["database"] == states["redis"] == states["worker"] == states["files"] == "ok"
    assert states["jira"] == states["portal"] == states["business register"] == "manual"


@pytest.mark.usefixtures("worker_answers")
def test_an_open_enquiry_without_its_deadline_fails(settings: Any) -> None:
    settings.EMAIL_URL = ""
    assert deadlines() == "manual"  # nothing is set yet
    seed_reference()
    assert deadlines() == "ok"
    enquiry = open_enquiry(topic=Topic.objects.get(code="proto"), by=None)
    assert deadlines() == "ok"
    Enquiry.objects.filter(pk=enquiry.pk).update(due_at=None)
    with pytest.raises(CommandError, match="failed: deadlines"):
        answer()


def deadlines() -> str:
    return str(next(part["state"] for part in answer()["parts"] if part["part"] == "deadlines"))


def test_a_missing_worker_fails(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_URL = ""
    monkeypatch.setattr(current_app.control, "ping", lambda timeout: [])
    with pytest.raises(CommandError, match=r"failed: worker$"):
        call_command("doctor", stdout=StringIO())


@pytest.mark.usefixtures("worker_answers")
def test_a_dead_redis_fails(settings: Any) -> None:
    settings.EMAIL_URL = ""
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    with pytest.raises(CommandError, match="redis"):
        call_command("doctor", stdout=StringIO())


@pytest.mark.usefixtures("worker_answers")
def test_an_outside_system_that_does_not_answer_fails(settings: Any) -> None:
    settings.EMAIL_URL = ""
    settings.PORTAL_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="portal"):
        call_command("doctor", stdout=StringIO())


def test_a_folder_that_cannot_be_written_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(storages["blobs"], "save", refuse)
    (finding,) = base.files()
    assert finding.state == "failed"
