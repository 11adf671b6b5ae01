"""Pages of changed representation: the list, one change, warnings elsewhere, both checks to decide by."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import changes
from contracts.enums import ReturnVerdict
from contracts.models import Package, RepresentationChange
from desk.people.owed import owed_by
from registry import rules
from tests.conftest import Actor
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground
from tests.contracts.nightly import a_night_passes, in_force, many_in_force
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.contracts.returns.returning import MARI, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

FIXTURES = (lab, quick_press, trusting)  # pytest finds them by these names
KAASIKU = "10000018"
LIST = "contracts:changes"


@pytest.fixture
def change(ground: Ground, lab: Lab, monkeypatch: pytest.MonkeyPatch, settings: Any) -> RepresentationChange:
    """The night found that Jaan Kask, who signed with Liis Saar, is no longer on Kaasiku's board."""
    settings.REGISTRY_URL = "http://127.0.0.1:9/"
    in_force(ground, lab)
    answer = rules.Answer(
        KAASIKU, "Kaasiku Kaevandus AS", "R", "AS", BOARD[1:], (), (rules.Group(1, BOARD[1:]),)
    )
    monkeypatch.setitem(conftest.ANSWERS, KAASIKU, answer)
    a_night_passes()
    return RepresentationChange.objects.get()


def read(actor: Actor, name: str, *args: Any, query: str = "") -> str:
    return actor.get(reverse(name, args=args) + query).content.decode()


def test_the_list_says_who_what_and_since_when(change: RepresentationChange, as_specialist: Actor) -> None:
    page = read(as_specialist, LIST)
    assert "Kaasiku Kaevandus AS" in page and "Jaan Kask" in page
    assert Package.objects.get(client=change.client).issue in page
    assert "Liis Saar" not in page


def test_filters_keep_what_is_asked_for(
    change: RepresentationChange, ground: Ground, as_specialist: Actor
) -> None:
    name = change.client.name
    assert name in read(as_specialist, LIST, query="?show=lost")
    assert name not in read(as_specialist, LIST, query="?show=mine")
    assert name not in read(as_specialist, LIST, query="?show=done")
    changes.settle(change=change, text="Uus volikiri on tellitud.", by=ground.user)
    assert name not in read(as_specialist, LIST)
    assert "Uus volikiri on tellitud." in read(as_specialist, LIST, query="?show=done")


def test_one_looks_at_it_writes_what_was_done_and_takes_it_back(
    change: RepresentationChange, as_specialist: Actor
) -> None:
    page = read(as_specialist, "contracts:change", change.pk)
    assert "Jaan Kask" in page and reverse("contracts:draft", args=[change.client_id]) in page
    settle = reverse("contracts:change_settle", args=[change.pk])
    as_specialist.post(settle, {"note": " "})
    change.refresh_from_db()
    assert change.is_open
    answer = as_specialist.post(settle, {"note": "Klient saadab uue volikirja."})
    assert answer["Location"] == reverse(LIST)
    change.refresh_from_db()
    assert (change.settled_by, change.note) == (as_specialist.user, "Klient saadab uue volikirja.")
    as_specialist.post(reverse("contracts:change_reopen", args=[change.pk]))
    change.refresh_from_db()
    assert change.is_open


def test_client_document_and_workspace_warn(change: RepresentationChange, as_specialist: Actor) -> None:
    link = change.get_absolute_url()
    package = Package.objects.get(client=change.client)
    assert link in read(as_specialist, "contracts:client_panel", change.client_id)
    assert link in read(as_specialist, "contracts:page", package.pk)
    assert reverse(LIST) in read(as_specialist, "contracts:home_panel")


def test_its_owner_owes_it(change: RepresentationChange, ground: Ground) -> None:
    owed = [each for each in owed_by(ground.user, ground.user) if each.url == change.get_absolute_url()]
    assert len(owed) == 1 and owed[0].kind == "document"
    changes.settle(change=change, text="Korras.", by=ground.user)
    assert not [each for each in owed_by(ground.user, ground.user) if each.url == change.get_absolute_url()]


def test_who_leads_sees_the_last_nights(
    change: RepresentationChange, as_specialist: Actor, as_head: Actor
) -> None:
    assert 'id="nights"' not in read(as_specialist, LIST)
    assert 'id="nights"' in read(as_head, LIST)


def test_others_do_not_read_it(change: RepresentationChange, as_registrar: Actor, as_auditor: Actor) -> None:
    for stranger in (as_registrar, as_auditor):
        assert stranger.get(reverse(LIST)).status_code == 403
        assert stranger.get(change.get_absolute_url()).status_code == 403


def test_an_empty_list_says_so(ground: Ground, as_specialist: Actor) -> None:
    assert "empty" in read(as_specialist, LIST)


def test_the_list_costs_the_same_for_one_and_for_many(
    change: RepresentationChange, ground: Ground, as_specialist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(as_specialist, LIST)
    with CaptureQueriesContext(connection) as one:
        read(as_specialist, LIST)
    codes = ["10000389", "10000395", "10000403", "10000410"]
    many_in_force(ground, codes)
    for number in (2, 1):
        for code in codes:
            monkeypatch.setitem(conftest.ANSWERS, code, rules.Answer(code, "K", "R", "OÜ", BOARD[:number]))
        a_night_passes()
    assert RepresentationChange.objects.open().count() == 5
    with CaptureQueriesContext(connection) as many:
        read(as_specialist, LIST)
    assert len(many) == len(one) <= 12


def test_whoever_decides_by_hand_sees_both_checks(
    ground: Ground, lab: Lab, as_head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = ground.sent()
    give_back(package, signed(lab, package, MARI))
    monkeypatch.setitem(
        conftest.ANSWERS, "10000001", rules.Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", (BOARD[0],))
    )
    finding = work(package)
    assert finding.verdict == ReturnVerdict.INDETERMINATE
    page = read(as_head, "contracts:page", package.pk)
    for check in (finding.check_at_sending, finding.check_at_acceptance):
        assert check and check.get_absolute_url() in page
    assert "Mari Tamm · " in page and "Jaan Kask · " in page
