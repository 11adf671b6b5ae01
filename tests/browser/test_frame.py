"""The frame around every page: keys, search, theme, language, the stream of one person's tabs."""

from typing import Any

import pytest
from playwright.sync_api import expect

from desk import live
from tests.conftest import Actor

pytestmark = pytest.mark.browser


def test_the_map_of_keys_names_what_the_page_offers(as_specialist: Actor, page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/style/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Klahvide kaart")
    expect(dialog).to_contain_text("Üks peamine tegevus")
    expect(dialog).to_contain_text("Töölaud")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    page.keyboard.press("1")
    expect(page).to_have_url("/")


def test_keys_do_nothing_while_one_types(as_specialist: Actor, page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/style/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("1?")
    expect(page.get_by_role("searchbox")).to_have_value("1?")
    expect(page).to_have_url("/style/")


def test_keys_can_be_turned_off(as_specialist: Actor, page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/style/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Väljas").click()
    page.keyboard.press("1")
    expect(page).to_have_url("/style/")


def test_the_theme_chosen_is_kept(as_specialist: Actor, page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/style/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Tume").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_chosen_goes_with_the_person(as_specialist: Actor, page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/style/")
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Style guide")).to_be_visible()
    as_specialist.user.refresh_from_db()
    assert as_specialist.user.language == "en"


def test_one_stream_serves_all_tabs_of_a_person(as_specialist: Actor, page_for: Any) -> None:
    first = page_for(as_specialist.user)
    second = first.context.new_page()
    second.goto("/style/")
    streams = []
    second.on("request", lambda request: streams.append(request.url) if "/live/" in request.url else None)
    for page in (first, second):
        expect(page.locator("body")).to_have_attribute("data-stream", "up")
        page.evaluate("document.body.addEventListener('live:presence', e => { window.heard = e.detail.id })")
    live.push([as_specialist.user.pk], "presence", 7)
    for page in (first, second):
        page.wait_for_function("() => window.heard === 7")
    assert not streams


def test_a_form_with_errors_is_read_from_its_summary(as_specialist: Actor, page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/style/")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Nimi").click()
    field = page.locator("#id_wrong-name")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
