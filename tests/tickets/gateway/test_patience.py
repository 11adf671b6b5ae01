"""When JIRA may be asked again: all the ways in which it says so."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from desk import clock
from desk.outbox import PassingError
from tests.simulators import jira
from tickets import gateway
from tickets.gateway.patience import LONGEST, ready_at

pytestmark = pytest.mark.django_db

THEIR_DATE = "Mon, 02 Mar 2026 10:00:00 GMT"
HEADERS: list[tuple[dict[str, str], float | None]] = [
    ({"Retry-After": "30"}, 30),
    ({"Retry-After": "1.5"}, 1.5),
    ({"Retry-After": "0"}, None),
    ({"Retry-After": "-4"}, None),
    ({"Retry-After": "99999"}, LONGEST.total_seconds()),
    ({"Retry-After": "nan"}, None),
    ({"Retry-After": "inf"}, LONGEST.total_seconds()),
    ({"Retry-After": "Mon, 02 Mar 2026 10:02:00 GMT", "Date": THEIR_DATE}, 120),
    ({"Retry-After": "Mon, 02 Mar 2026 09:00:00 GMT", "Date": THEIR_DATE}, None),
    ({"Retry-After": "soon"}, None),
    ({"X-RateLimit-Reset": "2026-03-02T10:01Z", "Date": THEIR_DATE}, 60),
    ({"X-RateLimit-Reset": "2026-03-02T12:01:30+02:00", "Date": THEIR_DATE}, 90),
    ({"X-RateLimit-Reset": "later", "Date": THEIR_DATE}, None),
    ({"Retry-After": "5", "X-RateLimit-Reset": "2026-03-02T10:01Z", "Date": THEIR_DATE}, 5),
    ({}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), HEADERS)
def test_what_jira_says_of_waiting(headers: dict[str, str], seconds: float | None) -> None:
    until = ready_at(headers)
    if seconds is None:
        assert until is None
        return
    assert until is not None
    assert abs((until - clock.now()).total_seconds() - seconds) < 2


def test_a_date_without_their_clock_is_taken_by_ours() -> None:
    until = ready_at({"Retry-After": format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)})
    assert until is not None
    assert 110 < (until - clock.now()).total_seconds() < 121


def test_a_wrong_clock_of_theirs_makes_no_hour_of_a_minute(level2: jira.State) -> None:
    level2.clock_offset = timedelta(minutes=50)
    level2.faults.append({"kind": "error", "status": 503, "retry_in": 60})
    with pytest.raises(PassingError, match="unavailable") as caught:
        gateway.changed(5)
    assert caught.value.until is not None
    assert 55 < (caught.value.until - clock.now()).total_seconds() < 65


def test_without_a_word_of_waiting_the_outbox_waits_by_its_own_rule(level2: jira.State) -> None:
    level2.faults.append({"kind": "error", "status": 429})
    with pytest.raises(PassingError, match="rate_limited") as caught:
        gateway.changed(5)
    assert caught.value.until is None
