"""Two workers in the same night: everyone is asked once, every answer is compared once."""

from typing import Any

import pytest

from contracts.actions import rechecks
from contracts.models import Recheck, RepresentationChange
from registry import rules
from registry.models import Check
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground
from tests.contracts.nightly import a_night_passes, many_in_force, night_falls, register_answers_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CODES = ["10000389", "10000395", "10000403", "10000410"]


def test_two_workers_ask_and_compare_once(
    transactional_db: None, ground: Ground, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTRY_URL = "http://127.0.0.1:9/"
    many_in_force(ground, CODES)
    for code in CODES:
        monkeypatch.setitem(
            conftest.ANSWERS, code, rules.Answer(code, "Klient", "R", "OÜ", (BOARD[0], BOARD[1]))
        )
    a_night_passes()
    night_falls()
    at_once([rechecks.work, rechecks.work, rechecks.work])
    assert Check.objects.filter(purpose="recheck").count() == 2 * len(CODES)
    for code in CODES:
        monkeypatch.setitem(conftest.ANSWERS, code, rules.Answer(code, "Klient", "R", "OÜ", (BOARD[0],)))
    register_answers_all()
    at_once([rechecks.work, rechecks.work, rechecks.work])
    rechecks.work()
    assert RepresentationChange.objects.open().count() == len(CODES)
    night = Recheck.objects.latest("day")
    assert (night.asked, night.changed) == (len(CODES), len(CODES))
