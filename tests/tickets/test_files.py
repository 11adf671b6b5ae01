"""Files of a ticket: both sides see them, who added each and when; JIRA gets none."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.enquiries.models import EnquiryMail
from desk.http import Refused
from desk.mail.models import Attachment
from desk.people.models import User
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.conftest import Actor
from tests.mail.world import letter_in
from tests.simulators import jira
from tests.tickets.conftest import drain, read, the_issue
from tickets import actions
from tickets.actions import files
from tickets.enums import State
from tickets.models import Escalation, TicketFile

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50


def picture(name: str = "ekraan.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def at(ticket: Escalation, name: str, *more: Any) -> str:
    return reverse(f"tickets:{name}", args=[ticket.pk, *more])


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


@pytest.fixture
def screenshot(ticket: Escalation, as_specialist: Actor) -> TicketFile:
    """The specialist put a picture of the screen with the ticket."""
    (file,) = actions.add_files(escalation=ticket, uploads=[picture()], by=as_specialist.user)
    return file


@pytest.fixture
def from_letter(ticket: Escalation) -> Attachment:
    """What Mari Tamm attached to her letter about this."""
    letter = letter_in(files=(("viga.png", "image/png", PNG),), refused=(("viirus.exe", "executable"),))
    EnquiryMail.objects.create(enquiry=ticket.enquiry, incoming=letter)
    return letter.attachments.get(name="viga.png")


def test_a_file_from_the_computer_is_with_the_ticket_and_both_sides_see_whose_it_is(
    ticket: Escalation, as_specialist: Actor, as_level2: Actor
) -> None:
    sent = as_specialist.post(at(ticket, "add_files"), {"file": [picture(), picture("teine.png")]})
    assert sent.headers["Location"] == ticket.get_absolute_url()
    for page in (
        text(as_specialist.get(at(ticket, "files"))),
        text(as_level2.get(reverse("tickets:expert", args=[ticket.uuid]))),
    ):
        assert "ekraan.png" in page
        assert "teine.png" in page
        assert "Riina Rand" in page
    told = TimelineEntry.objects.get(kind="tickets.files_added")
    assert (told.params["count"], told.by) == ("2", as_specialist.user)
    assert at(ticket, "files") in text(as_specialist.get(ticket.get_absolute_url()))


def test_what_the_expert_gave_is_marked(ticket: Escalation, as_specialist: Actor, as_level2: Actor) -> None:
    actions.answer_as_expert(escalation=ticket, text="Nii.", by=as_level2.user, files=[picture("juhis.png")])
    page = text(as_specialist.get(at(ticket, "files")))
    assert "juhis.png" in page
    assert "teine tasand" in page
    assert "Endel Eller" in page


def test_what_a_colleague_who_has_left_gave_is_still_the_desks(
    ticket: Escalation, screenshot: TicketFile, as_senior: Actor
) -> None:
    User.objects.filter(pk=screenshot.by_id).update(is_active=False)
    assert "badge--info" not in text(as_senior.get(at(ticket, "files")))
    as_senior.post(at(ticket, "take_away", screenshot.pk))
    assert not ticket.files.exists()


def test_ten_files_are_asked_for_in_as_many_statements_as_one(
    ticket: Escalation, screenshot: TicketFile, as_specialist: Actor
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            text(as_specialist.get(at(ticket, "files")))
        return len(statements)

    one = asked()
    more = [picture(f"{number}.png") for number in range(9)]
    actions.add_files(escalation=ticket, uploads=more, by=as_specialist.user)
    assert asked() == one


def test_a_download_is_saved_never_shown_and_written_down(
    ticket: Escalation, screenshot: TicketFile, as_specialist: Actor, as_level2: Actor
) -> None:
    theirs = reverse("tickets:expert_file", args=[ticket.uuid, screenshot.pk])
    for who, address in ((as_specialist, at(ticket, "file", screenshot.pk)), (as_level2, theirs)):
        answer = who.get(address)
        assert answer.content == PNG
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        looked = AccessLogEntry.objects.get(user_id=who.user.pk, shown_kind="ticket_file")
        assert (looked.shown_id, looked.purpose) == (screenshot.pk, f"escalation:{ticket.pk}")


def test_a_file_of_another_ticket_does_not_come_by_this_link(
    ticket: Escalation, screenshot: TicketFile, as_level2: Actor
) -> None:
    other = Escalation.objects.create(
        enquiry=ticket.enquiry, unit=ticket.unit, issue=ticket.issue, form=ticket.form,
        state=State.CLOSED, closed_at=ticket.created_at,
    )  # fmt: skip
    address = reverse("tickets:expert_file", args=[other.uuid, screenshot.pk])
    assert as_level2.get(address).status_code == 404


def test_attachments_of_the_enquirys_letters_are_handed_over_by_ticking_them(
    ticket: Escalation, from_letter: Attachment, as_specialist: Actor
) -> None:
    page = text(as_specialist.get(at(ticket, "files")))
    assert "viga.png" in page
    assert "viirus.exe" not in page, "what the file check refused goes nowhere"
    as_specialist.post(at(ticket, "add_files"), {"letter": [from_letter.pk]})
    row = ticket.files.get()
    assert (row.name, row.blob, row.by) == ("viga.png", from_letter.blob, as_specialist.user)
    assert "letter-" not in text(as_specialist.get(at(ticket, "files"))), "there is nothing left to tick"


def test_what_nobody_ticked_the_second_level_does_not_see(
    ticket: Escalation, from_letter: Attachment, as_level2: Actor
) -> None:
    assert "viga.png" not in text(as_level2.get(reverse("tickets:expert", args=[ticket.uuid])))


def test_a_letter_of_another_enquiry_is_not_handed_over(ticket: Escalation, as_specialist: Actor) -> None:
    letter = letter_in(files=(("võõras.png", "image/png", PNG),))
    chosen = [each.pk for each in letter.attachments.all()]
    assert actions.hand_over(escalation=ticket, attachments=chosen, by=as_specialist.user) == []
    assert not ticket.files.exists()


def test_the_same_file_twice_is_one(ticket: Escalation, as_specialist: Actor) -> None:
    for _again in range(2):
        actions.add_files(escalation=ticket, uploads=[picture()], by=as_specialist.user)
    assert ticket.files.count() == 1
    assert TimelineEntry.objects.filter(kind="tickets.files_added").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("programm.exe", b"MZ" + b"\0" * 50, "programm"),
        ("tühi.png", b"", "tühi"),
        ("pilt.pdf", PNG, "nimi"),
    ],
)
def test_a_file_that_the_desk_does_not_take_is_named_with_the_reason(
    ticket: Escalation, as_specialist: Actor, name: str, data: bytes, why: str
) -> None:
    given = {"file": [picture("hea.png"), picture(name, data)]}
    page = text(as_specialist.post(at(ticket, "add_files"), given, headers={"HX-Request": "true"}))
    assert name in page
    assert why in page
    assert not ticket.files.exists(), "all of them or none"


def test_there_is_a_most_in_number_and_in_size(
    ticket: Escalation, as_specialist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST", 2)

    def added(number: int) -> str:
        uploads = [picture(f"{each}.png") for each in range(number)]
        with pytest.raises(Refused) as refused:
            actions.add_files(escalation=ticket, uploads=uploads, by=as_specialist.user)
        return refused.value.texts[0]

    assert "kuni 2 faili" in added(3)
    monkeypatch.setattr(files, "ALL_BYTES", 100)
    assert "100 MB" in added(2)


def test_before_the_second_level_opens_it_a_wrong_file_is_taken_away(
    ticket: Escalation, level2: jira.State, screenshot: TicketFile, as_specialist: Actor
) -> None:
    drain()
    as_specialist.post(at(ticket, "take_away", screenshot.pk))
    assert not ticket.files.exists()
    assert TimelineEntry.objects.get(kind="tickets.file_away").by == as_specialist.user


def test_what_an_expert_has_opened_stays(
    ticket: Escalation, level2: jira.State, screenshot: TicketFile, as_specialist: Actor, as_level2: Actor
) -> None:
    drain()
    as_level2.get(reverse("tickets:expert_file", args=[ticket.uuid, screenshot.pk]))
    answer = as_specialist.post(at(ticket, "take_away", screenshot.pk), follow=True)
    assert "juba avanud" in text(answer)
    assert ticket.files.exists()


def test_what_an_expert_gave_stays(ticket: Escalation, as_specialist: Actor, as_level2: Actor) -> None:
    actions.answer_as_expert(escalation=ticket, text="Nii.", by=as_level2.user, files=[picture()])
    with pytest.raises(Refused):
        actions.take_away(file=ticket.files.get(), by=as_specialist.user)


def test_the_files_of_a_closed_ticket_stay_as_they_are(
    ticket: Escalation, screenshot: TicketFile, as_specialist: Actor
) -> None:
    Escalation.objects.update(state=State.CLOSED, closed_at=ticket.created_at)
    for deed in (
        lambda: actions.add_files(escalation=ticket, uploads=[picture("uus.png")], by=as_specialist.user),
        lambda: actions.take_away(file=screenshot, by=as_specialist.user),
    ):
        with pytest.raises(Refused):
            deed()
    assert "<form" not in text(as_specialist.get(at(ticket, "files"), headers={"HX-Request": "true"}))


def test_jira_gets_no_file_and_no_name_of_one(
    ticket: Escalation, level2: jira.State, screenshot: TicketFile, as_level2: Actor
) -> None:
    drain()
    actions.answer_as_expert(escalation=ticket, text="Nii.", by=as_level2.user, files=[picture("juhis.png")])
    drain()
    read(ticket)
    issue = the_issue(level2)
    everything = issue.description + "".join(comment.body for comment in issue.comments)
    assert "ekraan.png" not in everything
    assert "juhis.png" not in everything


def test_while_a_ticket_is_prepared_the_files_lead_back_to_its_form(
    ticket: Escalation, as_specialist: Actor
) -> None:
    Escalation.objects.update(state=State.DRAFT)
    sent = as_specialist.post(at(ticket, "add_files"), {"file": picture()})
    form = f"{reverse('tickets:escalate', args=[ticket.enquiry_id])}?unit={ticket.unit_id}"
    assert sent.headers["Location"] == form
