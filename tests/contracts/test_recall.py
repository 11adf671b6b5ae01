"""Recall of a wrong document: alone or with its package, told to the client, never accepted, drafted anew."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from contracts.actions import recall, recall_one
from contracts.enums import AuthorisationState, ContainerSource, PackageState
from contracts.models import Authorisation, Package, Rendering
from contracts.printing.rendering import Rendered
from desk.http import Refused
from desk.mail.models import Message, MessageBody
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import codes, drafts_of, give_back, signed, work
from tests.contracts.test_sending import link_in_letter
from tests.simulators.eid import Lab, default_folder

pytestmark = pytest.mark.slow

MARI = "24503120016"


@pytest.fixture
def lab(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Lab:
    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
    lab = Lab(default_folder())
    settings.TRUST_DIR = str(lab.anchors)
    return lab


def two_powers(ground: Ground) -> tuple[Package, Authorisation, Authorisation]:
    """Two powers of attorney sent together; the second is the wrong one."""
    package = ground.sent(ground.wanted("main_user_poa"), ground.wanted("user_poa", services=["waste"]))
    right, wrong = package.authorisations.all()
    return package, right, wrong


def test_recalled_whole_the_client_is_told_not_to_sign_and_the_link_is_dead(
    ground: Ground, client: Any
) -> None:
    package = ground.sent()
    link, numbers = link_in_letter(), package.numbers
    recall(package=package, by=ground.user, tell=True)
    letter = MessageBody.objects.latest("pk")
    assert numbers in letter.subject and "/k/" not in letter.text
    assert client.get(link).status_code == 404


def test_whether_the_client_is_told_is_a_choice(ground: Ground) -> None:
    recall(package=ground.sent(), by=ground.user)
    assert Message.objects.count() == 1


def test_a_draft_is_recalled_without_a_letter(ground: Ground) -> None:
    recall(package=ground.drafted(), by=ground.user, tell=True)
    assert not Message.objects.exists()


def test_one_document_is_recalled_and_the_other_still_waits(ground: Ground, lab: Lab, client: Any) -> None:
    package, right, wrong = two_powers(ground)
    recall_one(authorisation=wrong, by=ground.user, tell=True)
    package.refresh_from_db()
    assert package.state == PackageState.SENT and package.numbers == right.number
    letter = MessageBody.objects.latest("pk")
    assert wrong.number in letter.subject and right.number not in letter.subject
    page = client.get(link_in_letter()).content.decode()
    assert right.number in page and wrong.number not in page

    only = {name: data for name, data in drafts_of(package).items() if right.number in name}
    give_back(package, signed(lab, package, MARI, files=only))
    assert work(package).verdict == "passed"
    assert Authorisation.objects.get(pk=wrong.pk).state == AuthorisationState.RECALLED


def test_a_container_over_a_recalled_document_is_refused_by_its_name(ground: Ground, lab: Lab) -> None:
    package, _right, wrong = two_powers(ground)
    both = signed(lab, package, MARI, files=drafts_of(package))
    recall_one(authorisation=wrong, by=ground.user)
    give_back(Package.objects.get(pk=package.pk), both)
    finding = work(package)
    assert finding.verdict == "failed" and codes(finding) == ["RECALLED_DOCUMENT"]
    with override("en"):
        (told,) = finding.sentences
    assert wrong.number in told and "recalled" in told


def test_a_container_for_a_package_recalled_whole_is_refused_at_the_door(ground: Ground, lab: Lab) -> None:
    package = ground.sent()
    data = signed(lab, package, MARI)
    recall(package=package, by=ground.user)
    with override("en"), pytest.raises(Refused) as refused:
        give_back(package, data, ContainerSource.SPECIALIST, ground.user)
    assert package.numbers in str(refused.value.texts) and "recalled" in str(refused.value.texts)


def test_a_contract_on_which_another_document_leans_is_not_recalled_alone(ground: Ground) -> None:
    package = ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    contract, power = package.authorisations.all()
    with override("en"), pytest.raises(Refused) as refused:
        recall_one(authorisation=contract, by=ground.user)
    assert power.number in str(refused.value.texts)
    recall_one(authorisation=power, by=ground.user)
    package.refresh_from_db()
    assert package.state == PackageState.SENT


def test_the_last_document_takes_its_package_with_it(ground: Ground) -> None:
    package = ground.sent()
    recall_one(authorisation=package.authorisations.get(), by=ground.user)
    package.refresh_from_db()
    assert package.state == PackageState.RECALLED


def test_signed_by_the_client_and_recalled_before_the_agency_the_rest_is_signed_anew(
    ground: Ground, lab: Lab
) -> None:
    package = ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    give_back(package, signed(lab, package, MARI))
    work(package)
    assert package.state == PackageState.AWAITING_AGENCY
    recall_one(authorisation=list(package.authorisations.all())[-1], by=ground.user, tell=True)
    package.refresh_from_db()
    assert package.state == PackageState.SENT
    assert "/k/" in MessageBody.objects.latest("pk").text


def test_recalled_while_its_container_is_being_checked_nothing_moves_any_more(
    ground: Ground, lab: Lab
) -> None:
    package = ground.sent()
    give_back(package, signed(lab, package, MARI))
    recall(package=package, by=ground.user)
    work(package)
    assert package.state == PackageState.RECALLED
    assert Message.objects.count() == 1, "nobody is written to about what was recalled"


def test_what_is_accepted_is_not_recalled(ground: Ground, lab: Lab) -> None:
    package, _right, wrong = two_powers(ground)
    give_back(package, signed(lab, package, MARI))
    work(package)
    with pytest.raises(Refused):
        recall(package=package, by=ground.user)
    with pytest.raises(Refused):
        recall_one(authorisation=wrong, by=ground.user)


def test_on_the_page_one_chooses_what_is_recalled_and_drafts_anew(
    ground: Ground, as_specialist: Actor
) -> None:
    package, _right, wrong = two_powers(ground)
    address = reverse("contracts:page", args=[package.pk])
    form = as_specialist.get(address).context["recall_form"]
    assert next(key for key, _label in form.fields["what"].choices) == ""
    as_specialist.post(reverse("contracts:recall", args=[package.pk]), {"what": wrong.pk, "tell": "on"})
    wrong.refresh_from_db()
    assert wrong.state == AuthorisationState.RECALLED and Message.objects.count() == 2
    page = as_specialist.get(address).content.decode()
    assert f"from={wrong.pk}" in page


def test_drafting_anew_begins_with_what_stood_in_the_recalled_document(
    ground: Ground, as_specialist: Actor
) -> None:
    package, _right, wrong = two_powers(ground)
    recall_one(authorisation=wrong, by=ground.user)
    address = reverse("contracts:draft", args=[package.client_id])
    page = as_specialist.get(f"{address}?kinds=user_poa&from={wrong.pk}")
    for value in ("Kadri", "Lepp", "24402020080", "kadri.lepp@raamat.example"):
        assert f'value="{value}"' in page.content.decode()
    (document,) = page.context["sheet"].documents
    assert document.initial["services"] == ["waste"]


def test_a_days_old_draft_recalled_alone_lets_the_rest_be_sent(ground: Ground) -> None:
    package = ground.drafted(ground.wanted("main_user_poa"), ground.wanted("user_poa", services=["waste"]))
    recall_one(authorisation=list(package.authorisations.all())[-1], by=ground.user)
    package.refresh_from_db()
    assert package.state == PackageState.RENDERED and not Message.objects.exists()
