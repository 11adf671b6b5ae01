"""Every line of the log says to which request and task it belongs; a failure tells its id to the person."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as desk_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from desk import logs, outbox, tracing
from desk.records.logs import PERSONAL
from tests.browser.conftest import wait_for, worker
from tests.calls.serving import served
from tests.conftest import Actor

__all__ = ["worker"]
HEADER = "X-Request-ID"


class Kept(logging.Handler):
    """What would be written, line by line, through the house's own filters and form."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        for each in desk_settings.LOGGING["handlers"]["console"]["filters"]:
            self.addFilter(_made(desk_settings.LOGGING["filters"][each]["()"]))
        self.setFormatter(logs.Json())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


def _made(dotted: str) -> logging.Filter:
    from django.utils.module_loading import import_string

    made: logging.Filter = import_string(dotted)()
    return made


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    kept = Kept()
    logging.getLogger().addHandler(kept)
    yield kept.lines
    logging.getLogger().removeHandler(kept)


# ---- ids ---------------------------------------------------------------------------------------


def test_an_id_can_be_told_over_the_telephone_and_never_looks_personal() -> None:
    made = {tracing.new() for _number in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(r"([a-z]{4}-){2}[a-z]{4}", each) for each in made)
    assert not [each for each in made if PERSONAL.search(each)]


@pytest.mark.parametrize("given", ["abcd-efgh-jkmn", "a1b2c3d4e5f6", "Trace-01-of-the-Gateway"])
def test_an_id_that_comes_with_the_request_is_kept(given: str) -> None:
    assert tracing.accepted(given) == given


@pytest.mark.parametrize(
    "given",
    ["", None, "short", "12104140010", "a 24503120016", "a24503120016b", "a\r\nX-Evil: 1", "ä" * 12, "a" * 65,
     "<script>alert", "somebody@some.example", "55512345x"],
)  # fmt: skip
def test_anything_else_is_replaced(given: str | None) -> None:
    assert tracing.accepted(given) != given
    assert re.fullmatch(r"([a-z]{4}-){2}[a-z]{4}", tracing.accepted(given))


@pytest.mark.django_db
def test_the_answer_carries_the_id(as_specialist: Actor) -> None:
    assert as_specialist.get("/enquiries/", headers={HEADER: "given-by-proxy"})[HEADER] == "given-by-proxy"
    first, second = (as_specialist.get("/enquiries/")[HEADER] for _time in range(2))
    assert first != second


# ---- lines -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_ids_and_names_alone(
    as_specialist: Actor, lines: list[dict[str, Any]]
) -> None:
    answer = as_specialist.get("/clients/", {"after": "secret-of-the-address"})
    (line,) = [each for each in lines if each["logger"] == "desk.requests"]
    assert line["request_id"] == answer[HEADER]
    assert (line["method"], line["view"], line["status"]) == ("GET", "clients:index", 200)
    assert line["user"] == as_specialist.user.pk and isinstance(line["ms"], int)
    text = json.dumps(line, ensure_ascii=False)
    assert "secret" not in text and as_specialist.user.username not in text and "Rand" not in text


@pytest.mark.django_db
def test_what_machines_ask_all_the_time_leaves_none(client: Client, lines: list[dict[str, Any]]) -> None:
    client.get("/healthz")
    client.get("/readyz")
    assert not lines


@pytest.mark.django_db
def test_who_is_not_logged_in_is_nobody(client: Client, lines: list[dict[str, Any]]) -> None:
    client.get("/enquiries/")
    (line,) = [each for each in lines if each["logger"] == "desk.requests"]
    assert line["user"] is None and line["status"] == 302


def test_a_line_is_json_with_its_trouble_and_masked(lines: list[dict[str, Any]]) -> None:
    token = tracing.request_id.set("abcd-efgh-jkmn")
    try:
        raise ValueError("nothing personal")
    except ValueError:
        logging.getLogger("desk.test").exception("it broke")
    finally:
        tracing.request_id.reset(token)
    (line,) = lines
    assert line["request_id"] == "abcd-efgh-jkmn" and line["level"] == "ERROR"
    assert "ValueError" in line["exception"] and "\n" in line["exception"]
    assert "task_id" not in line


def test_the_two_forms_are_configured_alike() -> None:
    for form in ("line", "json"):
        handler = logs.configuration("INFO", form)["handlers"]["console"]
        assert handler["formatter"] == form and handler["filters"] == ["ids", "personal"]


# ---- a failure ---------------------------------------------------------------------------------


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("by accident")


urlpatterns = [path("broken/", broken, name="broken")]
handler400, handler500 = "desk.broken.not_understood", "desk.broken.on_our_side"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_the_page_of_a_failure_says_the_id(
    lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.home.whole_page", lambda get_response: get_response)
    visitor = Client(raise_request_exception=False)
    answer = visitor.get("/broken/")
    assert answer.status_code == 500
    assert answer[HEADER] in answer.content.decode()
    failed = [each for each in lines if each.get("status") == 500]
    assert failed and failed[0]["request_id"] == answer[HEADER]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_where_its_page_fails_too_the_id_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise OSError("no templates")

    monkeypatch.setattr("desk.broken.render_to_string", refuse)
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500 and answer[HEADER] in answer.content.decode()


# ---- tasks -------------------------------------------------------------------------------------


def test_a_task_carries_the_id_of_what_woke_it() -> None:
    from desk.celery import say_who_woke_it

    headers: dict[str, Any] = {}
    say_who_woke_it(headers=headers)
    assert headers == {}, "nobody woke it: the clock did"
    token = tracing.request_id.set("abcd-efgh-jkmn")
    say_who_woke_it(headers=headers)
    tracing.request_id.reset(token)
    assert headers == {tracing.TASK_HEADER: "abcd-efgh-jkmn"}


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.django_db(transaction=True)
def test_from_the_request_through_the_worker_to_one_id(
    tmp_path: Path, worker: Callable[..., Any], someone: Callable[..., Any]
) -> None:
    from desk.operations.actions import looking

    said = tmp_path / "worker.log"
    worker(said=said, LOG_FORMAT="json", LOG_LEVEL="INFO")
    token = tracing.request_id.set("abcd-efgh-jkmn")
    outbox.wake(looking.LOOK, 0)
    tracing.request_id.reset(token)
    wait_for(lambda: "succeeded" in said.read_text(), 90)
    # Before its settings are read a worker greets in plain words; from then on every line is of the one form.
    lines = [json.loads(line) for line in said.read_text().splitlines() if line.startswith("{")]
    (done,) = [line for line in lines if "succeeded" in line["message"]]
    assert done["request_id"] == "abcd-efgh-jkmn" and done["task_id"]
    assert [line for line in lines if line["logger"].startswith("celery.worker")]


@pytest.mark.slow
@pytest.mark.timeout(200)
@pytest.mark.django_db(transaction=True)
def test_the_servers_own_lines_are_of_the_same_form(tmp_path: Path) -> None:
    said = tmp_path / "web.log"
    with served(said, "--no-access-log", LOG_FORMAT="json", DEBUG="1") as url:
        answer = requests.get(f"{url}/enquiries/", timeout=30, allow_redirects=False)
        assert answer.status_code == 302 and answer.headers[HEADER]
        requests.get(f"{url}/live/", timeout=30)
    lines = said.read_text().splitlines()
    found = [json.loads(line) for line in lines]
    assert {line["logger"] for line in found} == {"uvicorn.error", "desk.requests"}
    assert "/enquiries/" not in said.read_text(), "no address gets into the log"
    ours = [line for line in found if line.get("request_id") == answer.headers[HEADER]]
    assert [line["view"] for line in ours if line["logger"] == "desk.requests"] == ["enquiries:index"]
