"""Who may come in at the exchange's door, and that nothing of what they bring is left in a log."""

import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.calls import actions, api
from desk.calls.enums import EventKind
from desk.calls.models import Call, CallEvent, Line, Offer
from desk.people.models import Presence, User
from desk.records.logs import WithoutSecretAddresses
from tests.calls.conftest import TOKEN
from tests.calls.serving import served

pytestmark = pytest.mark.slow

Exchange = Callable[..., Any]
Available = Callable[..., User]
EVENTS = f"/api/telephony/{TOKEN}/events/"


def post(body: bytes, **headers: str) -> Any:
    return Client().post(EVENTS, body, content_type="application/json", **headers)  # type: ignore[arg-type]


RING = b'{"event": "newCall", "callId": "1", "from": "+37255500001"}'


def test_a_line_with_addresses_lets_in_only_them(line: Line) -> None:
    Line.objects.update(addresses=["192.0.2.0/24", "2001:db8::/32"])
    assert post(RING).status_code == 403
    assert post(RING, REMOTE_ADDR="198.51.100.1").status_code == 403
    assert not Call.objects.exists()
    assert post(RING, REMOTE_ADDR="192.0.2.77").status_code == 200
    assert post(RING, REMOTE_ADDR="2001:db8::5").status_code == 200
    assert post(RING, REMOTE_ADDR="::ffff:192.0.2.77").status_code == 200


def test_what_a_stranger_claims_of_his_address_counts_only_where_a_proxy_wrote_it(
    line: Line, settings: Any
) -> None:
    Line.objects.update(addresses=["192.0.2.0/24"])
    claimed = {"HTTP_X_FORWARDED_FOR": "192.0.2.77", "REMOTE_ADDR": "198.51.100.1"}
    assert post(RING, **claimed).status_code == 403
    settings.BEHIND_PROXY = True
    assert post(RING, **claimed).status_code == 200
    # Our proxy adds the last one; what stands before it, the stranger wrote himself.
    lied = {**claimed, "HTTP_X_FORWARDED_FOR": "192.0.2.77, 198.51.100.1"}
    assert post(RING, **lied).status_code == 403
    assert post(RING, HTTP_X_FORWARDED_FOR="garbage", REMOTE_ADDR="192.0.2.1").status_code == 403


def test_a_line_has_networks_and_says_clearly_what_is_none(line: Line) -> None:
    line.addresses = ["192.0.2.0/24", "198.51.100.7", "2001:db8::/32"]
    line.full_clean()
    for wrong in ("192.0.2.1/24", "example.com", "192.0.2.0/40"):
        line.addresses = [wrong]
        with pytest.raises(ValidationError) as refusal:
            line.full_clean()
        assert wrong in str(refusal.value)
        assert "192.0.2.0/24" in str(refusal.value)


def test_a_signature_covers_the_body_and_of_a_lookup_the_query(line: Line, settings: Any) -> None:
    settings.TELEPHONY_HMAC_KEY = "k"
    query = "number=%2B37255500001"

    def sign(content: bytes) -> str:
        return f"sha256={hmac.new(b'k', content, hashlib.sha256).hexdigest()}"

    assert post(RING, HTTP_X_ABILAUD_SIGNATURE=sign(RING + b" ")).status_code == 403
    assert post(RING, HTTP_X_ABILAUD_SIGNATURE=sign(RING)).status_code == 200
    address = f"/api/telephony/{TOKEN}/lookup?{query}"
    assert Client().get(address).status_code == 403
    assert Client().get(address, headers={"X-Abilaud-Signature": sign(query.encode())}).status_code == 200
    # A browser's bytes in the header must not break the comparison.
    assert Client().get(address, headers={"X-Abilaud-Signature": "sha256=õ"}).status_code == 403


def test_each_address_answers_with_and_without_its_last_slash(line: Line) -> None:
    for path in ("events", "events/", "report", "report/"):
        assert Client().post(f"/api/telephony/{TOKEN}/{path}", {}).status_code == 400
    for path in ("lookup", "lookup/"):
        assert Client().get(f"/api/telephony/{TOKEN}/{path}").json() == {"matches": []}


# Almost events: the right words with wrong values, and what no exchange would ever send.
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=300),
    st.lists(st.text(max_size=20), max_size=60), st.dictionaries(st.text(max_size=5), st.text(max_size=5)),
    st.sampled_from([*EventKind.values, "in", "out", "101", "+37255500001", "anonymous", "ru"]),
)  # fmt: skip
names = st.sampled_from(
    ["event", "callId", "direction", "from", "to", "user", "user[]", "answeringNumber", "cause", "refused",
     "language", "queue", "number", "start", "end", "duration", "answered", "callType", "extension"]
)  # fmt: skip
bodies = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(st.one_of(names, st.text(max_size=10)), values, max_size=12).map(
        lambda fields: json.dumps(fields).encode()
    ),
    st.lists(values, max_size=4).map(lambda many: json.dumps(many).encode()),
)
TYPES = ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]


def rows() -> list[int]:
    counts = [model.objects.count() for model in (Call, CallEvent, Offer)]
    return [*counts, Presence.objects.filter(state="available").count()]


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies, kind=st.sampled_from(TYPES), path=st.sampled_from(["events/", "report/"]))
def test_any_body_is_taken_or_refused_with_a_reason_and_then_changes_nothing(
    line: Line, available: Available, body: bytes, kind: str, path: str
) -> None:
    if not User.objects.exists():
        available("101")
    before = rows()
    response = Client().generic("POST", f"/api/telephony/{TOKEN}/{path}", body, content_type=kind)
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert response.json()["error"]
        assert rows() == before
    else:
        assert response.json()["call"]


def test_two_events_that_the_database_parted_are_tried_again(
    line: Line, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def unlucky(**told: Any) -> actions.Told:
        tries.append(told)
        if len(tries) < 3:
            raise OperationalError("deadlock detected")
        return actions.rang(**told)

    monkeypatch.setitem(api.ACTIONS, EventKind.NEW_CALL, unlucky)
    assert exchange("newCall")["call"]
    assert len(tries) == 3


@pytest.mark.parametrize(
    ("trouble", "status"), [(DatabaseError, 503), (OperationalError, 503), (KeyError, 500)]
)
def test_trouble_of_ours_tells_nobody_what_was_sent(
    trouble: type[Exception],
    status: int,
    exchange: Exchange,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(**told: Any) -> actions.Told:
        raise trouble("+37255500001")

    monkeypatch.setitem(api.ACTIONS, EventKind.NEW_CALL, fail)
    with caplog.at_level("DEBUG"):
        response = exchange("newCall", raw=True)
    assert response.status_code == status
    assert "55500001" not in response.content.decode()
    assert trouble.__name__ in caplog.text, "our own people learn that something is wrong"
    assert "55500001" not in caplog.text
    assert TOKEN not in caplog.text


def test_a_log_of_requests_is_masked_argument_by_argument() -> None:
    line = ("127.0.0.1:1", "GET", f"/api/telephony/{TOKEN}/lookup?number=55500001", "1.1", 200)
    record = logging.LogRecord("uvicorn.access", 20, "", 0, '%s - "%s %s HTTP/%s" %d', line, None)
    assert WithoutSecretAddresses().filter(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET /api/telephony/… HTTP/1.1" 200'


@pytest.mark.slow
def test_a_real_server_that_logs_everything_logs_neither_token_nor_number(
    transactional_db: None, tmp_path: Path
) -> None:
    said = tmp_path / "said.log"
    with served(said, "--log-level", "debug", LOG_LEVEL="DEBUG") as url:
        comes_and_breaks(url)
    log = said.read_text()
    assert "GET /api/telephony/" in log, "the access log is on"
    assert TOKEN not in log
    assert "5550" not in log


def comes_and_breaks(url: str) -> None:
    actions.open_line(name="Klienditugi", token=TOKEN, by=None)
    door = f"{url}/api/telephony/{TOKEN}"
    ring = {"event": "newCall", "callId": "1", "from": "+37255500001"}
    statuses = [
        requests.post(f"{door}/events/", json=ring, timeout=20).status_code,
        requests.post(f"{door}/events/", json={"event": "dance"}, timeout=20).status_code,
        requests.get(f"{door}/events/", timeout=20).status_code,
        requests.get(f"{door}/nowhere/", timeout=20).status_code,
        requests.get(f"{door}/lookup?number=%2B37255500001", timeout=20).status_code,
        requests.get(f"{door}x/lookup?number=%2B37255500001", timeout=20).status_code,
        requests.get(f"{door}/lookup?number=+372 5550 0001", timeout=20).status_code,
    ]
    assert statuses == [200, 400, 405, 404, 200, 404, 200]
    # The database goes away under the server: its error page and log must be as silent.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE calls_line RENAME TO calls_line_gone")
    try:
        broken = requests.post(f"{door}/events/", json=ring, timeout=20).status_code
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE calls_line_gone RENAME TO calls_line")
    assert broken in (500, 503)
