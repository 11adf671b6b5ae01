"""The pages of signing in the browser: what each shows and refuses, without a browser."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.actions import sitting
from contracts.models import AgencySignature, SigningMandate, Sitting
from desk.people.models import User
from desk.records.models import AccessLogEntry
from tests.browser.card import Card
from tests.conftest import Actor
from tests.contracts.sitting.conftest import Table
from tests.outside import TOOMAS, may_sign_for_the_agency
from tests.simulators import eid

pytestmark = pytest.mark.slow


@pytest.fixture
def head(as_head: Actor) -> User:
    may_sign_for_the_agency(as_head.user)
    return as_head.user


def shown(actor: Actor, name: str, *args: int) -> str:
    return actor.get(reverse(f"contracts:{name}", args=args)).content.decode()


def post(actor: Actor, name: str, *args: int, **values: Any) -> Any:
    return actor.post(reverse(f"contracts:{name}", args=args), values)


def test_the_list_offers_what_may_be_signed_and_says_why_not(table: Table, as_head: Actor) -> None:
    table.waiting(2)
    page = shown(as_head, "agency")
    assert page.count('type="checkbox" name="package"') == 2
    assert reverse("contracts:sitting_begin") in page and 'type="file"' in page
    SigningMandate.objects.all().delete()
    page = shown(as_head, "agency")
    assert 'type="checkbox" name="package"' not in page and "kes asutuse nimel allkirjastavad" in page
    assert 'type="file"' in page, "the way by upload stays"


def test_without_a_time_stamp_service_the_button_is_not_offered_and_the_page_says_why(
    table: Table, as_head: Actor, settings: Any
) -> None:
    table.waiting()
    settings.TSA_URL = ""
    page = shown(as_head, "agency")
    assert reverse("contracts:sitting_begin") not in page
    assert "Ajatempliteenust ei ole seadistatud" in page and "käsitsi" in page


def test_each_is_shown_with_its_own_bytes_then_marked(table: Table, as_head: Actor) -> None:
    (package,) = table.waiting()
    answer = post(as_head, "sitting_begin", package=[package.pk])
    of = Sitting.objects.get()
    assert answer["Location"] == reverse("contracts:sitting_step", args=[of.pk, 1])
    page = as_head.get(answer["Location"])
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "MARI TAMM" in page.content.decode()
    file = as_head.get(reverse("contracts:sitting_file", args=[of.pk, 1, 0]))
    assert file.content.startswith(b"%PDF") and file["X-Frame-Options"] == "SAMEORIGIN"
    assert AgencySignature.jobs.get().seen_at is None, "looking alone marks nothing"
    answer = post(as_head, "sitting_seen", of.pk, 1)
    assert answer["Location"] == reverse("contracts:sitting", args=[of.pk])
    assert AgencySignature.jobs.get().seen_at is not None
    assert "Allkirjasta 1 dokument" in shown(as_head, "sitting", of.pk)


def test_all_that_may_be_signed_are_laid_out_at_once(table: Table, as_head: Actor) -> None:
    table.waiting(3)
    post(as_head, "sitting_begin", all="1")
    assert AgencySignature.jobs.living().count() == 3


def test_left_out_and_put_back(table: Table, as_head: Actor) -> None:
    packages = table.waiting(2)
    of = table.begin(*packages)
    answer = post(as_head, "sitting_leave", of.pk, 1)
    assert answer["Location"] == reverse("contracts:sitting_step", args=[of.pk, 2])
    answer = post(as_head, "sitting_back", of.pk, 1)
    assert answer["Location"] == reverse("contracts:sitting_step", args=[of.pk, 1])
    post(as_head, "sitting_end", of.pk)
    of.refresh_from_db()
    assert of.ended_at is not None and not AgencySignature.jobs.living().exists()


def test_a_file_that_is_not_in_the_container_is_not_there(table: Table, as_head: Actor) -> None:
    of = table.begin(*table.waiting())
    assert as_head.get(reverse("contracts:sitting_file", args=[of.pk, 1, 7])).status_code == 404
    assert as_head.get(reverse("contracts:sitting_step", args=[of.pk, 9])).status_code == 404


def test_another_signer_may_look_and_do_nothing(table: Table, as_head: Actor, as_senior: Actor) -> None:
    of = table.begin(*table.waiting())
    page = shown(as_senior, "sitting", of.pk)
    assert "Toomas Kuusk" in page and reverse("contracts:sitting_prepare", args=[of.pk]) not in page
    for name in ("sitting_seen", "sitting_leave", "sitting_back"):
        assert post(as_senior, name, of.pk, 1).status_code == 404
    for name in ("sitting_end", "sitting_prepare"):
        assert post(as_senior, name, of.pk).status_code == 404


def test_a_specialist_does_not_come_here(table: Table, as_specialist: Actor) -> None:
    of = table.begin(*table.waiting())
    assert as_specialist.get(reverse("contracts:sitting", args=[of.pk])).status_code == 403


def told(actor: Actor, address: str, values: object) -> dict[str, Any]:
    answer = actor.post(address, json.dumps(values), content_type="application/json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_script_is_answered_in_two_steps(table: Table, as_head: Actor) -> None:
    of = table.begin(*table.waiting())
    table.looks_at_all(of)
    card = Card(table.lab, TOOMAS)
    prepare = reverse("contracts:sitting_prepare", args=[of.pk])
    asked = told(as_head, prepare, table.shows_card(card))
    assert asked["hashFunction"] == "SHA-384" and "KL-" in asked["progress"]
    given = card.answer({"action": "web-eid:sign", **asked})
    assert told(as_head, asked["finish"], given) == {"kept": True}
    assert told(as_head, prepare, table.shows_card(card)) == {"done": True}


@pytest.mark.parametrize("body", ["", "[]", "{", '{"certificate": 5}', '{"certificate": "AA=="}'])
@pytest.mark.slow
def test_nonsense_is_refused_in_a_sentence(table: Table, as_head: Actor, body: str) -> None:
    of = table.begin(*table.waiting())
    table.looks_at_all(of)
    address = reverse("contracts:sitting_prepare", args=[of.pk])
    answer = as_head.post(address, body, content_type="application/json").json()
    assert set(answer) == {"refused"}


def test_who_is_shown_stands_in_the_access_log(table: Table, as_head: Actor) -> None:
    (package,) = table.waiting()
    of = table.begin(package)
    before = AccessLogEntry.objects.count()
    shown(as_head, "sitting_step", of.pk, 1)
    rows = AccessLogEntry.objects.filter(client_id=package.client_id)
    assert rows.count() > 0 and AccessLogEntry.objects.count() > before


def test_what_a_service_does_not_confirm_stands_with_what_could_not_be_sent(
    table: Table, as_specialist: Actor, services: eid.Running
) -> None:
    (package,) = table.waiting()
    table.sat(package)
    services.state.faults.append({"service": "tsa", "kind": "down"})
    table.worker_finishes()
    page = shown(as_specialist, "unfinished")
    assert package.numbers in page and "Toomas Kuusk" in page
    assert reverse("contracts:unfinished") in as_specialist.get(reverse("unsent")).content.decode()
    row = AgencySignature.jobs.get()
    post(as_specialist, "unfinished_again", row.pk)
    row.refresh_from_db()
    assert row.next_at is None
    assert post(as_specialist, "unfinished_anew", row.pk).status_code == 403


@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.slow
def test_each_page_asks_the_same_for_one_and_for_many(table: Table, as_head: Actor, count: int) -> None:
    packages = table.waiting(count)
    of = sitting.begin(packages=[each.pk for each in packages], by=table.head).sitting
    for name, places in (("agency", ()), ("sitting", (of.pk,)), ("sitting_step", (of.pk, 1))):
        shown(as_head, name, *places)
        with CaptureQueriesContext(connection) as queries:
            shown(as_head, name, *places)
        asked = [each for each in queries if each["sql"].startswith(("SELECT", "INSERT"))]
        assert len(asked) <= 13, name


def test_the_signer_finds_back_to_what_he_signed_last(table: Table, as_head: Actor) -> None:
    (package,) = table.waiting()
    of = table.sat(package)
    page = shown(as_head, "agency")
    assert reverse("contracts:sitting", args=[of.pk]) in page and "ootab ajatemplit" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "ERR_WEBEID_ACTION_TIMEOUT", "ERR_WEBEID_USER_TIMEOUT", "ERR_WEBEID_VERSION_MISMATCH",
        "ERR_WEBEID_VERSION_INVALID", "ERR_WEBEID_EXTENSION_UNAVAILABLE", "ERR_WEBEID_NATIVE_UNAVAILABLE",
        "ERR_WEBEID_CONTEXT_INSECURE", "ERR_WEBEID_USER_CANCELLED", "ERR_WEBEID_NATIVE_INVALID_ARGUMENT",
        "ERR_WEBEID_NATIVE_FATAL", "ERR_WEBEID_ACTION_PENDING", "network", "server", "other",
    ],
)  # fmt: skip
def test_every_documented_failure_has_its_sentence(table: Table, as_head: Actor, code: str) -> None:
    of = table.begin(*table.waiting())
    assert f'data-trouble="{code}"' in shown(as_head, "sitting", of.pk)
