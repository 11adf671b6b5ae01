"""Documents go on by what people said of the right: a print-out, a standing proof, a reading of the text."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from contracts import tasks
from contracts.actions import refill, send
from contracts.actions.sending import ask_again, obstacles, sending_check
from contracts.drafting import filling
from contracts.models import Authorisation, Package, Rendering
from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.http import Refused
from desk.people.enums import Second
from desk.people.models import ApprovalPolicy, User
from registry import actions as registry
from registry import rules
from registry.enums import Basis, Purpose, Reason, Source, Translation, Verdict
from registry.inquiry import Finding
from registry.models import Check, Proof
from registry.papers import Named, Paper
from registry.uploads import checked
from tests.contracts.conftest import BOARD, Ground, let_register_answer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PEETER = Named("EE", "14201110044", "Peeter", "Mägi", "juhatuse liige")
OLEG = Named("LV", "010203-12345", "Olegs", "Ozols", "valdes loceklis")


@pytest.fixture(autouse=True)
def nobody_is_second(db: None) -> None:
    for kind in ("registry.proof", "registry.reading"):
        ApprovalPolicy.objects.create(kind=kind, second=Second.NOBODY)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def rendered(package: Package) -> Package:
    for job in Rendering.jobs.filter(authorisation__package=package):
        tasks.render(job.pk)
    package.refresh_from_db()
    return package


def representatives(package: Package) -> list[dict[str, str]]:
    document: Authorisation = package.authorisations.get()
    named: list[dict[str, str]] = document.values["representatives"]
    return named


def given_up(package: Package) -> Check:
    """The register is silent at sending."""
    check = registry.ask(
        client=package.client, purpose=Purpose.SENDING, subject=("package", package.pk), by=None
    )
    Check.jobs.filter(pk=check.pk).update(state="failed", reason="timeout")
    registry.given_up(check)
    return Check.objects.get(pk=check.pk)


def print_out(check: Check, by: User) -> Proof:
    paper = Paper(Basis.PRINT_OUT, "B-kaart", "Register ei vasta.", workdays.today(), persons=[PEETER])
    return registry.take_print_out(check=check, paper=paper, file=checked("b.pdf", PDF), by=by)


@pytest.fixture
def abroad(ground: Ground) -> Client:
    return clients.create_client(
        kind="organisation", name="Ozols SIA", registry_code="40003000001", country="LV", by=ground.user
    )


def standing(client: Client, by: User) -> Proof:
    paper = Paper(
        Basis.FOREIGN_REGISTER, "Läti väljavõte", "Ei ole registris.", workdays.today(),
        workdays.today() + timedelta(days=3), country="LV", apostille_why="Leping", language="lv",
        translation=Translation.OWN, persons=[OLEG],
    )  # fmt: skip
    return registry.take_standing(client=client, paper=paper, file=checked("v.pdf", PDF), by=by)


def test_a_package_is_sent_on_a_print_out_where_the_register_is_silent(ground: Ground) -> None:
    package = ground.drafted()
    assert given_up(package) == sending_check(package)
    assert obstacles(package)

    print_out(given_up(package), ground.user)
    assert obstacles(package) == []
    package = rendered(refill(package=package, signers="", by=ground.user))
    assert [(each["name"], each["basis"]) for each in representatives(package)] == [
        ("Peeter Mägi", "juhatuse liige")
    ]

    package = send(package=package, to=ground.email, by=ground.user)
    assert package.check_at_sending is not None
    assert package.check_at_sending.source == Source.MANUAL


def test_a_print_out_for_one_package_says_nothing_in_another(ground: Ground) -> None:
    first = ground.drafted()
    print_out(given_up(first), ground.user)
    second = ground.drafted()
    assert [each["name"] for each in representatives(second)] == ["Mari Tamm"]
    found = filling.last_check(ground.tamme)
    assert found is not None and found.source != Source.MANUAL


def test_a_foreign_organisation_gets_its_documents_on_its_standing_proof(
    ground: Ground, abroad: Client
) -> None:
    with pytest.raises(Refused):
        ground.drafted(client=abroad)
    proof = standing(abroad, ground.user)
    package = ground.drafted(client=abroad)
    assert [each["code"] for each in representatives(package)] == ["010203-12345"]
    check = sending_check(package)
    assert check is not None
    assert (check.verdict, check.proof) == (Verdict.STANDING_PROOF, proof)
    assert not any("Register" in text for text in obstacles(package))

    registry.end_proof(proof=proof, why="Uus juhatus", by=ground.user)
    assert any("proof of the right of representation is over" in text for text in obstacles(package))
    assert filling.signer_sets(sending_check(package).judgement) == []  # type: ignore[union-attr]


def test_a_proof_that_ran_out_between_draft_and_sending_stands_in_the_way(
    ground: Ground, abroad: Client
) -> None:
    standing(abroad, ground.user)
    package = ground.drafted(client=abroad)
    clock.move(timedelta(days=4))
    check = ask_again(package=package, by=ground.user)
    assert check.reasons == [Reason.PROOF_ENDED]
    assert any("take in a new one" in text for text in obstacles(package))


def text_only(code: str) -> Callable[[Check], Check]:
    """The register names the board and leaves who signs to words."""
    answer = rules.Answer(code, "Tamme Puit OÜ", "R", "OÜ", BOARD[:2], ("Juhatuse liikmed ühiselt.",))

    def tell(check: Check) -> Check:
        Check.jobs.filter(pk=check.pk).update(state="sent")
        registry.answered(check, Finding(answer, rules.judge(answer, None, rules.Policy()), ()))
        return Check.objects.get(pk=check.pk)

    return tell


def test_a_reading_names_the_signers_of_the_document(ground: Ground) -> None:
    tell = text_only("10000001")
    package = ground.drafted()
    check = tell(ask_again(package=package, by=ground.user))
    assert [len(each.persons) for each in filling.signer_sets(check.judgement)] == [2]

    jaan = BOARD[0].identity
    registry.read_text(check=check, groups=[{jaan}], reason="Jaan üksi", by=ground.user)
    fresh = sending_check(package)
    assert fresh is not None
    fresh = tell(fresh)
    assert [each.key for each in filling.signer_sets(fresh.judgement)] == [jaan]
    assert obstacles(package) == []


def test_a_reading_by_which_nobody_signs_stands_in_the_way(ground: Ground) -> None:
    tell = text_only("10000001")
    package = ground.drafted()
    check = tell(ask_again(package=package, by=ground.user))
    registry.read_text(check=check, groups=[], reason="Keegi", by=ground.user)
    fresh = tell(Check.objects.for_subject("package", package.pk)[0])
    assert filling.signer_sets(fresh.judgement) == []
    assert any("nobody on the card may sign" in text for text in obstacles(package))


def test_a_card_without_a_rule_that_was_read_may_be_sent(ground: Ground) -> None:
    package = ground.drafted()
    answer = rules.Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", BOARD[:2])

    def tell(check: Check) -> Check:
        Check.jobs.filter(pk=check.pk).update(state="sent")
        registry.answered(check, Finding(answer, rules.judge(answer, None, rules.Policy()), ()))
        return Check.objects.get(pk=check.pk)

    check = tell(ask_again(package=package, by=ground.user))
    assert check.verdict == Verdict.INDETERMINATE
    assert obstacles(package)
    registry.read_text(check=check, groups=[{BOARD[0].identity}], reason="Põhikiri", by=ground.user)
    fresh = sending_check(package)
    assert fresh is not None
    tell(fresh)
    assert obstacles(package) == []


def test_the_package_says_that_its_check_was_made_by_hand(ground: Ground, as_specialist: Any) -> None:
    as_specialist.user.language = "en"
    as_specialist.user.save()
    package = ground.drafted()
    print_out(given_up(package), ground.user)
    told = as_specialist.get(reverse("contracts:page", args=[package.pk])).content.decode()
    assert "manual" in told


def test_the_register_s_own_answer_after_the_print_out_is_the_newest_again(ground: Ground) -> None:
    package = ground.drafted()
    proof = print_out(given_up(package), ground.user)
    registry.end_proof(proof=proof, why="Register vastab", by=ground.user)
    check = sending_check(package)
    assert check is not None and check.waits
    let_register_answer(check)
    assert obstacles(package) == []
