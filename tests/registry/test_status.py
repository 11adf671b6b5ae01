"""The page that says how the register goes, and `doctor`, which says the same."""

from typing import Any

import pytest

from desk.people.models import User
from registry import actions, health, tasks
from registry.enums import Channel, LineState
from registry.models import Line, Refresh
from registry.reference import seed_reference
from tests.registry.test_line import ask, work
from tests.simulators.business_register import PASSWORD, Running, world

pytestmark = pytest.mark.django_db

ADDRESS = "/representation/status/"


@pytest.fixture
def stopped(register: Running, settings: Any) -> Line:
    settings.REGISTRY_PASSWORD = "vale"
    work(ask())
    settings.REGISTRY_PASSWORD = PASSWORD
    return Line.objects.get()


def test_it_shows_the_channel_its_use_and_what_is_not_verified(register: Running, as_senior: Any) -> None:
    work(ask())
    page = as_senior.get(ADDRESS).content.decode()
    assert "otseleping" in page.lower()
    assert 'max="50000" value="1"' in page
    assert "Pääsuke" in page
    assert "registry:open_line" not in page


def test_a_desk_without_a_register_says_that_it_is_manual(as_head: Any, settings: Any) -> None:
    settings.REGISTRY_URL = ""
    page = as_head.get(ADDRESS)
    assert page.context["health"].badge == "manual"
    said = {part: state for part, state, _ in health.parts()}
    assert said["register lists of codes"] == "manual"


def test_the_head_opens_a_stopped_line_by_a_button(stopped: Line, as_head: Any, as_specialist: Any) -> None:
    address = f"/representation/status/{stopped.pk}/open/"
    assert address in as_head.get(ADDRESS).content.decode()
    assert as_specialist.post(address).status_code == 403

    answer = as_head.post(address, follow=True)

    stopped.refresh_from_db()
    assert stopped.state == LineState.OPEN
    assert "1" in str(next(iter(answer.context["messages"])))
    assert address not in answer.content.decode()
    # A second press, or a colleague's, is told that it is done.
    assert as_head.post(address).status_code == 302


def test_one_who_leads_sees_the_page_but_has_no_button(stopped: Line, as_senior: Any) -> None:
    page = as_senior.get(ADDRESS)
    assert page.status_code == 200
    assert "/open/" not in page.content.decode()


def test_the_administrator_sees_it_without_any_client(stopped: Line, as_administrator: Any) -> None:
    page = as_administrator.get(ADDRESS).content.decode()
    assert f"/representation/status/{stopped.pk}/open/" in page
    assert "Klient 10000001" not in page
    assert "/representation/unanswered/" not in page


def test_codes_that_no_rule_knows_stand_there_until_there_is_a_rule(
    register: Running, as_head: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_reference()
    monkeypatch.setitem(world.ROLES, "UUSROLL", "Uus esindaja")
    tasks.refresh()
    tasks.fetch(Refresh.jobs.get().pk)
    assert "UUSROLL" in as_head.get(ADDRESS).content.decode()
    assert any("UUSROLL" in detail for _, _, detail in health.parts())


def test_doctor_says_that_a_line_is_stopped(stopped: Line) -> None:
    said = {part: (state, detail) for part, state, detail in health.parts()}
    state, detail = said["register line direct"]
    assert state == "failed"
    assert "stopped" in detail
    assert "credentials" in detail
    assert "1 requests today of 50000" in detail
    assert {"register change feed", "register names", "register mandates"} <= set(said)


def test_doctor_asks_nothing_of_a_register_that_refused_us(stopped: Line, register: Running) -> None:
    from desk.operations.doctor.outside import GATEWAYS, gateway

    before = sum(register.state.calls.values())
    found = gateway(*next(entry for entry in GATEWAYS if entry[2] == "REGISTRY"))
    assert (found.state, found.detail) == ("failed", "stopped")
    assert sum(register.state.calls.values()) == before


def test_both_channels_are_shown_when_both_were_used(
    register: Running, settings: Any, someone: Any, as_head: Any
) -> None:
    work(ask())
    actions.stop_line(channel=Channel.XROAD, reason="access")
    ways = as_head.get(ADDRESS).context["health"].ways
    assert [(way.row.channel, way.chosen) for way in ways] == [("direct", True), ("xroad", False)]
    assert User.objects.count() == 1
