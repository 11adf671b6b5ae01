"""Separate containers over the same documents, signed by different persons, count together."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from contracts.actions import ask_again, returns, send, sending
from contracts.enums import ContainerSource, PackageState, ReturnVerdict
from contracts.models import Container, Finding, Package, SigningMandate
from contracts.verification import counting
from desk import clock
from desk.mail.models import MessageBody
from desk.people.models import User
from registry import rules
from registry.models import Check
from tests.conftest import Actor
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground, let_register_answer
from tests.contracts.returns.returning import (
    JAAN,
    KADRI,
    LIIS,
    MARI,
    PEETER,
    TOOMAS,
    codes,
    drafts_of,
    give_back,
    signed,
    with_address,
    work,
)
from tests.simulators.eid import Lab, add_signature

pytestmark = pytest.mark.slow


@pytest.fixture
def joint(ground: Ground) -> Package:
    """A power of attorney of Kaasiku, whose board represents two by two, sent."""
    ground.ask(ground.kaasiku)
    return ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)


def later(seconds: int = 5) -> Any:
    return clock.now() + timedelta(seconds=seconds)


def test_two_who_sign_apart_are_enough_together(lab: Lab, joint: Package) -> None:
    first = give_back(joint, signed(lab, joint, JAAN))
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    give_back(joint, signed(lab, joint, LIIS))
    finding = work(joint)
    assert finding.verdict == ReturnVerdict.PASSED
    assert list(finding.together.all()) == [first]
    assert joint.state == PackageState.ACCEPTED


def test_a_container_that_holds_the_earlier_signature_stands_by_itself(lab: Lab, joint: Package) -> None:
    first = signed(lab, joint, JAAN)
    give_back(joint, first)
    work(joint)
    give_back(joint, add_signature(lab, LIIS, first, later()))
    finding = work(joint)
    assert finding.verdict == ReturnVerdict.PASSED and not finding.together.exists()


def test_one_person_in_two_containers_is_one_person_of_the_earlier_time(lab: Lab, joint: Package) -> None:
    early = clock.now() + timedelta(seconds=1)
    give_back(joint, signed(lab, joint, JAAN, at=early))
    work(joint)
    give_back(joint, signed(lab, joint, JAAN, at=later(60)))
    finding = work(joint)
    assert finding.verdict == ReturnVerdict.PARTIAL
    count = counting.of_all(joint)
    assert [at for _name, at in count.values()] == [early.replace(microsecond=0)]


def test_who_signed_only_a_part_is_not_counted_for_the_rest(lab: Lab, ground: Ground) -> None:
    ground.ask(ground.kaasiku)
    both = ground.sent(
        ground.wanted("main_user_poa"), ground.wanted("main_user_poa", "kotkas"), client=ground.kaasiku
    )
    part = dict(list(drafts_of(both).items())[:1])
    give_back(both, signed(lab, both, JAAN, files=part))
    assert codes(work(both)) == ["DRAFT_MISSING"]
    give_back(both, signed(lab, both, LIIS))
    assert work(both).verdict == ReturnVerdict.PARTIAL
    assert set(counting.of_all(both)) == {f"EE{LIIS}"}


def test_what_was_not_accepted_adds_nothing(lab: Lab, joint: Package) -> None:
    files = {name: data + b" " for name, data in drafts_of(joint).items()}
    give_back(joint, signed(lab, joint, JAAN, files=files))
    assert work(joint).verdict == ReturnVerdict.FAILED
    give_back(joint, signed(lab, joint, LIIS))
    assert work(joint).verdict == ReturnVerdict.PARTIAL


def test_who_may_not_sign_adds_nothing_to_who_may(lab: Lab, joint: Package) -> None:
    give_back(joint, signed(lab, joint, KADRI))
    assert codes(work(joint)) == ["NOT_A_REPRESENTATIVE"]
    give_back(joint, signed(lab, joint, JAAN))
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    give_back(joint, signed(lab, joint, PEETER))
    assert work(joint).verdict == ReturnVerdict.PASSED


def test_what_a_person_refused_is_not_counted_afterwards(
    lab: Lab, joint: Package, monkeypatch: pytest.MonkeyPatch, someone: Any
) -> None:
    head = someone("juht", "head")
    give_back(joint, signed(lab, joint, JAAN, LIIS))
    answer = rules.Answer("10000018", "Uus", "R", "AS", (BOARD[2],))
    with monkeypatch.context() as changed:
        changed.setitem(conftest.ANSWERS, "10000018", answer)
        finding = work(joint)
    assert codes(finding) == ["CHANGED_SINCE"]
    returns.decide_by_hand(verification=finding.verification, accepted=False, reason="Ei esinda.", by=head)
    give_back(joint, signed(lab, joint, PEETER))
    assert work(joint).verdict == ReturnVerdict.PARTIAL


def test_the_agency_signs_the_last_of_them_and_the_others_are_kept_with_it(
    lab: Lab, ground: Ground, someone: Any, as_specialist: Actor
) -> None:
    head: User = someone("juht", "head")
    SigningMandate.objects.create(
        user=head, personal_code=TOOMAS, basis="käskkiri", valid_from=date(2026, 1, 1)
    )
    ground.ask(ground.kaasiku)
    with_address(ground, ground.kaasiku, "info@kaasiku.example")
    contract = ground.sent(client=ground.kaasiku)
    first = give_back(contract, signed(lab, contract, JAAN))
    work(contract)
    data = signed(lab, contract, LIIS)
    last = give_back(contract, data)
    work(contract)
    assert contract.state == PackageState.AWAITING_AGENCY
    give_back(contract, add_signature(lab, TOOMAS, data, clock.now()), ContainerSource.AGENCY, head)
    assert work(contract).verdict == ReturnVerdict.PASSED
    assert contract.state == PackageState.ACCEPTED
    agency = Container.objects.get(source=ContainerSource.AGENCY)
    assert counting.proofs([contract])[contract.pk] == [agency, last, first]


def test_of_two_that_were_accepted_within_a_moment_the_agency_signs_either(
    lab: Lab, ground: Ground, someone: Any
) -> None:
    head: User = someone("juht", "head")
    SigningMandate.objects.create(
        user=head, personal_code=TOOMAS, basis="käskkiri", valid_from=date(2026, 1, 1)
    )
    contract = ground.sent()
    first = signed(lab, contract, MARI)
    give_back(contract, first)
    give_back(contract, signed(lab, contract, MARI, KADRI))
    work(contract)
    passed = Finding.objects.filter(verdict=ReturnVerdict.PASSED)
    assert passed.count() == 2 and contract.state == PackageState.AWAITING_AGENCY
    give_back(contract, add_signature(lab, TOOMAS, first, clock.now()), ContainerSource.AGENCY, head)
    assert work(contract).verdict == ReturnVerdict.PASSED
    assert contract.state == PackageState.ACCEPTED


def test_several_rounds_on_one_container(lab: Lab, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    three = rules.Answer(
        "10000018", "Kaasiku Kaevandus AS", "R", "AS", BOARD, (), (rules.Group(1, BOARD),)
    )  # fmt: skip
    monkeypatch.setitem(conftest.ANSWERS, "10000018", three)
    ground.ask(ground.kaasiku)
    joint = ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)
    data = signed(lab, joint, JAAN)
    give_back(joint, data)
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    data = add_signature(lab, LIIS, data, later())
    give_back(joint, data)
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    letter = MessageBody.objects.order_by("-pk").first()
    assert letter is not None and "Peeter Mägi" in letter.text and "Liis Saar" not in letter.text
    give_back(joint, add_signature(lab, PEETER, data, later(9)))
    assert work(joint).verdict == ReturnVerdict.PASSED


def test_after_a_broken_container_the_earlier_one_is_still_offered(lab: Lab, joint: Package) -> None:
    first = give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    give_back(joint, signed(lab, joint, LIIS, files={"muu.pdf": b"%PDF muu"}))
    assert work(joint).verdict == ReturnVerdict.FAILED
    assert joint.state == PackageState.DEFICIENT
    assert counting.container_so_far(joint) == first


def test_the_page_names_what_was_counted_together(lab: Lab, joint: Package, as_specialist: Actor) -> None:
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    give_back(joint, signed(lab, joint, LIIS))
    work(joint)
    page = as_specialist.get(reverse("contracts:page", args=[joint.pk])).content.decode()
    assert "counted together" in page or "koos" in page
    assert Finding.objects.filter(together__isnull=False).count() == 1


def test_what_was_signed_before_the_link_ran_out_still_counts(
    lab: Lab, ground: Ground, joint: Package
) -> None:
    """The documents were sent again unchanged: whoever signed the first time need not sign again."""
    data = signed(lab, joint, JAAN)
    give_back(joint, data)
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    clock.move(timedelta(days=31))
    sending.expire_links()
    joint.refresh_from_db()
    ask_again(package=joint, by=ground.user)
    for check in Check.objects.for_subject("package", joint.pk).waiting():
        let_register_answer(check)
    send(package=joint, to=ground.email, by=ground.user)
    joint.refresh_from_db()
    assert joint.state == PackageState.SENT
    give_back(joint, add_signature(lab, LIIS, data, later()))
    finding = work(joint)
    # Two checks of the register do not reach over the first signature: a person looks at them.
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["NEEDS_PERSON"])
