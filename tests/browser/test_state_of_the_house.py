"""The administrator reads how the house is, asks for another look, and sees it come."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.operations.actions import looking
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import Worker

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_administrator_sees_what_to_do_and_asks_for_a_look(
    page_for: Callable[..., Page], worker: Callable[..., Worker], someone: Callable[..., User], settings: Any
) -> None:
    settings.EMAIL_URL = ""
    haldur = someone("haldur", Role.ADMINISTRATOR, first_name="Hans", last_name="Hein")
    page = page_for(haldur, path="/operations/")
    expect(page.get_by_text("Keegi ei ole veel vaadanud")).to_be_visible()
    looking.look_around()
    page.reload()
    expect(page.get_by_role("heading", name="Süsteemi seisund")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("Töötleja"))
    expect(row).to_contain_text("keegi ei vasta")

    worker()
    page.get_by_role("button", name="Vaata kohe").click()
    # The page shows it by itself: the worker that looks is no longer missing.
    expect(page.get_by_role("row", name=re.compile("keegi ei vasta"))).to_have_count(0, timeout=60_000)
