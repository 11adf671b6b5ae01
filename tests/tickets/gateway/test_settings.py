"""Settings of JIRA: a wrong one stops the start and says how to mend it."""

import os
from datetime import date

import pytest

from desk import env
from tests.registry.test_settings import start


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"JIRA_DIALECT": "server"}, "setting JIRA_DIALECT: must be"),
        ({"JIRA_DIALECT": "cloud"}, "setting JIRA_DIALECT: needs JIRA_EMAIL too"),
        (
            {"JIRA_TOKEN_EXPIRES": "31.12.2026"},
            "JIRA_TOKEN_EXPIRES: must be a day such as 2026-12-31",
        ),
    ],
)
def test_the_start_stops_with_a_word_on_how_to_mend_it(environment: dict[str, str], said: str) -> None:
    done = start(**environment)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_day_is_read_or_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "A_DAY", "2026-12-31")
    assert env.day("A_DAY") == date(2026, 12, 31)
    monkeypatch.delitem(os.environ, "A_DAY")
    assert env.day("A_DAY") is None
    monkeypatch.delitem(env.ASKED, "A_DAY")
