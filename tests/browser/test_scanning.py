"""Pages of a paper by keyboard and mouse: chosen files go at once, pages are turned, moved and left out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from desk.counter import tasks
from desk.counter.actions import papers
from desk.counter.enums import Way
from desk.counter.models import IncomingMail, MailPage, PageWork
from tests.conftest import Actor
from tests.counter import hostile, paperwork

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def lie(mail: IncomingMail) -> list[tuple[int, int, bool]]:
    return [(page.number, page.turned, page.left_out) for page in MailPage.objects.filter(file__mail=mail)]


def test_pages_are_put_right_by_keyboard_and_mouse(
    page_for: Callable[..., Page], as_specialist: Actor, tmp_path: Path
) -> None:
    mail = papers.take_in(office=paperwork.office(), way=Way.COUNTER, by=as_specialist.user)
    scan = tmp_path / "skann.pdf"
    scan.write_bytes(hostile.pdf(3))
    svg = tmp_path / "joonis.svg"
    svg.write_bytes(hostile.svg())
    page = page_for(as_specialist.user, path=f"/counter/papers/{mail.pk}/scan/")
    page.get_by_label("Skannitud failid").set_input_files([scan, svg])
    expect(page.get_by_text("Faili ei salvestatud")).to_be_visible()
    leaves = page.locator(".leaf")
    expect(leaves).to_have_count(3)
    tasks.make(PageWork.jobs.get(mail=mail).pk)
    expect(page.locator(".leaf__picture")).to_have_count(3)
    first = page.get_by_role("button", name="Pööra leht 1 paremale")
    first.focus()
    page.keyboard.press("]")
    expect(page.locator(".leaf__picture--90")).to_have_count(1)
    page.keyboard.press("Alt+ArrowRight")
    expect(leaves.nth(1).locator(".leaf__picture--90")).to_have_count(1)
    page.keyboard.press("Delete")
    expect(page.locator(".leaf--out")).to_have_count(1)
    assert lie(mail) == [(1, 0, False), (0, 90, True), (2, 0, False)]
    leaves.nth(2).locator(".leaf__name").drag_to(leaves.nth(0).locator(".leaf__name"))
    expect(leaves.nth(0).locator("strong")).to_have_text("1")  # drawn anew, with its new number
    expect(leaves.nth(0)).to_contain_text("lk 3")
    assert [number for number, _turned, _out in lie(mail)] == [2, 1, 0]
