"""Paper and PDF signed in itself: one person takes it in, the register says its opinion, another decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.actions import handsigned as actions
from contracts.actions import relooking, returns
from contracts.enums import ContainerSource, HandSeen, PackageState, ReturnVerdict
from contracts.models import Container, CountedSignature, Finding, Package
from contracts.verification import evidence, handsigned
from contracts.verification.handsigned import Signer
from desk import clock, workdays
from desk.http import Refused
from desk.mail.models import Message
from desk.people.enums import Role, Second
from desk.people.models import Approval, ApprovalPolicy, User
from registry import rules
from registry.uploads import Upload
from tests.calls.test_at_the_same_instant import at_once
from tests.conftest import _actor
from tests.contracts import conftest
from tests.contracts.conftest import BOARD, Ground, let_register_answer
from tests.contracts.returns.returning import MARI, codes, give_back, signed, work
from tests.outside import may_sign_for_the_agency
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
WHY = "Allkiri on sama mis varasematel dokumentidel."
MARI_SIGNED = Signer(f"EE{MARI}", "Mari Tamm")


def scan(name: str = "leping.png", data: bytes = PNG) -> Upload:
    return handsigned.checked(name, data, ContainerSource.PAPER)


def take_in(package: Package, by: User, **options: Any) -> Container:
    values: dict[str, Any] = {
        "file": scan(), "source": ContainerSource.PAPER, "signed_on": workdays.today(),
        "seen": HandSeen.ORIGINAL, "note": "Võrdlesin isikut tõendava dokumendiga.", "signers": [MARI_SIGNED],
    }  # fmt: skip
    return actions.take_in(package=package, by=by, **{**values, **options})


def answered(package: Package) -> Finding:
    """The register says who may sign now."""
    clock.move(timedelta(minutes=1))
    return work(package)


@pytest.fixture
def package(ground: Ground) -> Package:
    package: Package = ground.sent()
    clock.move(timedelta(hours=1))
    return package


@pytest.fixture
def head(someone: Callable[..., User]) -> User:
    return someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")


def decide(package: Package, by: User, accepted: bool = True) -> None:
    actions.decide(package=package, accepted=accepted, reason=WHY, by=by)
    package.refresh_from_db()


def test_paper_waits_for_a_second_person_even_if_the_register_agrees(
    package: Package, ground: Ground, head: User
) -> None:
    container = take_in(package, ground.user)
    finding = answered(package)
    assert (finding.verdict, codes(finding)) == (ReturnVerdict.INDETERMINATE, ["SIGNED_BY_HAND"])
    assert finding.check_at_acceptance is not None and package.state == PackageState.RETURNED
    [person] = CountedSignature.objects.filter(verification__container=container)
    assert (person.level, person.identity) == ("PAPER", f"EE{MARI}")
    with pytest.raises(Refused):
        decide(package, ground.user)
    decide(package, head)
    assert package.state == PackageState.AWAITING_AGENCY
    last = Finding.objects.for_package(package.pk)[0]
    assert (last.verdict, last.decided_by, last.reason) == (ReturnVerdict.PASSED, head, WHY)


def test_nobody_is_second_person_to_himself(package: Package, head: User) -> None:
    take_in(package, head)
    answered(package)
    with pytest.raises(Refused):
        decide(package, head)


def test_no_policy_lets_one_person_alone_decide(package: Package, ground: Ground) -> None:
    ApprovalPolicy.objects.create(kind=handsigned.KIND, second=Second.NOBODY)
    take_in(package, ground.user)
    answered(package)
    assert Approval.objects.waiting().get().second == Second.LEADS


def test_the_machine_does_not_decide_on_paper_when_the_register_answers_once_more(
    package: Package, ground: Ground, lab: Lab
) -> None:
    from registry import actions as registry
    from registry.enums import Purpose

    take_in(package, ground.user)
    answered(package)
    clock.move(timedelta(minutes=5))
    subject = ("package", package.pk)
    let_register_answer(
        registry.ask(client=ground.tamme, purpose=Purpose.ACCEPTANCE, subject=subject, by=ground.user)
    )
    assert returns.take_up_answers() == 0
    package.refresh_from_db()
    assert package.state == PackageState.RETURNED


def test_whoever_left_the_board_before_is_told_to_the_second_person(
    package: Package, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(package, ground.user)
    answer = rules.Answer("10000001", "Uus", "R", "OÜ", (BOARD[0],))
    monkeypatch.setitem(conftest.ANSWERS, "10000001", answer)
    assert codes(answered(package)) == ["SIGNED_BY_HAND", "CHANGED_SINCE"]
    taken = handsigned.waiting(package)
    assert taken is not None and len(taken.opinion) == 1 and taken.pair is not None


def test_refused_goes_back_to_the_client_with_a_letter(package: Package, ground: Ground, head: User) -> None:
    take_in(package, ground.user)
    answered(package)
    before = Message.objects.count()
    decide(package, head, accepted=False)
    assert package.state == PackageState.DEFICIENT
    assert Message.objects.count() == before + 1
    assert handsigned.refusal(package) == "", "the paper may be brought once more"


def test_the_agency_signs_the_same_paper(
    package: Package, ground: Ground, lab: Lab, head: User, someone: Callable[..., User]
) -> None:
    may_sign_for_the_agency(head)
    take_in(package, ground.user)
    answered(package)
    decide(package, head)
    with pytest.raises(Refused) as refused:
        give_back(package, signed(lab, package, MARI), ContainerSource.AGENCY, head)
    assert "käsitsi" in refused.value.texts[0]
    stranger = Signer("EE60001019906", "Keegi Teine")
    with pytest.raises(Refused):
        take_in(package, head, signers=[stranger])
    [signer] = handsigned.agency_signers(package)
    both = take_in(package, head, signers=[signer])
    assert both.by_hand.for_agency
    senior = someone("vanem", Role.SENIOR)
    decide(package, senior)
    assert package.state in {PackageState.ACCEPTED, PackageState.PUBLISHED}


@pytest.mark.parametrize("days", [-400, 2])
def test_a_day_that_cannot_be_is_refused(package: Package, ground: Ground, days: int) -> None:
    with pytest.raises(Refused):
        take_in(package, ground.user, signed_on=workdays.today() + timedelta(days=days))


def test_somebody_must_have_signed(package: Package, ground: Ground) -> None:
    with pytest.raises(Refused):
        take_in(package, ground.user, signers=[])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"MZ" + b"\x00" * 90),
        ("a.asice", b"PK\x03\x04" + b"\x00" * 60),
        ("a.gif", b"GIF89a" + b"\x00" * 60),
    ],
)
def test_only_a_pdf_or_a_picture_is_taken(name: str, data: bytes) -> None:
    with pytest.raises(Refused):
        scan(name, data)


def test_a_scan_is_not_a_pdf_signed_in_itself() -> None:
    with pytest.raises(Refused):
        handsigned.checked("a.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", ContainerSource.PDF)


def test_a_paper_cannot_be_looked_at_again_by_machine(package: Package, ground: Ground) -> None:
    container = take_in(package, ground.user)
    with pytest.raises(Refused):
        relooking.look_again(container=container, by=ground.user)


def test_the_evidence_shows_who_saw_what_and_who_decided(
    package: Package, ground: Ground, head: User, as_auditor: Any
) -> None:
    container = take_in(package, ground.user)
    answered(package)
    decide(package, head)
    found = evidence.of_container(container)
    assert found.by_hand is not None and found.approval is not None
    assert found.approval.asked_by == ground.user and found.shown and found.shown.last
    assert found.shown.last.decided_by == head
    page = as_auditor.get(reverse("contracts:evidence", args=[container.pk])).content.decode()
    assert "Mari Tamm" in page and WHY in page and "Võrdlesin" in page


def test_the_specialist_takes_it_in_on_the_page_and_the_head_decides_there(
    package: Package, ground: Ground, head: User
) -> None:
    address = reverse("contracts:by_hand", args=[package.pk])
    as_specialist, as_head = _actor(ground.user), _actor(head)
    page = as_specialist.get(address).content.decode()
    assert "Mari Tamm" in page and MARI not in page
    given = {
        "source": "paper", "signed_on": workdays.today().strftime("%d.%m.%Y"), "seen": "copy", "who": ["0"],
        "note": "", "file": SimpleUploadedFile("skann.png", PNG, "image/png"),
        "more-0-country": "EE", "more-1-country": "EE",
    }  # fmt: skip
    assert as_specialist.post(address, given).status_code == 302
    answered(package)
    page = as_specialist.get(address).content.decode()
    assert reverse("contracts:hand_decide", args=[package.pk]) not in page
    assert reverse("contracts:hand_decide", args=[package.pk]) in as_head.get(address).content.decode()
    as_head.post(reverse("contracts:hand_decide", args=[package.pk]), {"decision": "accept", "reason": WHY})
    package.refresh_from_db()
    assert package.state == PackageState.AWAITING_AGENCY


def test_a_wrong_code_is_told_at_its_field(package: Package, ground: Ground) -> None:
    address = reverse("contracts:by_hand", args=[package.pk])
    given = {
        "source": "paper", "signed_on": workdays.today().strftime("%d.%m.%Y"), "seen": "original",
        "file": SimpleUploadedFile("skann.png", PNG, "image/png"),
        "more-0-name": "Eva Pärn", "more-0-code": "24604040109", "more-0-country": "EE",
        "more-1-country": "EE",
    }  # fmt: skip
    assert _actor(ground.user).post(address, given).status_code == 200
    assert not Container.objects.filter(package=package).exists()


def test_paper_is_never_given_to_the_machine(package: Package, ground: Ground) -> None:
    container = take_in(package, ground.user)
    finding = answered(package)
    verification = finding.verification
    returns.verify_again(verification=verification, by=ground.user)
    assert list(container.verifications.all()) == [verification]
    package.refresh_from_db()
    assert package.state == PackageState.RETURNED


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_in_at_once_one_does(
    transactional_db: None, ground: Ground, someone: Callable[..., User]
) -> None:
    package = ground.sent()
    other = someone("teine", Role.SPECIALIST)

    def by(user: User) -> Callable[[], Any]:
        def take() -> Any:
            try:
                return take_in(package, user).pk
            except Refused as refused:
                return refused.texts

        return take

    answers = at_once([by(ground.user), by(other)])
    assert sum(isinstance(each, int) for each in answers) == 1, answers
    assert Container.objects.filter(package=package).count() == 1
