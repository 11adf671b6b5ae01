"""A container waits for a person; a text that was read answers for its act, and it goes on by itself."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string

from contracts import tasks
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Finding, Package, RightCheck
from contracts.verification import comparing
from desk.clients import actions as clients
from desk.outbox import JobState
from desk.people.actions import decide_second
from desk.people.enums import Role
from desk.people.models import Approval, User
from registry import actions as registry
from registry import rules
from registry.models import Check
from tests.contracts import conftest
from tests.contracts.conftest import Ground, let_register_answer
from tests.contracts.returns.conftest import lab, quick_press, trusting
from tests.contracts.returns.returning import JAAN, LIIS, MARI, codes, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

FIXTURES = (lab, quick_press, trusting)  # pytest finds them by these names
SOO = "10000024"
TEXT = "Osaühingut esindavad juhatuse liikmed ühiselt."


@pytest.fixture
def helena(someone: Callable[..., User]) -> User:
    return someone("helena", Role.SENIOR, first_name="Helena", last_name="Hunt")


@pytest.fixture
def returned(ground: Ground, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A power of attorney of Soo Turvas, whose joint right stands only in words, signed by both."""
    answer = rules.Answer(SOO, "Soo Turvas OÜ", "R", "OÜ", conftest.BOARD[:2], (TEXT,))
    monkeypatch.setitem(conftest.ANSWERS, SOO, answer)
    soo = clients.create_client(kind="organisation", name="Soo Turvas OÜ", registry_code=SOO, by=ground.user)
    ground.ask(soo)
    package = ground.sent(ground.wanted("main_user_poa"), client=soo)
    give_back(package, signed(lab, package, JAAN, LIIS))
    finding = work(package)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["NEEDS_PERSON"])
    return package


def read(package: Package, helena: User, *ways: set[str]) -> None:
    """The drafter reads the text as these ways of signing, a second person agrees, the register answers."""
    check = Check.objects.for_subject("package", package.pk).filter(purpose="acceptance")[0]
    registry.read_text(check=check, groups=ways, reason="Tekst nõuab mõlemat.", by=package.drafted_by)
    waiting = Approval.objects.waiting().get(kind="registry.reading")
    decide_second(approval=waiting, approved=True, by=helena, reason="")
    for each in Check.objects.for_subject("package", package.pk).waiting():
        let_register_answer(each)
    tasks.sweep()
    package.refresh_from_db()


def newest(package: Package) -> Finding:
    return Finding.objects.for_package(package.pk)[0]


def test_a_text_that_was_read_lets_the_container_pass(returned: Package, helena: User) -> None:
    read(returned, helena, {f"EE{JAAN}", f"EE{LIIS}"})
    assert newest(returned).verdict == ReturnVerdict.PASSED
    assert returned.state == PackageState.ACCEPTED
    assert not Approval.objects.waiting().filter(kind="contracts.verdict").exists()


def test_a_text_by_which_nobody_may_sign_passes_nobody(returned: Package, helena: User) -> None:
    read(returned, helena)
    assert newest(returned).verdict != ReturnVerdict.PASSED
    assert returned.state != PackageState.ACCEPTED


def test_an_answer_is_taken_up_once(returned: Package, helena: User) -> None:
    read(returned, helena, {f"EE{JAAN}", f"EE{LIIS}"})
    count = Finding.objects.count()
    tasks.sweep()
    assert Finding.objects.count() == count


def test_while_the_register_is_asked_again_nothing_is_decided(returned: Package, ground: Ground) -> None:
    count = Finding.objects.count()
    registry.ask(
        client=returned.client, purpose="acceptance", subject=("package", returned.pk), by=ground.user
    )
    tasks.sweep()
    assert Finding.objects.count() == count
    Check.jobs.filter(state=JobState.PENDING).update(state=JobState.FAILED, verdict="unavailable")
    tasks.sweep()
    assert Finding.objects.count() == count


def test_a_question_that_was_given_up_and_asked_once_more_decides(ground: Ground, lab: Lab) -> None:
    package = ground.sent(ground.wanted("main_user_poa"))
    give_back(package, signed(lab, package, MARI))
    work(package, answer=False)
    Check.jobs.filter(purpose="acceptance").update(state=JobState.FAILED, verdict="unavailable")
    tasks.decide(RightCheck.jobs.get().pk)
    assert codes(newest(package)) == ["REGISTER_UNAVAILABLE"]
    check = Check.objects.get(purpose="acceptance")
    registry.ask_again(check=check, by=ground.user)
    tasks.sweep()
    assert codes(newest(package)) == ["REGISTER_UNAVAILABLE"]
    let_register_answer(check)
    tasks.sweep()
    assert newest(package).verdict == ReturnVerdict.PASSED


def test_a_broken_container_meanwhile_does_not_keep_it_waiting(
    returned: Package, helena: User, lab: Lab
) -> None:
    give_back(returned, signed(lab, returned, JAAN, files={"muu.pdf": b"%PDF muu"}))
    assert work(returned).verdict == ReturnVerdict.FAILED
    read(returned, helena, {f"EE{JAAN}", f"EE{LIIS}"})
    assert returned.state == PackageState.ACCEPTED


def test_beside_an_answer_stands_on_whose_reading_it_rests(returned: Package, helena: User) -> None:
    read(returned, helena, {f"EE{JAAN}", f"EE{LIIS}"})
    finding = newest(returned)
    before, after = finding.check_at_sending, finding.check_at_acceptance
    assert before and after
    pair = comparing.pair(before, after, finding.verification.signatures.all(), ("1", "2"))
    page = render_to_string("contracts/_pair.html", {"pair": pair})
    assert "Tekst nõuab mõlemat." in page and str(helena) in page and TEXT in page
