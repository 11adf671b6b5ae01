"""What comes back from the second level, as a specialist lives it in Estonian, by keyboard: returned as
incomplete, mended, and going on; refused, and the client told so. The second level is played in JIRA itself.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.enquiries.models import Enquiry, Promise
from desk.people.models import Todo, User
from tests.browser.conftest import wait_for
from tests.browser.second_level import ANSWERS, Outside, a_minute_passes, outside, question, riina, says
from tickets import actions
from tickets.models import Escalation, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["outside", "question", "riina"]  # fixtures


@pytest.fixture
def ticket(riina: User, question: Enquiry, outside: Outside) -> Escalation:
    """Mari Tamm of Tamme Puit OÜ cannot submit her report: the second level has it as KT-1."""
    unit = Unit.objects.get(code="it")
    ticket = actions.escalate(enquiry=question, unit=unit, answers=ANSWERS, by=riina)
    wait_for(lambda: Escalation.objects.get().state == "created", 40)
    return ticket


def test_returned_as_incomplete_is_mended_and_goes_on(
    page_for: Callable[..., Page], riina: User, ticket: Escalation, outside: Outside
) -> None:
    page = page_for(riina, path=f"/tickets/{ticket.pk}/")
    expect(page.get_by_text("suunatud II tasandile").first).to_be_visible()
    expert = page_for(None, path=f"{outside.level2.url}/browse/KT-1")
    says(expert, "#lisainfo Mis on täpne veateade? Ja millises veebilehitsejas?")
    a_minute_passes(lambda: Escalation.objects.get().state == "needs_info")

    # It stands on the open page by itself: what is missing, question by question.
    card = page.locator("#incomplete")
    expect(card.get_by_role("heading", name="Tagastatud puudulikuna")).to_be_visible(timeout=30_000)
    expect(card.get_by_text("Mis on täpne veateade?")).to_be_visible()
    expect(card.locator(".notice--warn")).to_contain_text(["Veateade sõna-sõnalt", "Veebilehitseja"])
    todo = Todo.objects.open().get()
    assert (todo.kind, todo.owner) == ("tickets.needs_info", riina)

    page.keyboard.press("t")
    page.keyboard.type("Mari Tamm näeb viga 500")
    page.keyboard.press("Tab")
    page.keyboard.type("F")  # Firefox
    page.get_by_role("button", name="Saada puuduolev").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Mari Tamm")
    page.get_by_label("Veateade sõna-sõnalt").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("HTTP 500 pärast nupule vajutamist")
    page.get_by_role("button", name="Saada puuduolev").press("Enter")
    expect(page.get_by_text("Puuduolev on teel teisele tasandile.")).to_be_visible()
    assert not Todo.objects.open().exists()

    # JIRA has what changed and nothing else; the ticket is with the second level again.
    a_minute_passes(lambda: Escalation.objects.get().state == "created")
    written = outside.issue.comments[-1].body
    assert "Veateade sõna-sõnalt: HTTP 500 pärast nupule vajutamist" in written
    assert "Veebilehitseja: Firefox" in written
    assert "Mari" not in written and "KOTKAS" not in written
    expect(page.locator("#ticket-state").get_by_text("suunatud II tasandile").first).to_be_visible(
        timeout=30_000
    )


def test_refused_by_the_second_level_is_told_to_the_client(
    page_for: Callable[..., Page], riina: User, ticket: Escalation, outside: Outside
) -> None:
    page = page_for(riina, path=f"/tickets/{ticket.pk}/")
    expect(page.get_by_text("suunatud II tasandile").first).to_be_visible()
    expert = page_for(None, path=f"{outside.level2.url}/browse/KT-1")
    says(expert, "#keeldun Nupp on hall, sest periood on lukus: see on nii mõeldud.")
    a_minute_passes(lambda: Escalation.objects.get().state == "refused")
    expect(page.get_by_role("heading", name="Teine tasand keeldus")).to_be_visible(timeout=30_000)
    assert Todo.objects.open().get().kind == "tickets.refused"
    page.keyboard.press("k")

    # Their words are the draft, and the promise to tell the client is open.
    answer = page.get_by_label("Vastus kliendile")
    expect(answer).to_have_value("Nupp on hall, sest periood on lukus: see on nii mõeldud.")
    assert (Promise.objects.get().state, Todo.objects.open().exists()) == ("open", False)
    answer.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Periood on lukus, seetõttu on nupp hall. Avamiseks kirjutage palun meile.")
    page.get_by_role("button", name="Saada vastus").press("Enter")
    letter = a_minute_passes(lambda: next(iter(outside.mail.state.letters), None))
    assert "Periood on lukus" in letter.text
    a_minute_passes(lambda: Escalation.objects.get().state == "closed")
    assert outside.issue.status.name == "Closed"
    assert Promise.objects.get().state == "kept"
