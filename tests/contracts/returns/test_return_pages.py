"""The pages around a returned container: the client's upload, the specialist's, the agency's."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from contracts.actions import dispatch
from contracts.enums import PackageState
from contracts.models import ClientLink, Container, Package
from desk import clock
from registry.enums import Purpose
from registry.models import Check
from tests.conftest import Actor
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import (
    JAAN,
    KADRI,
    MARI,
    PEETER,
    drafts_of,
    give_back,
    signed,
    work,
)
from tests.simulators.eid import Lab

TOKEN = "a" * 43


@pytest.fixture
def contract(ground: Ground) -> Package:
    package = ground.sent()
    ClientLink.objects.create(package=package, token_hash=dispatch.token_hash(TOKEN))
    return package


def post(client: Client, address: str, data: bytes, name: str = "leping.asice") -> Any:
    return client.post(address, {"container": SimpleUploadedFile(name, data)})


def upload(client: Client, data: bytes, language: str = "et") -> Any:
    return post(client, reverse("contracts_client:upload", args=[TOKEN]) + f"?language={language}", data)


def page(client: Client) -> str:
    response = client.get(reverse("contracts_client:page", args=[TOKEN]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_client_returns_a_container_without_login(client: Client, lab: Lab, contract: Package) -> None:
    response = upload(client, signed(lab, contract, MARI))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("contracts_client:page", args=[TOKEN]))
    contract.refresh_from_db()
    assert contract.state == PackageState.RETURNED
    assert reverse("contracts_client:returned", args=[TOKEN]) in page(client)


@pytest.mark.slow
def test_the_page_says_what_has_to_be_mended(client: Client, lab: Lab, contract: Package) -> None:
    upload(client, signed(lab, contract, KADRI))
    finding = work(contract)
    with translation.override("et"):
        sentences = finding.sentences
    assert all(sentence in page(client) for sentence in sentences)


@pytest.mark.slow
def test_the_page_offers_the_container_signed_so_far(client: Client, lab: Lab, ground: Ground) -> None:
    ground.ask(ground.kaasiku)
    joint = ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)
    ClientLink.objects.create(package=joint, token_hash=dispatch.token_hash(TOKEN))
    data = signed(lab, joint, JAAN)
    upload(client, data)
    work(joint)
    assert "Liis Saar" in page(client)
    response = client.get(reverse("contracts_client:container", args=[TOKEN]))
    assert response.content == data


@pytest.mark.parametrize("language", ["et", "ru", "en"])
@pytest.mark.slow
def test_a_wrong_file_is_refused_on_the_page(client: Client, contract: Package, language: str) -> None:
    response = upload(client, b"%PDF-1.7 not signed", language)
    assert response.status_code == 422
    assert not Container.objects.exists()


@pytest.mark.slow
def test_nothing_is_asked_of_the_register_before_our_own_checks_pass(
    client: Client, lab: Lab, contract: Package
) -> None:
    asked = Check.objects.filter(purpose=Purpose.ACCEPTANCE)
    upload(client, b"PK\x03\x04 no container at all")
    changed = {name: data + b" " for name, data in drafts_of(contract).items()}
    work(contract, answer=False)
    upload(client, signed(lab, contract, MARI, files=changed))
    work(contract, answer=False)
    assert Container.objects.count() == 2 and not asked.exists()
    upload(client, signed(lab, contract, MARI))
    work(contract, answer=False)
    assert asked.count() == 1


def test_a_form_without_a_file_is_refused(client: Client, contract: Package) -> None:
    address = reverse("contracts_client:upload", args=[TOKEN])
    assert client.post(address, {}).status_code == 422


def test_a_huge_body_is_refused_before_it_is_read(client: Client, contract: Package, settings: Any) -> None:
    settings.CONTAINER_MAX_BYTES = 1000
    assert upload(client, b"PK\x03\x04" + b"x" * 100_000).status_code == 413


@pytest.mark.slow
def test_a_package_takes_only_so_many_containers_an_hour(
    client: Client, lab: Lab, contract: Package, settings: Any
) -> None:
    settings.CLIENT_PACKAGE_HOURLY = 1
    upload(client, signed(lab, contract, KADRI))
    work(contract)
    assert upload(client, signed(lab, contract, MARI)).status_code == 429


@pytest.mark.parametrize("name", ["upload", "returned", "container"])
@pytest.mark.slow
def test_a_link_that_ran_out_opens_nothing(client: Client, contract: Package, name: str) -> None:
    contract.link_expires_at = clock.now()
    contract.save()
    address = reverse(f"contracts_client:{name}", args=[TOKEN])
    response = client.post(address) if name == "upload" else client.get(address)
    assert response.status_code == 404


@pytest.mark.slow
def test_the_specialist_hands_in_what_the_client_brought(
    as_specialist: Actor, lab: Lab, contract: Package
) -> None:
    address = reverse("contracts:return", args=[contract.pk])
    assert post(as_specialist, address, signed(lab, contract, MARI)).status_code == 302
    work(contract)
    assert contract.containers.get().received_by == as_specialist.user
    text = as_specialist.get(reverse("contracts:page", args=[contract.pk])).content.decode()
    assert "MARI TAMM" in text


def test_a_container_is_downloaded_as_it_came(as_specialist: Actor, lab: Lab, contract: Package) -> None:
    data = signed(lab, contract, MARI)
    container = give_back(contract, data)
    response = as_specialist.get(reverse("contracts:container", args=[container.pk]))
    assert response.content == data
    assert ".asice" in response["Content-Disposition"]


def test_the_head_sees_what_waits_and_the_specialist_may_not(
    as_head: Actor, as_specialist: Actor, lab: Lab, contract: Package
) -> None:
    give_back(contract, signed(lab, contract, MARI))
    work(contract)
    response = as_head.get(reverse("contracts:agency"))
    assert contract.numbers in response.content.decode()
    assert as_specialist.get(reverse("contracts:agency")).status_code == 403


@pytest.mark.slow
def test_the_page_refreshes_itself_once_checked(as_specialist: Actor, lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI))
    address = reverse("contracts:returns", args=[contract.pk])
    waiting = as_specialist.get(address, headers={"HX-Request": "true", "HX-Trigger": "returns"})
    assert "HX-Refresh" not in waiting
    work(contract)
    done = as_specialist.get(address, headers={"HX-Request": "true", "HX-Trigger": "returns"})
    assert done["HX-Refresh"] == "true"


@pytest.mark.slow
def test_the_page_of_a_package_with_containers_keeps_to_the_count_of_questions(
    as_specialist: Actor, lab: Lab, ground: Ground
) -> None:
    ground.ask(ground.kaasiku)
    joint = ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)
    address = reverse("contracts:page", args=[joint.pk])
    asked = []
    for signer in (JAAN, PEETER):
        give_back(joint, signed(lab, joint, signer))
        work(joint, answer=False)
        as_specialist.get(address)
        with CaptureQueriesContext(connection) as queries:
            as_specialist.get(address)
        asked.append(sum("records_clock" not in each["sql"] for each in queries))
    assert max(asked) <= 20, asked
