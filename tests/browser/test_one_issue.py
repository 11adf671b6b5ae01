"""One issue for three clients, in Estonian and by keyboard: made for the first, found by the second before a
new one is made, linked by the third by the key that a colleague remembers. Solved once, told three times,
each on evidence of their own, and closed in JIRA after the last.
"""

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from desk.enquiries.models import Enquiry, Promise
from desk.people.models import User
from tests.browser.second_level import ANSWERS, Outside, a_minute_passes, asks, known, outside, riina
from tests.simulators import jira
from tickets import actions
from tickets.models import Escalation, Issue, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["outside", "riina"]  # fixtures
ASKED = (
    ("Tamme Puit OÜ", "10000001", "Mari", "Tamm", "Aruannet ei saa esitada: nupp on hall."),
    ("Kase Farm OÜ", "10000018", "Jaan", "Kask", "Aruande esitamise nupp on hall, aruannet ei saa esitada."),
    ("Lepa Vesi AS", "10000076", "Anu", "Lepp", "Ei saa midagi teha."),
)


@pytest.fixture
def asked(riina: User) -> list[Enquiry]:
    """Three clients with one trouble, though the third says little of it."""
    return [
        asks(*known(*who, by=riina), text=text, topic=number // 2, by=riina)
        for number, (*who, text) in enumerate(ASKED)
    ]


def opens_the_form_of_it_support(page: Page, enquiry: Enquiry) -> None:
    page.goto(f"/enquiries/{enquiry.pk}/")
    expect(page.get_by_role("heading", name="Teine tasand")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1)).to_have_text("Teisele tasandile")
    page.keyboard.press("3")
    expect(page.locator("#there-already")).to_be_visible()
    page.keyboard.press("Escape")  # out of the field that has the focus


def joins_what_is_there(page: Page, enquiry: Enquiry) -> None:
    """The open issue is shown, with how many wait and why it may be the one, without saying who they are."""
    opens_the_form_of_it_support(page, enquiry)
    there = page.locator("#there-already")
    expect(there).to_contain_text("KT-1")
    expect(there).to_contain_text("ootab 1 klient")
    expect(there).to_contain_text("sarnased sõnad")
    expect(there).not_to_contain_text("Tamme")
    page.keyboard.press("i")
    expect(page.get_by_text("Klient ootab nüüd piletit KT-1.")).to_be_visible()
    waiting = page.locator("#shared")
    expect(waiting).to_contain_text("Tamme Puit OÜ")


def links_by_key(page: Page, enquiry: Enquiry, key: str) -> None:
    """A key that JIRA does not know is refused in words; one that the issue once had is good."""
    opens_the_form_of_it_support(page, enquiry)
    page.keyboard.press("k")
    expect(page.get_by_label("Pileti number JIRA-s")).to_be_focused()
    page.keyboard.type("KT-77")
    page.keyboard.press("Enter")
    expect(page.locator("#shared")).to_contain_text("Piletit KT-77 ei seotud", timeout=30_000)
    page.keyboard.press("u")
    page.get_by_label("Pileti number JIRA-s").focus()
    page.keyboard.type(key)
    page.keyboard.press("Enter")
    expect(page.locator("#shared")).to_contain_text("Kase Farm OÜ", timeout=30_000)


def words_the_answer(page: Page, ticket: Escalation) -> None:
    page.goto(ticket.get_absolute_url())
    answer = page.get_by_label("Vastus kliendile")
    expect(answer).to_be_visible(timeout=30_000)
    page.keyboard.press("t")
    expect(answer).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Viga on parandatud. Palun esitage aruanne uuesti.")
    page.get_by_role("button", name="Saada vastus").press("Enter")
    expect(page.get_by_text("Vastus on teel.").first).to_be_visible()


def _were_told(number: int) -> bool:
    return Escalation.objects.filter(told_at__isnull=False).count() == number


def closings(issue: jira.Issue) -> int:
    return sum(item["toString"] == "Closed" for entry in issue.history for item in entry.items)


def test_one_issue_for_three_clients(
    page_for: Callable[..., Page], riina: User, asked: list[Enquiry], outside: Outside
) -> None:
    first = actions.escalate(enquiry=asked[0], unit=Unit.objects.get(code="it"), answers=ANSWERS, by=riina)
    page = page_for(riina, path=first.get_absolute_url())
    expect(page.get_by_role("link", name="KT-1", exact=True).first).to_be_visible(timeout=30_000)
    joins_what_is_there(page, asked[1])

    # The second level moves the issue away and back; the key that people remember still leads to it.
    outside.level2.state.move(outside.issue, "ARH")
    outside.level2.state.move(outside.issue, "KT")
    a_minute_passes(lambda: Issue.objects.filter(jira_key="KT-2").exists())
    links_by_key(page, asked[2], "ARH-1")
    page.keyboard.press("Control+k")
    page.keyboard.type("KT-1")
    expect(page.get_by_role("link", name="KT-2 · IT-tugi").first).to_be_visible()
    assert Issue.objects.filter(jira_id=outside.issue.id).count() == Issue.objects.count() == 1
    a_minute_passes(lambda: len(outside.issue.remote_links) == 3)

    level2 = outside.level2.state
    for move, text in (("11", "Viga on leitud ja parandatud."), ("21", "")):
        level2.transition(outside.issue, move, jira.EXPERT)
        if text:
            level2.comment(outside.issue, text, jira.EXPERT)
    a_minute_passes(lambda: Escalation.objects.answered().count() == 3)
    assert Promise.objects.filter(state="open").count() == 3

    tickets = list(Escalation.objects.order_by("pk"))
    for told, ticket in enumerate(tickets, start=1):
        words_the_answer(page, ticket)
        a_minute_passes(partial(_were_told, told))
        if told < len(tickets):
            assert closings(outside.issue) == 0
    a_minute_passes(lambda: {each.state for each in Escalation.objects.all()} == {"closed"})

    assert closings(outside.issue) == 1
    told_them = [c for c in outside.issue.comments if "teavitatud" in str(c.body)]
    assert len(told_them) == 1
    letters = {letter.to[0] for letter in outside.mail.state.letters}
    assert letters == {f"{first}.{last}@{code}.example".lower() for _name, code, first, last, _text in ASKED}
    evidence = {(each.evidence_kind, each.evidence_id) for each in Escalation.objects.all()}
    assert len(evidence) == 3
    assert not Promise.objects.exclude(state="kept").exists()
