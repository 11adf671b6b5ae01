"""A mailbox of awkward letters, read over IMAP by the real command: the table says what becomes of each."""

import json
import resource
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from desk import clock
from desk.mail.enums import EventKind, FileVerdict, IncomingKind
from desk.mail.models import Attachment, Incoming, Message, MessageBody
from desk.outbox import JobState
from desk.records import blobs
from desk.records.filecheck import served_as
from tests.mail import awkward
from tests.mail.awkward.paper import OURS, RETURNED
from tests.simulators.mailbox import Running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Letter, kind with its reason, language, and what the file check says of its files.
TABLE = """
estonian                    letter                et
english                     letter                en
russian-koi8                letter                ru
russian-without-charset     letter                ru
says-utf8-is-baltic         letter                et
says-latin1-is-utf8         letter                et
charset-that-is-none        letter                et
eight-bit-title             letter                et
encoded-title               letter                et
title-of-5000-letters       letter                et
html-with-remote-content    letter                et
html-link-that-lies         letter                et
html-with-hidden-words      letter                -
html-nested-5000-deep       letter                et
plain-and-html              letter                en
flowed                      letter                et
answer-outlook              letter                -
answer-gmail                letter                et
answer-between-the-lines    letter                et
answer-with-signature       letter                en
without-message-id          letter                et
without-date                letter                et
date-that-is-none           letter                et
answer-goes-elsewhere       letter                et
two-senders                 letter                et
sender-without-address      letter                et
as-the-ministry             letter                et
as-ourselves                letter                et
proved                      letter                et
proved-false                letter                et
number-of-another           letter                et
about-automatic-replies     letter                et
sent-by-the-clients-system  letter                et
away-english                auto_reply            en
away-estonian-outlook       auto_reply            et
away-russian                auto_reply            ru
vacation-unix               auto_reply            en
ticket-system               auto_reply            et
bounce-postfix              bounce/failed         en
bounce-exchange             bounce/failed         et
bounce-qmail                bounce/failed         en
bounce-gmail                bounce/failed         en
bounce-estonian-words       bounce/failed         et
bounce-exim                 bounce/failed         en
bounce-of-nothing-of-ours   bounce/failed         en
delayed                     receipt/delayed       -
delayed-in-words            receipt/delayed       -
delivered                   receipt/delivered     -
read                        receipt/read          -
deleted-unread              receipt/unread        -
own-letter-came-round       loop/own_letter       et
own-mark-came-round         loop/own_letter       et
newsletter                  bulk                  et
sent-in-bulk                bulk                  en
signed-container            letter                et  taken
pdf-and-office              letter                -   taken taken
nothing-but-a-file          letter                -   taken
forwarded                   letter                -   taken
invitation                  letter                -   taken
pdf-with-script             letter                -   taken/active_content
page-as-file                letter                et  taken/active_content
drawing-with-script         letter                -   taken/active_content
office-with-macros          letter                -   refused/macros
program-as-pdf              letter                et  refused/executable
page-as-pdf                 letter                et  refused/not_what_it_says
name-turned-round           letter                et  refused/executable
name-with-folders           letter                -   taken
program-in-archive          letter                -   refused/executable
archives-six-deep           letter                et  refused/too_deep
archive-that-explodes       letter                -   refused/bomb
archive-of-2000-files       letter                -   refused/too_many_files
encrypted-archive           letter                et  refused/encrypted
archive-of-another-kind     letter                -   refused/archive_kind
damaged-archive             letter                et  refused/damaged
outlook-package             letter                et  refused/tnef
empty-file                  letter                et  refused/empty
base64-that-is-none         letter                en  refused/not_what_it_says
last-boundary-missing       letter                et  taken
boundary-that-never-comes   letter                en
nul-bytes                   letter                et
5000-header-lines           letter                et
parts-300-deep              broken/too_many_parts -
parts-40-deep               broken/too_deep       -
letters-in-letters          letter                -   taken
500-parts                   broken/too_many_parts -
not-a-letter                broken/unreadable     -
nothing                     broken/unreadable     -
random-bytes                broken/unreadable     -
fifty-megabytes             letter/too_big        -
came-twice                  duplicate             et
"""


@pytest.fixture
def ours() -> dict[str, Message]:
    """What the desk has sent: one letter that was answered, and one for each report that it came back."""
    return {message_id: _sent(message_id) for message_id in (OURS, *RETURNED.values())}


def _sent(message_id: str) -> Message:
    message = Message.objects.create(
        message_id=message_id,
        language="et",
        subject_kind="package",
        subject_id=7,
        queued_at=clock.now(),
        content_hash="",
        state=JobState.SENT,
    )
    MessageBody.objects.create(message=message, to="kadri@raamat.example", subject="Leping", text="Tere")
    return message


@pytest.fixture
def read(shared_mailbox: Running, ours: dict[str, Message], settings: Any) -> dict[str, dict[str, Any]]:
    """Every letter of the mailbox by name, as the command tells of it."""
    settings.MAILBOX_SENDER_HOURLY = 1_000
    uids = {shared_mailbox.post.folders.deliver(raw): name for name, raw in awkward.mailbox()}
    out = StringIO()
    call_command("fetch_mail", "--json", stdout=out)
    return {uids[letter["uid"]]: letter for letter in json.loads(out.getvalue())["letters"]}


def line(name: str, letter: dict[str, Any]) -> str:
    row = Incoming.objects.get(pk=letter["letter"])
    said = f"{letter['kind']}/{letter['reason']}".rstrip("/")
    files = " ".join(f"{file['verdict']}/{file['reason']}".rstrip("/") for file in letter["files"])
    return f"{name:<28}{said:<22}{row.language or '-':<4}{files}".rstrip()


def test_each_letter_ends_as_the_table_says(read: dict[str, Any], ours: dict[str, Message]) -> None:
    assert len(awkward.NAMES) == len(set(awkward.NAMES)) >= 60
    told = [line(name, read[name]) for name in awkward.NAMES]
    assert told == TABLE.strip().splitlines()

    rows = {name: Incoming.objects.get(pk=letter["letter"]) for name, letter in read.items()}
    _texts_are_harmless(rows)
    _senders_are_told_apart(rows)
    _reports_reach_what_they_are_about(rows, ours)
    _files_are_safe(rows)
    _nothing_personal_is_told(read)
    claimed = {letter["claimed"] for letter in read.values() if letter["kind"] == "letter"}
    assert claimed == {"enquiry"}, "what a person wrote is taken by a room, however awkward"
    assert not any(letter["claimed"] for letter in read.values() if letter["kind"] != "letter")


def _texts_are_harmless(rows: dict[str, Incoming]) -> None:
    page = rows["html-with-remote-content"].body.text
    assert page == "Tere! Palun vaadake.\n\n[Tamme Puit]"
    assert (
        "https://kotkas.example/sisene <https://kuri.example/varas>" in rows["html-link-that-lies"].body.text
    )
    assert rows["html-link-that-lies"].body.text.count("<") == 1, "an honest link needs no target beside it"
    assert rows["html-with-hidden-words"].body.text == "Nähtav"
    assert rows["html-nested-5000-deep"].body.text.endswith("sügav")
    assert rows["plain-and-html"].body.text == "Tavaline tekst"
    assert rows["flowed"].body.text == "See rida läheb edasi siin.\n\nUus lõik."
    assert (rows["answer-outlook"].body.text, rows["answer-gmail"].body.text) == ("Jah, sobib.", "Aitäh!")
    assert "Leping on lisatud" in rows["answer-gmail"].body.quoted
    assert rows["answer-between-the-lines"].body.quoted == ""
    assert rows["answer-with-signature"].body.quoted.startswith("--\nMari Tamm")
    assert rows["eight-bit-title"].body.subject == "Õhusaasteluba"
    assert rows["encoded-title"].body.subject == "Küsimus õhuloa"
    assert rows["russian-koi8"].body.text.startswith("Здравствуйте")
    assert rows["boundary-that-never-comes"].body.text == "Tekst ilma piirideta"
    assert rows["nul-bytes"].body.subject == "ABC"


def _senders_are_told_apart(rows: dict[str, Incoming]) -> None:
    proofs = {name: row.body.sender_proof for name, row in rows.items() if hasattr(row, "body")}
    assert {name: proof for name, proof in proofs.items() if proof} == {
        "proved": "dmarc",
        "proved-false": "failed",
    }, "only what our own server wrote at the top counts"
    assert rows["answer-goes-elsewhere"].body.reply_to == "keegi@kuri.example"
    assert rows["sender-without-address"].body.sender == ""


def _reports_reach_what_they_are_about(rows: dict[str, Incoming], ours: dict[str, Message]) -> None:
    came_back = Message.objects.filter(events__kind=EventKind.BOUNCED)
    assert set(came_back.values_list("message_id", flat=True)) == set(RETURNED.values())
    assert rows["bounce-of-nothing-of-ours"].answers is None
    about = {"delayed", "delivered", "read", "answer-gmail", "away-estonian-outlook", "ticket-system"}
    assert {rows[name].answers for name in about} == {ours[OURS]}
    assert ours[OURS].events.count() == 0, "a delay or a receipt is no bounce"


def _files_are_safe(rows: dict[str, Incoming]) -> None:
    for attachment in Attachment.objects.all():
        assert not set(attachment.name) & set("/\\\u202e"), attachment.name
        assert (attachment.blob is not None) == (attachment.verdict == FileVerdict.TAKEN)
    container = rows["signed-container"].attachments.get()
    assert container.content_type == "application/vnd.etsi.asic-e+zip"
    assert container.blob is not None and blobs.read(container.blob).startswith(b"PK")
    assert served_as("image/svg+xml") == served_as("text/html") == ("application/octet-stream", False)
    assert rows["fifty-megabytes"].raw is None
    assert rows["came-twice"].follows == rows["estonian"]


def _nothing_personal_is_told(read: dict[str, Any]) -> None:
    told = json.dumps(read)
    assert "@" not in told and "Tamm" not in told


def test_a_letter_of_fifty_megabytes_costs_its_head(shared_mailbox: Running) -> None:
    make = awkward.hostile.LETTERS["fifty-megabytes"]
    shared_mailbox.post.folders.deliver(make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    call_command("fetch_mail", stdout=StringIO())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert Incoming.objects.get().kind == IncomingKind.LETTER
    assert shared_mailbox.post.fetched < 2_000
    assert grown < 10_000, f"{grown} KB more at the highest"
