"""Writing to the client: kept, seen, held back for a moment, and what follows once it has left."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk import clock
from desk.enquiries import actions, claims, tasks
from desk.enquiries.enums import AfterLetter, PromiseState, State
from desk.enquiries.models import Draft, Enquiry, TextModule
from desk.enquiries.texts import seed_texts
from desk.mail import tasks as mail_tasks
from desk.mail.enums import EventKind
from desk.mail.models import Message, MessageEvent
from desk.people.models import Notice
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome
from tests.mail.conftest import mail_server, running_mailbox  # noqa: F401  (fixtures)
from tests.mail.world import letter_in

pytestmark = pytest.mark.django_db
MARI = "mari.tamm@tammepuit.example"


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    seed_texts()
    enquiry = asked(as_specialist.user)
    letter = letter_in("Kuidas lisada peakasutajat?", subject="Peakasutaja")
    actions.join_letter(incoming=letter, enquiry=enquiry, by=as_specialist.user)
    return enquiry


def page_of(enquiry: Enquiry) -> str:
    return f"/enquiries/{enquiry.pk}/answer/"


def fields(enquiry: Enquiry, **values: Any) -> dict[str, Any]:
    letter = enquiry.mails.get().incoming_id
    usual = {"to": MARI, "language": "et", "subject": "Peakasutaja", "text": "Tere!", "version": 0}
    return {**usual, "answers": letter, **values}


def left(actor: Actor, enquiry: Enquiry, **values: Any) -> Message:
    """Written, sent, and its moment is over."""
    sent = actor.post(page_of(enquiry), fields(enquiry, send="1", **values))
    assert sent.status_code == 302, sent.content.decode()
    clock.move(timedelta(seconds=11))
    tasks.leave(Draft.objects.get(enquiry=enquiry).pk)
    return Message.objects.get(subject_kind="enquiry", subject_id=enquiry.pk)


def test_the_page_begins_with_whom_and_in_what_language_the_letter_was(
    as_specialist: Actor, enquiry: Enquiry
) -> None:
    shown = as_specialist.get(page_of(enquiry)).content.decode()
    assert f'value="{MARI}"' in shown
    assert '<option value="et" selected>' in shown
    assert 'value="Peakasutaja"' in shown
    assert "Kuidas lisada peakasutajat?" in shown


def test_a_letter_is_held_back_then_leaves_in_its_thread(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(page_of(enquiry), fields(enquiry, send="1"))
    draft = Draft.objects.get()
    tasks.leave(draft.pk)
    assert not Message.objects.exists(), "held back"

    clock.move(timedelta(seconds=11))
    tasks.leave(draft.pk)
    tasks.leave(draft.pk)
    message = Message.objects.get()
    assert message.written
    assert message.answers == enquiry.mails.get().incoming
    assert message.body.subject == f"Re: Peakasutaja [{enquiry.number}]"
    assert not Draft.objects.exists()


def test_a_mis_click_is_taken_back_and_the_text_is_there(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(page_of(enquiry), fields(enquiry, send="1", text="Vale kiri"))
    back = as_specialist.post(f"{page_of(enquiry)}back/")
    clock.move(timedelta(minutes=5))
    tasks.sweep()

    assert back.headers["Location"] == page_of(enquiry)
    assert not Message.objects.exists()
    assert "Vale kiri" in as_specialist.get(page_of(enquiry)).content.decode()


def test_the_sweep_sends_what_the_worker_was_not_woken_for(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(page_of(enquiry), fields(enquiry, send="1"))
    clock.move(timedelta(minutes=1))
    tasks.sweep()
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "lacking",
    [
        {"to": ""},
        {"to": "mari"},
        {"text": " "},
        {"subject": ""},
        {"text": "Tere, {name}!"},
        {"then": "closed"},
    ],
)
@pytest.mark.slow
def test_what_a_letter_lacks_is_said_and_nothing_is_lost(
    as_specialist: Actor, enquiry: Enquiry, lacking: dict[str, str]
) -> None:
    answer = as_specialist.post(page_of(enquiry), fields(enquiry, send="1", **lacking))
    assert answer.status_code == 422
    page, _lock, _rest = answer.content.decode().partition('<dialog id="lock"')
    assert 'role="alert"' in page
    assert Draft.objects.get().leaves_at is None


def test_a_late_save_loses_neither_text(as_specialist: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(page_of(enquiry), fields(enquiry, save="1", text="Esimene aken"))
    late = as_specialist.post(page_of(enquiry), fields(enquiry, save="1", text="Teine aken"))
    shown = late.content.decode()
    assert late.status_code == 409
    assert "Esimene aken" in shown
    assert "Teine aken" in shown

    again = as_specialist.post(page_of(enquiry), fields(enquiry, save="1", text="Mõlemad", version=1))
    assert again.status_code == 200
    assert Draft.objects.get().text == "Mõlemad"


def test_two_people_see_each_other_write(as_specialist: Actor, as_senior: Actor, enquiry: Enquiry) -> None:
    as_specialist.post(page_of(enquiry), fields(enquiry, autosave="1", text="Mina kirjutan"))
    as_specialist.post(f"/enquiries/{enquiry.pk}/here/")

    shown = as_senior.get(page_of(enquiry)).content.decode()
    assert "Riina Rand" in shown
    as_senior.post(page_of(enquiry), fields(enquiry, save="1", text="Mina ka"))
    assert set(Draft.objects.values_list("text", flat=True)) == {"Mina kirjutan", "Mina ka"}
    clock.move(timedelta(minutes=1))
    assert not enquiry.glances.now().exists()


@pytest.mark.parametrize(("language", "word"), [("et", "Tere"), ("ru", "Здравствуйте"), ("en", "Dear")])
@pytest.mark.slow
def test_a_text_module_comes_in_the_language_of_the_letter(
    as_specialist: Actor, enquiry: Enquiry, language: str, word: str
) -> None:
    module = TextModule.objects.get(code="greeting")
    as_specialist.post(
        page_of(enquiry), fields(enquiry, insert="1", module=module.pk, language=language, text="")
    )
    text = Draft.objects.get().text
    assert word in text
    assert enquiry.number in text
    assert "Mari Tamm" in text
    assert "Riina Rand" in text
    assert "{" not in text


def test_files_go_through_the_one_check_and_with_the_letter(as_specialist: Actor, enquiry: Enquiry) -> None:
    good = SimpleUploadedFile("juhend.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")
    as_specialist.post(page_of(enquiry), fields(enquiry, save="file", file=good))
    bad = SimpleUploadedFile("arve.pdf.exe", b"MZ" + b"\0" * 100, "application/pdf")
    refused = as_specialist.post(page_of(enquiry), fields(enquiry, save="file", file=bad, version=1))
    assert refused.status_code == 422
    row = Draft.objects.get().files.get()
    download = as_specialist.get(f"{page_of(enquiry)}files/{row.pk}/")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"

    message = left(as_specialist, enquiry, version=2)
    assert [one.name for one in message.enclosures.all()] == ["juhend.pdf"]


def test_a_letter_keeps_a_promise_only_once_it_is_delivered(
    as_specialist: Actor,
    enquiry: Enquiry,
    mail_server: Any,  # noqa: F811
) -> None:
    promise = actions.promise(
        enquiry=enquiry, what="Vastame", due_at=clock.now() + timedelta(days=2), by=as_specialist.user
    )
    message = left(as_specialist, enquiry, promise=promise.pk)
    mail_tasks.send(message.pk)
    tasks.sweep()
    promise.refresh_from_db()
    assert promise.state == PromiseState.OPEN, "sent is not told"

    clock.move(timedelta(minutes=61))
    mail_tasks.sweep()
    tasks.sweep()
    promise.refresh_from_db()
    assert promise.state == PromiseState.KEPT


def test_the_enquiry_waits_or_is_closed_with_the_letter(as_specialist: Actor, enquiry: Enquiry) -> None:
    left(as_specialist, enquiry, then=AfterLetter.WAIT)
    enquiry.refresh_from_db()
    assert enquiry.state == State.WAITING
    assert enquiry.pauses.filter(ended_at=None).exists()

    Message.objects.update(subject_id=0)
    left(as_specialist, enquiry, then=AfterLetter.CLOSE, outcome=outcome("solved").pk)
    enquiry.refresh_from_db()
    assert enquiry.state == State.CLOSED


def test_a_letter_that_came_back_opens_the_enquiry_and_the_owner_is_told_once(
    as_specialist: Actor, enquiry: Enquiry
) -> None:
    message = left(as_specialist, enquiry, then=AfterLetter.CLOSE, outcome=outcome("solved").pk)
    MessageEvent.objects.create(message=message, kind=EventKind.BOUNCED, at=clock.now(), detail="5.1.1")
    tasks.sweep()
    tasks.sweep()

    enquiry.refresh_from_db()
    assert enquiry.state == State.IN_WORK
    told = Notice.objects.filter(kind="enquiries.letter_bounced")
    assert [notice.user for notice in told] == [as_specialist.user]


def test_the_warnings_name_the_language_and_whom_nobody_confirmed(
    as_specialist: Actor, enquiry: Enquiry
) -> None:
    shown = as_specialist.post(page_of(enquiry), fields(enquiry, save="1", language="ru")).content.decode()
    assert "Kliendi keel on eesti" in shown or "language is" in shown
    actions.attach(enquiry=enquiry, client=None, person=None, by=as_specialist.user)
    assert "notice--warn" in as_specialist.get(page_of(enquiry)).content.decode()


def test_the_inbox_shows_the_oldest_first_and_nothing_runs_in_it(
    as_specialist: Actor, as_senior: Actor
) -> None:
    seed_texts()
    for text in ("<script>alert(1)</script>", "teine"):
        claims.claim(letter_in(text, subject=f"<img src=x> {text}"))
    shown = as_specialist.get("/enquiries/letters/").content.decode()
    assert shown.index("&lt;script&gt;") < shown.index("teine")
    assert "<img src=x>" not in shown
    taken = Enquiry.objects.order_by("pk").first()
    assert taken is not None
    as_specialist.post(f"/enquiries/letters/{taken.mails.get().incoming_id}/take/")
    assert "&lt;script&gt;" not in as_senior.get("/enquiries/letters/").content.decode()


def test_a_complaint_is_kept_from_whom_it_concerns_in_letters_too(
    as_specialist: Actor, as_senior: Actor
) -> None:
    seed_texts()
    incoming = letter_in("Kaebus Riina peale")
    claims.claim(incoming)
    Enquiry.objects.update(kind="complaint", concerns=as_specialist.user)
    incoming.subject_kind, incoming.subject_id = "enquiry", Enquiry.objects.get().pk
    incoming.claimed_at = clock.now()
    incoming.save()

    assert "Kaebus" not in as_specialist.get("/enquiries/letters/").content.decode()
    assert as_specialist.get(incoming.get_absolute_url()).status_code == 404
    assert as_senior.get(incoming.get_absolute_url()).status_code == 200


def test_files_of_a_letter_are_downloads_and_refused_ones_say_why(as_specialist: Actor) -> None:
    html = ("leht.html", "text/html", b"<script>alert(1)</script>")
    incoming = letter_in(files=(html,), refused=(("arve.exe", "executable"),))
    shown = as_specialist.get(incoming.get_absolute_url()).content.decode()
    assert "arve.exe" in shown
    row = incoming.attachments.order_by("position").first()
    assert row is not None
    got = as_specialist.get(f"/mail/letters/{incoming.pk}/files/{row.pk}/")
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    bad = incoming.attachments.order_by("position").last()
    assert bad is not None
    assert as_specialist.get(f"/mail/letters/{incoming.pk}/files/{bad.pk}/").status_code == 404
