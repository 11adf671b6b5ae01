"""The agency signs in the browser: chosen, looked at, signed by the card, finished; and every refusal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from contracts.actions import recall, signing, sitting
from contracts.enums import AgencySigns, ContainerSource, PackageState
from contracts.models import AgencySignature, Kind, SigningMandate, Sitting
from contracts.sitting import steps
from contracts.sitting.steps import Stage
from desk import clock
from desk.http import Refused
from desk.outbox import JobState
from desk.people.enums import Role
from desk.people.models import User
from desk.records import blobs
from desk.records.models import TimelineEntry
from tests.browser.card import Card
from tests.contracts.returns.returning import KADRI, drafts_of, give_back, work
from tests.contracts.returns.returning import signed as signed_container
from tests.contracts.sitting.conftest import Table
from tests.outside import TOOMAS, may_sign_for_the_agency


def stages(of: Sitting) -> list[Stage]:
    return [each.stage for each in steps.picture(of).steps]


def refusal(act: Callable[[], object]) -> str:
    with override("en"), pytest.raises(Refused) as refused:
        act()
    return " ".join(refused.value.texts)


def test_from_choosing_to_a_package_that_all_have_signed(table: Table) -> None:
    (package,) = table.waiting()
    of = table.begin(package)
    assert stages(of) == [Stage.TO_SEE]
    table.looks_at_all(of)
    assert stages(of) == [Stage.SEEN]
    assert table.signs(of) == 1
    assert stages(of) == [Stage.SIGNED]
    table.worker_finishes()
    assert stages(of) == [Stage.CHECKED]
    assert work(package).verdict == "passed"
    assert stages(of) == [Stage.DONE]
    assert package.state in {PackageState.ACCEPTED, PackageState.PUBLISHED}
    of.refresh_from_db()
    assert of.ended_at is not None
    told = set(TimelineEntry.objects.for_subject("package", package.pk).values_list("kind", flat=True))
    assert {"contracts.signed_in_browser", "contracts.agency_signed", "contracts.accepted"} <= told


@pytest.mark.slow
def test_the_container_is_the_client_s_with_one_entry_more(table: Table) -> None:
    (package,) = table.waiting()
    table.sat(package)
    table.worker_finishes()
    row = AgencySignature.jobs.get()
    assert row.state == JobState.SENT and row.finished is not None
    assert row.finished.source == ContainerSource.AGENCY and row.finished.received_by == table.head
    before, after = blobs.read(row.source), blobs.read(row.finished.blob)
    assert len(after) > len(before)


@pytest.mark.slow
def test_five_in_one_sitting(table: Table) -> None:
    packages = table.waiting(5)
    of = table.begin(*packages)
    table.looks_at_all(of)
    assert table.signs(of) == 5
    table.worker_finishes()
    assert {work(each).verdict for each in packages} == {"passed"}
    assert stages(of) == [Stage.DONE] * 5


def test_what_was_not_looked_at_is_not_signed(table: Table) -> None:
    packages = table.waiting(2)
    of = table.begin(*packages)
    sitting.seen(signature=table.rows(of)[0], by=table.head)
    assert table.signs(of) == 1
    assert stages(of) == [Stage.SIGNED, Stage.TO_SEE]
    row = table.rows(of)[1]
    assert row.unsigned is None and row.digest == ""


@pytest.mark.slow
def test_one_is_left_out_and_put_back(table: Table) -> None:
    packages = table.waiting(2)
    of = table.begin(*packages)
    table.looks_at_all(of)
    first = table.rows(of)[0]
    sitting.leave_out(signature=first, by=table.head)
    assert stages(of) == [Stage.LEFT_OUT, Stage.SEEN]
    sitting.put_back(signature=first, by=table.head)
    assert stages(of) == [Stage.TO_SEE, Stage.SEEN], "it is looked at once more"
    sitting.leave_out(signature=first, by=table.head)
    assert table.signs(of) == 1
    packages[0].refresh_from_db()
    assert packages[0].state == PackageState.AWAITING_AGENCY


@pytest.mark.slow
def test_who_stops_after_two_of_five_goes_on_with_three(table: Table) -> None:
    packages = table.waiting(5)
    of = table.begin(*packages)
    table.looks_at_all(of)
    assert table.signs(of, most=2) == 2
    assert stages(of) == [Stage.SIGNED] * 2 + [Stage.SEEN] * 3
    table.worker_finishes()
    assert table.begin(*packages[2:]).pk == of.pk, "what lies before him is not laid out twice"
    assert table.signs(of) == 3


def test_the_card_of_another_person_is_refused_and_the_right_one_named(table: Table) -> None:
    (package,) = table.waiting()
    of = table.begin(package)
    table.looks_at_all(of)
    card = Card(table.lab, KADRI)
    told = refusal(lambda: signing.prepare(sitting=of, said=table.shows_card(card), by=table.head))
    assert "Toomas Kuusk" in told and TOOMAS not in told and KADRI not in told
    assert card.pins == 0 and stages(of) == [Stage.SEEN]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("10303030002", "expired"),
        ("39901012239", "PIN2"),
        ("60001019906", "trusted list"),
        ("60001017869", "qualified"),
    ],
)
@pytest.mark.slow
def test_a_card_that_cannot_sign_is_refused_before_the_pin(table: Table, code: str, told: str) -> None:
    SigningMandate.objects.update(personal_code=code)
    (package,) = table.waiting()
    of = table.begin(package)
    table.looks_at_all(of)
    said = table.shows_card(Card(table.lab, code))
    assert told in refusal(lambda: signing.prepare(sitting=of, said=said, by=table.head))


def test_nobody_signs_without_a_mandate_of_today(table: Table, someone: Callable[..., User]) -> None:
    (package,) = table.waiting()
    other = someone("vanem2", Role.SENIOR)
    told = refusal(lambda: sitting.begin(packages=[package.pk], by=other))
    assert "not in the register" in told
    SigningMandate.objects.update(valid_until=clock.now().date() - timedelta(days=1))
    assert "not in the register" in refusal(lambda: table.begin(package))


@pytest.mark.slow
def test_a_mandate_for_other_kinds_says_which(table: Table) -> None:
    (package,) = table.waiting()
    SigningMandate.objects.get().kinds.set(Kind.objects.filter(code="agency_refusal"))
    assert "User agreement" in refusal(lambda: table.begin(package))


def test_a_mandate_that_ends_before_the_pin_is_asked_is_not_honoured(table: Table) -> None:
    (package,) = table.waiting()
    of = table.begin(package)
    table.looks_at_all(of)
    SigningMandate.objects.update(valid_until=clock.now().date() - timedelta(days=1))
    assert "not in the register" in refusal(lambda: table.signs(of))


def test_without_a_time_stamp_service_nothing_begins(table: Table, settings: Any) -> None:
    (package,) = table.waiting()
    settings.TSA_URL = ""
    assert "time-stamp" in refusal(lambda: table.begin(package))


@pytest.mark.slow
def test_a_package_that_was_recalled_is_dropped_with_its_reason(table: Table) -> None:
    packages = table.waiting(2)
    of = table.begin(*packages)
    table.looks_at_all(of)
    recall(package=packages[0], by=table.ground.user, tell=False)
    assert table.signs(of) == 1
    assert stages(of) == [Stage.DROPPED, Stage.SIGNED]
    with override("en"):
        assert "recalled" in steps.picture(of).steps[0].why


def test_what_another_is_signing_is_refused_by_name(table: Table, someone: Callable[..., User]) -> None:
    (package,) = table.waiting()
    table.begin(package)
    other = someone("vanem2", Role.SENIOR, first_name="Vaike", last_name="Vares")
    may_sign_for_the_agency(other)
    told = refusal(lambda: sitting.begin(packages=[package.pk], by=other))
    assert "Toomas Kuusk" in told and package.numbers in told


def test_what_lies_untouched_for_an_hour_others_may_sign(table: Table) -> None:
    (package,) = table.waiting()
    of = table.begin(package)
    assert sitting.put_away() == 0
    clock.move(timedelta(minutes=61))
    assert sitting.put_away() == 1
    of.refresh_from_db()
    assert of.ended_at is not None and stages(of) == [Stage.DROPPED]
    assert table.begin(package).pk != of.pk


@pytest.mark.slow
def test_a_long_sitting_is_not_taken_away_while_the_person_is_at_it(table: Table) -> None:
    of = table.begin(*table.waiting(3))
    clock.move(timedelta(minutes=50))
    sitting.seen(signature=table.rows(of)[0], by=table.head)
    clock.move(timedelta(minutes=50))
    assert sitting.put_away() == 0
    clock.move(timedelta(minutes=20))
    assert sitting.put_away() == 3


@pytest.mark.slow
def test_a_value_that_is_not_over_this_container_is_refused(table: Table) -> None:
    packages = table.waiting(2)
    of = table.begin(*packages)
    table.looks_at_all(of)
    card = Card(table.lab, TOOMAS)
    said = table.shows_card(card)
    asked = signing.prepare(sitting=of, said=said, by=table.head)
    assert asked is not None
    given = card.answer({"action": "web-eid:sign", **asked.message})
    again = signing.prepare(sitting=of, said=said, by=table.head)  # another tab asked meanwhile
    assert again is not None and again.signature.pk == asked.signature.pk
    wrong = card.answer({"action": "web-eid:sign", "hash": asked.message["hash"], "hashFunction": "SHA-384"})
    forged = {**given, "signature": "AAAA" + str(wrong["signature"])[4:]}
    assert refusal(lambda: signing.finish(signature=asked.signature, said=forged, by=table.head))
    assert stages(of) == [Stage.SEEN, Stage.SEEN]


@pytest.mark.slow
def test_the_same_answer_twice_is_one_signature(table: Table) -> None:
    (package,) = table.waiting()
    of = table.begin(package)
    table.looks_at_all(of)
    card = Card(table.lab, TOOMAS)
    asked = signing.prepare(sitting=of, said=table.shows_card(card), by=table.head)
    assert asked is not None
    given = card.answer({"action": "web-eid:sign", **asked.message})
    signing.finish(signature=asked.signature, said=given, by=table.head)
    at = table.rows(of)[0].signed_at
    signing.finish(signature=asked.signature, said=given, by=table.head)
    assert table.rows(of)[0].signed_at == at
    entries = TimelineEntry.objects.filter(kind="contracts.signed_in_browser")
    assert entries.count() == 1


def test_the_agency_signs_first_in_the_browser(table: Table) -> None:
    Kind.objects.filter(code="user_contract").update(agency_signs=AgencySigns.FIRST)
    package = table.ground.sent(table.ground.wanted(), table.ground.wanted("main_user_poa"))
    assert package.state == PackageState.AWAITING_AGENCY
    table.sat(package)
    table.worker_finishes()
    assert work(package).verdict == "passed"
    assert package.state == PackageState.SENT, "now the client signs"


@pytest.mark.slow
def test_one_signature_counts_for_every_package_of_the_same_container(table: Table) -> None:
    first, second = table.ground.sent(), table.ground.sent()
    files = {**drafts_of(first), **drafts_of(second)}
    give_back(first, signed_container(table.lab, first, "24503120016", files=files))
    work(first)
    work(second)
    assert {first.state, second.state} == {PackageState.AWAITING_AGENCY}
    of = table.begin(first, second)
    assert len(table.rows(of)) == 1
    assert len(steps.documents_of(table.rows(of)[0])) == 2, "both clients' documents are shown"
    table.looks_at_all(of)
    assert table.signs(of) == 1
    table.worker_finishes()
    assert work(first).verdict == "passed" and work(second).verdict == "passed"
    assert {first.state, second.state} <= {PackageState.ACCEPTED, PackageState.PUBLISHED}


def test_a_container_that_is_another_than_the_one_shown_is_not_signed(table: Table) -> None:
    Kind.objects.filter(code="user_contract").update(agency_signs=AgencySigns.FIRST)
    package = table.ground.sent(table.ground.wanted(), table.ground.wanted("main_user_poa"))
    of = table.begin(package)
    table.looks_at_all(of)
    power = package.authorisations.get(kind__code="main_user_poa")
    power.pdf = blobs.store(b"%PDF-1.7 another", "application/pdf", "document")
    power.pdf_sha256 = power.pdf.sha256
    power.save()
    assert table.signs(of) == 0
    assert stages(of) == [Stage.DROPPED]
    with override("en"):
        assert "Another container" in steps.picture(of).steps[0].why
