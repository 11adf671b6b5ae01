"""What becomes of a letter in the desk's own rows: conversations, reports, loops, files that wait."""

import threading
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from desk import slots
from desk.mail import actions, tasks
from desk.mail.enums import EventKind, FileVerdict
from desk.mail.mailbox import Fetched
from desk.mail.models import Attachment, Incoming, IncomingBody, Mailbox, Message
from desk.records.models import TimelineEntry
from tests.mail.awkward.paper import attached, plain
from tests.records.scanner import Scanner
from tests.simulators.mailbox import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_room_above")]


def take(uid: int, raw: bytes) -> actions.Outcome:
    box, _new = Mailbox.objects.get_or_create(name="proov/INBOX", defaults={"uid_validity": 1})
    fetched = Fetched(uid, len(raw), raw, True)
    return actions.receive(mailbox=box, uid_validity=1, fetched=fetched)


def letter(number: int, *follows: int) -> bytes:
    return plain(
        f"kiri-{number}",
        Date=f"Mon, 02 Mar 2026 0{number}:00:00 +0200",
        **(
            {"References": " ".join(f"<kiri-{each}@tammepuit.example>" for each in follows)}
            if follows
            else {}
        ),
    )


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_a_conversation_is_the_same_in_any_order_of_arrival(order: tuple[int, ...]) -> None:
    letters = {1: letter(1), 2: letter(2, 1), 3: letter(3, 1, 2)}
    for uid, number in enumerate(order, start=1):
        take(uid, letters[number])
    follows = dict(Incoming.objects.values_list("message_id", "follows__message_id"))
    assert follows == {
        "<kiri-1@tammepuit.example>": None,
        "<kiri-2@tammepuit.example>": "<kiri-1@tammepuit.example>",
        "<kiri-3@tammepuit.example>": "<kiri-2@tammepuit.example>",
    }


def test_a_letter_to_nobody_comes_back_and_is_known(shared_mailbox: Running) -> None:
    message = actions.queue(
        letter=actions.Letter("Leping", "Tere"), to="olematu@tammepuit.example", language="et",
        subject=("package", 7), client_id=3, by=None,
    )  # fmt: skip
    tasks.send(message.pk)
    tasks.fetch()

    row = Incoming.objects.get()
    assert (row.kind, row.reason, row.answers) == ("bounce", "failed", message)
    bounced = message.events.get(kind=EventKind.BOUNCED)
    assert bounced.detail == "5.1.1"
    assert "mail.bounced" in {entry.kind for entry in TimelineEntry.objects.for_subject("package", 7)}


def test_a_letter_that_comes_back_twice_is_told_once(shared_mailbox: Running) -> None:
    message = actions.queue(
        letter=actions.Letter("Leping", "Tere"), to="olematu@tammepuit.example", language="et",
        subject=("package", 7), client_id=3, by=None,
    )  # fmt: skip
    tasks.send(message.pk)
    for again in shared_mailbox.post.folders.raws():
        shared_mailbox.post.folders.deliver(
            again.replace(b"Date:", b"Date: Tue, 03 Mar 2026 10:00:00 +0200\nX:")
        )
    tasks.fetch()
    assert Incoming.objects.filter(kind="bounce", answers=message).count() == 2
    assert message.events.filter(kind=EventKind.BOUNCED).count() == 1


def test_a_letter_of_a_client_reaches_the_shared_mailbox_by_smtp(shared_mailbox: Running) -> None:
    import smtplib

    message = EmailMessage()
    message["From"], message["To"] = "mari.tamm@tammepuit.example", "klienditugi@keskkonnaamet.example"
    message["Subject"] = "Küsimus"
    message.set_content("Tere, kuidas ma portaali saan?")
    with smtplib.SMTP(shared_mailbox.smtp.removeprefix("smtp://")) as server:
        server.send_message(message)
    tasks.fetch()
    assert Incoming.objects.get().body.sender == "mari.tamm@tammepuit.example"


def test_two_machines_that_answer_each_other_are_stopped(settings: Any) -> None:
    settings.MAILBOX_SENDER_HOURLY = 3
    kinds = [take(number, plain(f"ring-{number}")).reason for number in range(1, 6)]
    assert kinds == ["", "", "", "too_many", "too_many"]
    assert take(9, attached("ring-9", "leping.asice", b"PK\x05\x06" + b"\0" * 18)).kind == "letter", (
        "a bookkeeper may send forty signed contracts in an hour"
    )


def test_what_a_letter_says_cannot_be_changed() -> None:
    take(1, plain("kiri"))
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomingBody.objects.update(text="muu")


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_one_letter_once() -> None:
    Mailbox.objects.create(name="proov/INBOX", uid_validity=1)
    start = threading.Barrier(2)
    outcomes: list[actions.Outcome] = []

    def work() -> None:
        start.wait(5)
        outcomes.append(take(1, plain("kiri")))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert sorted(outcome.known for outcome in outcomes) == [False, True]
    assert Incoming.objects.count() == 1


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    with Scanner(tmp_path / "clamd.ctl") as scanner:
        settings.CLAMAV = (str(tmp_path / "clamd.ctl"), 0)
        yield scanner


def test_a_file_waits_while_the_scanner_is_away_and_is_looked_at_later(
    scanner: Scanner, settings: Any
) -> None:
    there, settings.CLAMAV = settings.CLAMAV, ("/nowhere/clamd.ctl", 0)
    take(1, attached("kiri", "leping.pdf", b"%PDF-1.7 leping"))
    take(2, attached("halb", "leping.pdf", b"%PDF-1.7 EICAR-PROOV"))
    waiting = Attachment.objects.filter(verdict=FileVerdict.WAITING, reason="not_scanned", blob=None)
    assert waiting.count() == 2
    tasks.scan()
    assert waiting.count() == 2

    settings.CLAMAV = there
    tasks.scan()

    good, bad = Attachment.objects.order_by("incoming_id")
    assert (good.verdict, good.reason, good.blob is not None) == ("taken", "", True)
    assert (bad.verdict, bad.reason, bad.blob) == ("refused", "virus", None)


def test_nothing_of_a_letter_is_lost_that_no_room_took(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(row: Incoming) -> None:
        raise IntegrityError("a key with the words of the letter")

    monkeypatch.setattr(slots, "each", lambda slot: iter((fails,)))
    outcome = take(1, plain("kiri"))
    assert list(Incoming.objects.waiting()) == [Incoming.objects.get(pk=outcome.letter)]
    assert Message.objects.count() == 0
    assert "IntegrityError" in caplog.text
    assert "Traceback" not in caplog.text and "words of the letter" not in caplog.text
