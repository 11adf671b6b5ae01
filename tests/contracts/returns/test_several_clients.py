"""One container with our documents for several clients: each is judged alone, and none is shown another's."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from contracts.actions.links import token_hash
from contracts.enums import ContainerSource, PackageState, ReturnVerdict
from contracts.models import ClientLink, Container, Finding, Package, SigningMandate, Verification
from desk import clock
from desk.mail.models import Message, MessageBody
from desk.people.models import User
from registry.models import Check
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import (
    JAAN,
    LIIS,
    MARI,
    TOOMAS,
    codes,
    drafts_of,
    give_back,
    signed,
    work,
)
from tests.contracts.returns.three import ANNA, Three, three_clients
from tests.simulators.eid import Lab, add_signature

pytestmark = pytest.mark.slow


@pytest.fixture
def three(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Three:
    return three_clients(ground, monkeypatch)


@pytest.fixture
def head(someone: Callable[..., User]) -> User:
    user = someone("juht", "head", first_name="Toomas", last_name="Kuusk")
    SigningMandate.objects.create(
        user=user, personal_code=TOOMAS, basis="peadirektori käskkiri", valid_from=date(2026, 1, 1)
    )
    return user


def page_of(package: Package, name: str = "page") -> Any:
    token = f"{package.pk}".rjust(43, "t")
    ClientLink.objects.get_or_create(package=package, token_hash=token_hash(token))
    return Browser().get(reverse(f"contracts_client:{name}", args=[token]))


@pytest.mark.parametrize("source", [ContainerSource.CLIENT, ContainerSource.EMAIL])
def test_each_client_is_judged_alone(lab: Lab, three: Three, source: ContainerSource) -> None:
    data = signed(lab, three.tamme, MARI, JAAN, files=three.drafts())
    give_back(three.tamme, data, source)
    work(three.tamme)
    assert three.verdicts() == [ReturnVerdict.PASSED, ReturnVerdict.PARTIAL, ReturnVerdict.FAILED]
    assert [each.state for each in three.all()] == [
        PackageState.AWAITING_AGENCY, PackageState.SENT, PackageState.DEFICIENT,
    ]  # fmt: skip
    rows = Container.objects.all()
    assert len(rows) == 3 and len({each.blob_id for each in rows}) == 1
    assert {each.source for each in rows} == {source}
    assert {each.package_id: {one.pk for one in each.others.all()} for each in rows} == {
        each.pk: {one.pk for one in three.all()} - {each.pk} for each in three.all()
    }
    assert Verification.jobs.count() == 3


def test_each_is_asked_of_its_own_register_card(lab: Lab, three: Three) -> None:
    give_back(three.tamme, signed(lab, three.tamme, MARI, JAAN, LIIS, ANNA, files=three.drafts()))
    work(three.tamme)
    assert three.verdicts() == [ReturnVerdict.PASSED] * 3
    asked = Check.objects.filter(purpose="acceptance")
    assert sorted(each.code for each in asked) == ["10000001", "10000018", "10000076"]


def test_a_foreign_file_fails_for_all_of_them_and_the_register_is_not_asked(lab: Lab, three: Three) -> None:
    files = {**three.drafts(), "palgad.pdf": b"%PDF muu"}
    give_back(three.kaasiku, signed(lab, three.kaasiku, MARI, JAAN, LIIS, ANNA, files=files))
    work(three.kaasiku, answer=False)
    for each in three.all():
        finding = work(each)
        assert (finding.verdict, codes(finding)) == (ReturnVerdict.FAILED, ["FILE_NOT_DRAFT"])
    assert not Check.objects.filter(purpose="acceptance").exists()


def test_whose_documents_are_not_all_there_fails_alone(lab: Lab, three: Three, ground: Ground) -> None:
    both = ground.sent(ground.wanted(portal="kotkas"), ground.wanted("main_user_poa", portal="kotkas"))
    files = three.drafts() | dict(list(drafts_of(both).items())[:1])
    give_back(three.tamme, signed(lab, three.tamme, MARI, JAAN, LIIS, ANNA, files=files))
    work(three.tamme)
    finding = work(both)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.FAILED, ["DRAFT_MISSING"])
    assert three.verdicts() == [ReturnVerdict.PASSED] * 3


def test_what_was_recalled_is_a_foreign_file(lab: Lab, three: Three, ground: Ground) -> None:
    from contracts.actions.recalling import recall

    recall(package=three.volga, by=ground.user)
    give_back(three.tamme, signed(lab, three.tamme, MARI, files=three.drafts()))
    assert work(three.tamme).verdict == ReturnVerdict.FAILED


def test_the_next_signer_may_add_to_it_though_another_client_is_done(lab: Lab, three: Three) -> None:
    data = signed(lab, three.tamme, MARI, JAAN, ANNA, files=three.drafts())
    give_back(three.tamme, data)
    work(three.tamme)
    three.verdicts()
    give_back(three.kaasiku, add_signature(lab, LIIS, data, clock.now() + timedelta(seconds=2)))
    assert work(three.kaasiku).verdict == ReturnVerdict.PASSED
    assert three.tamme.containers.count() == 1, "who is done is not judged again"


def test_the_agency_signs_once_for_all_of_them(lab: Lab, three: Three, head: User) -> None:
    data = signed(lab, three.tamme, MARI, JAAN, LIIS, files=three.drafts(three.volga))
    give_back(three.tamme, data)
    work(three.tamme)
    work(three.kaasiku)
    give_back(three.kaasiku, add_signature(lab, TOOMAS, data, clock.now()), ContainerSource.AGENCY, head)
    work(three.kaasiku)
    work(three.tamme)
    assert three.tamme.state == three.kaasiku.state == PackageState.ACCEPTED


def test_the_head_sees_for_whom_one_signature_counts(lab: Lab, three: Three, as_head: Actor) -> None:
    give_back(three.tamme, signed(lab, three.tamme, MARI, JAAN, LIIS, files=three.drafts(three.volga)))
    work(three.tamme)
    work(three.kaasiku)
    text = as_head.get(reverse("contracts:agency")).content.decode()
    assert text.count("Kaasiku Kaevandus AS") == text.count("Tamme Puit OÜ") == 2


def test_what_the_agency_signed_already_need_not_be_signed_again(lab: Lab, three: Three, head: User) -> None:
    data = signed(lab, three.tamme, MARI, JAAN, LIIS, files=three.drafts(three.volga))
    give_back(three.tamme, data)
    work(three.tamme)
    give_back(three.tamme, add_signature(lab, TOOMAS, data, clock.now()), ContainerSource.AGENCY, head)
    assert work(three.tamme).verdict == ReturnVerdict.PASSED
    assert three.tamme.state == PackageState.ACCEPTED
    work(three.kaasiku)  # only now is the register's answer about the other client there
    assert work(three.kaasiku).verdict == ReturnVerdict.PASSED
    assert three.kaasiku.state == PackageState.ACCEPTED


def test_a_clients_page_shows_nothing_of_the_others(lab: Lab, three: Three) -> None:
    give_back(three.tamme, signed(lab, three.tamme, MARI, JAAN, files=three.drafts()))
    work(three.tamme)
    three.verdicts()
    text = page_of(three.kaasiku).content.decode()
    assert "JAAN KASK" in text
    for strange in ("MARI TAMM", "Tamme Puit", "Volga Veod", three.tamme.numbers, three.volga.numbers):
        assert strange not in text
    assert page_of(three.kaasiku, "container").status_code == 404
    letters = Message.objects.filter(subject_id=three.kaasiku.pk, subject_kind="package")
    for letter in MessageBody.objects.filter(message__in=letters):
        assert "Tamme Puit" not in letter.text and three.tamme.numbers not in letter.text


def test_a_strange_file_is_not_named_on_the_page_of_another_client(lab: Lab, three: Three) -> None:
    files = {**three.drafts(), "Volga_Veod_palgad.pdf": b"%PDF muu"}
    give_back(three.tamme, signed(lab, three.tamme, MARI, files=files))
    work(three.tamme)
    work(three.kaasiku)
    assert "Volga_Veod" not in page_of(three.kaasiku).content.decode()
    letter = MessageBody.objects.filter(message__subject_id=three.kaasiku.pk).order_by("-pk").first()
    assert letter is not None and "Volga_Veod" not in letter.text


def test_staff_see_what_came_together(lab: Lab, three: Three, as_specialist: Actor) -> None:
    give_back(three.tamme, signed(lab, three.tamme, MARI, JAAN, files=three.drafts()))
    work(three.tamme)
    work(three.kaasiku)
    text = as_specialist.get(reverse("contracts:page", args=[three.kaasiku.pk])).content.decode()
    assert "Tamme Puit OÜ" in text and reverse("contracts:page", args=[three.tamme.pk]) in text
    assert "MARI TAMM" in text


def test_the_kept_result_of_one_client_names_no_other(lab: Lab, three: Three) -> None:
    give_back(three.tamme, signed(lab, three.tamme, MARI, JAAN, files=three.drafts()))
    work(three.tamme)
    work(three.kaasiku)
    assert not any("Tamme" in str(each.problems) for each in Finding.objects.for_package(three.kaasiku.pk))
