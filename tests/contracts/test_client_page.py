"""The client's own page: what it shows, what it gives, and when it is gone."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client as Browser

from contracts import workflow
from contracts.actions import recall
from contracts.enums import PackageState
from desk import clock
from desk.records import blobs
from tests.contracts.conftest import Ground
from tests.contracts.test_sending import link_in_letter


@pytest.fixture
def link(ground: Ground) -> str:
    ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    return link_in_letter()


@pytest.mark.parametrize("language", ["et", "ru", "en"])
def test_the_page_opens_without_login_in_three_languages(
    link: str, as_stranger: Browser, language: str
) -> None:
    answer = as_stranger.get(link, {"language": language})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'<html lang="{language}"' in html
    assert "Mari Tamm" in html and "KL-" in html and "PV-" in html
    assert "24503120016" not in html


@pytest.mark.slow
def test_nothing_on_the_way_may_keep_the_page(link: str, as_stranger: Browser) -> None:
    answer = as_stranger.get(link)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_download_is_the_document_byte_for_byte(ground: Ground, as_stranger: Browser) -> None:
    document = ground.sent().authorisations.select_related("pdf").get()
    answer = as_stranger.get(f"{link_in_letter()}document/{document.pk}/")
    assert document.pdf is not None
    assert answer.content == blobs.read(document.pdf)
    assert document.file_name in answer["Content-Disposition"]


def test_all_documents_come_as_one_zip(link: str, as_stranger: Browser) -> None:
    answer = as_stranger.get(f"{link}all/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 2
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


@pytest.mark.slow
def test_a_document_of_another_package_is_not_given(ground: Ground, as_stranger: Browser) -> None:
    other = ground.drafted().authorisations.get()
    ground.sent()
    assert as_stranger.get(f"{link_in_letter()}document/{other.pk}/").status_code == 404


@pytest.mark.slow
def test_a_translation_can_be_read(link: str, ground: Ground, as_stranger: Browser) -> None:
    from contracts.models import Authorisation

    contract = Authorisation.objects.get(kind__code="user_contract")
    answer = as_stranger.get(f"{link}read/{contract.pk}/", {"language": "ru"})
    assert answer.status_code == 200
    assert "Tamme Puit OÜ" in answer.content.decode()
    assert as_stranger.get(f"{link}read/{contract.pk}/", {"language": "et"}).status_code == 404


def test_an_unknown_a_recalled_and_an_expired_link_look_the_same(
    ground: Ground, as_stranger: Browser
) -> None:
    package = ground.sent()
    link = link_in_letter()
    clock.move(timedelta(days=31))
    expired = as_stranger.get(link)
    clock.move(timedelta(days=-31))
    assert as_stranger.get(link).status_code == 200
    recall(package=package, by=ground.user)
    recalled, unknown = as_stranger.get(link), as_stranger.get("/k/nothing/")
    assert expired.status_code == recalled.status_code == unknown.status_code == 404
    assert expired.content == recalled.content == unknown.content


def test_after_the_return_the_page_says_what_happens(ground: Ground, as_stranger: Browser) -> None:
    package = ground.sent()
    workflow.move(package, PackageState.RETURNED)
    html = as_stranger.get(link_in_letter(), {"language": "en"}).content.decode()
    assert "are checking them" in html
    assert "What you have to do" not in html
