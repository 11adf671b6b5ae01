"""When did the right exist? Between sending and acceptance the board changes; the register's dates decide."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from contracts import tasks
from contracts.actions import ask_again, send
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Finding, Package, RightCheck, Verification
from desk import clock, workdays
from desk.enquiries.models import Enquiry, Topic
from registry import tasks as registry_tasks
from registry.models import Check
from registry.reference import seed_reference
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.contracts.returns.returning import JAAN, KADRI, LIIS, PEETER, codes, give_back, signed
from tests.registry.conftest import register, running_register
from tests.simulators.business_register import Running, world
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

FIXTURES = (lab, quick_press, trusting, register, running_register)  # pytest finds them by these names
KAASIKU = "10000018"


@pytest.fixture
def joint(ground: Ground, register: Running, tallinn_noon: None) -> Package:
    """A power of attorney of Kaasiku, whose board represents two by two, sent on the register's live word."""
    seed_reference()
    ground.ask(ground.kaasiku)
    package = ground.drafted(ground.wanted("main_user_poa"), client=ground.kaasiku)
    ask_again(package=package, by=ground.user)
    register_answers(package)
    return ground.rendered(send(package=package, to=ground.email, by=ground.user))


@pytest.fixture
def tallinn_noon(db: None) -> None:
    """Days are counted in Tallinn: noon keeps the steps of a test within them."""
    before = clock.now()
    clock.move(workdays.at(workdays.today() + timedelta(days=1), time(12)) - before)


def register_answers(package: Package) -> None:
    for check in Check.objects.for_subject("package", package.pk).waiting():
        registry_tasks.ask(check.pk)


def days_pass(days: int) -> None:
    clock.move(timedelta(days=days))


def today() -> str:
    return workdays.today().isoformat()


def board_becomes(register: Running, *persons: world.Person) -> None:
    """The card of today: a pair of these represents; who left stays in the register with the day."""
    made = register.state.organisations[KAASIKU]
    made.move(today(), persons=list(persons))
    made.groups = [[a, b] for a in made.persons for b in made.persons if a.code < b.code]


def board(*keys: str) -> list[world.Person]:
    return [world.person(key, sole="EI") for key in keys]


def found(package: Package) -> Finding:
    """The worker checks what came back and the register is asked, live."""
    for job in Verification.jobs.due().filter(container__package=package):
        tasks.verify(job.pk)
    register_answers(package)
    for right in RightCheck.jobs.due().filter(verification__container__package=package):
        tasks.decide(right.pk)
    package.refresh_from_db()
    finding = Finding.objects.for_package(package.pk).first()
    assert finding is not None
    return finding


def test_who_leaves_after_signing_is_passed_on_the_dates_of_the_register(
    joint: Package, register: Running, lab: Lab
) -> None:
    days_pass(1)
    container = signed(lab, joint, JAAN, LIIS)
    days_pass(2)
    board_becomes(register, *board("liis", "peeter"))
    days_pass(1)
    give_back(joint, container)
    finding = found(joint)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.PASSED, [])
    assert finding.check_at_acceptance is not None
    assert finding.check_at_acceptance.dated_rows
    assert register.state.calls["detailandmed_v3"] == 1
    assert joint.state == PackageState.ACCEPTED


def test_who_left_before_signing_is_not_passed_and_both_checks_are_shown(
    joint: Package, register: Running, lab: Lab, as_specialist: Actor
) -> None:
    days_pass(1)
    board_becomes(register, *board("liis", "peeter"))
    days_pass(1)
    give_back(joint, signed(lab, joint, JAAN, LIIS))
    finding = found(joint)
    assert finding.verdict != ReturnVerdict.PASSED
    assert joint.state != PackageState.ACCEPTED
    page = as_specialist.get(reverse("contracts:page", args=[joint.pk])).content.decode()
    for check in (finding.check_at_sending, finding.check_at_acceptance):
        assert check and check.get_absolute_url() in page


def test_who_joined_after_signing_is_never_passed(joint: Package, register: Running, lab: Lab) -> None:
    days_pass(1)
    container = signed(lab, joint, JAAN, KADRI)
    days_pass(1)
    kadri = world.Person("Kadri", "Lepp", KADRI, sole="EI")
    board_becomes(register, *board("jaan", "liis", "peeter"), kadri)
    days_pass(1)
    give_back(joint, container)
    assert found(joint).verdict != ReturnVerdict.PASSED
    assert joint.state != PackageState.ACCEPTED


def test_a_change_on_the_very_day_of_signing_is_for_a_person(
    joint: Package, register: Running, lab: Lab
) -> None:
    days_pass(1)
    container = signed(lab, joint, JAAN, LIIS)
    board_becomes(register, *board("liis", "peeter"))
    days_pass(1)
    give_back(joint, container)
    finding = found(joint)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["CHANGED_SINCE"])


def test_where_the_register_gives_no_dates_a_person_decides(
    joint: Package, register: Running, lab: Lab
) -> None:
    register.state.refused.append("detailandmed_v3")
    days_pass(1)
    container = signed(lab, joint, JAAN, LIIS)
    days_pass(2)
    board_becomes(register, *board("liis", "peeter"))
    days_pass(1)
    give_back(joint, container)
    finding = found(joint)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["CHANGED_SINCE"])
    assert finding.check_at_acceptance is not None
    assert finding.check_at_acceptance.dated_rows is None
    assert joint.state == PackageState.RETURNED


def test_a_card_that_did_not_change_asks_for_no_dates(joint: Package, register: Running, lab: Lab) -> None:
    days_pass(1)
    give_back(joint, signed(lab, joint, LIIS, PEETER))
    assert found(joint).verdict == ReturnVerdict.PASSED
    assert register.state.calls["detailandmed_v3"] == 0


def test_the_register_logs_the_number_of_our_document(
    joint: Package, register: Running, lab: Lab, settings: Any
) -> None:
    give_back(joint, signed(lab, joint, LIIS, PEETER))
    found(joint)
    issues = set(Check.objects.for_subject("package", joint.pk).values_list("issue", flat=True))
    assert issues == {f"P{joint.pk}", joint.authorisations.get().number}


def test_what_is_asked_in_an_enquiry_goes_under_its_number(ground: Ground, as_specialist: Actor) -> None:
    topic = Topic.objects.create(code="access", name_et="Ligipääs", name_en="Access", name_ru="Доступ")
    enquiry = Enquiry.objects.create(
        number="P-2026-000007", topic=topic, client=ground.tamme, owner=as_specialist.user
    )
    as_specialist.post(reverse("registry:ask", args=[ground.tamme.pk]))
    assert Check.objects.latest("pk").issue == enquiry.number
