"""What is read out of a letter: who sent it, and that no bytes make the reading fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.mail.enums import IncomingKind
from desk.mail.reading import Ours, read
from desk.mail.reading.pages import as_text
from desk.mail.reading.texts import own_words
from tests.mail import awkward
from tests.mail.awkward.paper import AGENCY, plain

pytestmark = pytest.mark.slow

OURS = Ours(AGENCY, "mx.keskkonnaamet.example")
SEEDS = [raw for name, raw in awkward.mailbox() if name != "fifty-megabytes" and len(raw) < 20_000]


def proof(result: str, sender: str = "mari@tammepuit.example", more: str = "") -> str:
    top = f"Authentication-Results: {result}\n{more}"
    return read(top.encode() + plain("kiri", sender=sender), OURS, size=1).sender_proof


@pytest.mark.parametrize(
    ("result", "word"),
    [
        ("mx.keskkonnaamet.example; dmarc=pass (p=reject) header.from=tammepuit.example", "dmarc"),
        ("mx.keskkonnaamet.example; dmarc=pass header.from=kuri.example", "failed"),
        ("mx.keskkonnaamet.example; dkim=pass header.d=kuri.example; dmarc=fail", "failed"),
        ("mx.keskkonnaamet.example; dkim=pass header.d=tammepuit.example", "dkim"),
        ("mx.keskkonnaamet.example; dkim=pass header.d=kuri.example", "none"),
        ("mx.keskkonnaamet.example; spf=pass smtp.mailfrom=mari@tammepuit.example", "spf"),
        ("mx.keskkonnaamet.example; spf=softfail smtp.mailfrom=mari@tammepuit.example", "none"),
        ("mx.keskkonnaamet.example; none", "none"),
        ("mx.kuri.example; dmarc=pass", ""),
        ("mx.keskkonnaamet.example.kuri.example; dmarc=pass", ""),
        ("", ""),
    ],
)
def test_only_our_own_server_proves_a_sender(result: str, word: str) -> None:
    assert proof(result) == word


def test_of_two_senders_none_is_proved() -> None:
    passed = "mx.keskkonnaamet.example; dmarc=pass"
    assert proof(passed, more="From: teine@kuri.example\n") == "none"
    assert proof(passed, sender="mari@tammepuit.example, teine@kuri.example") == "none"


def test_without_a_name_of_our_server_nothing_is_believed() -> None:
    raw = b"Authentication-Results: ; dmarc=pass\n" + plain("kiri")
    assert read(raw, Ours(AGENCY), size=1).sender_proof == ""


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Jah\n\nOn Mon, 2 Mar 2026 Desk wrote:\n> Kas?", "Jah"),
        ("Да\n\n2 марта 2026, Служба написал:\n> Вопрос", "Да"),
        ("Jah\n\n________________\nSaatja: Desk\nSaadetud: eile\nTeema: x\n\nKas?", "Jah"),
        ("Yes\n\nFrom: Desk\nSent: Monday\nTo: me\n\nOld", "Yes"),
        ("> Kas?\nJah", "> Kas?\nJah"),
        ("-----Algne kiri-----\nFrom: x\nSent: y\nvana", "-----Algne kiri-----\nFrom: x\nSent: y\nvana"),
        ("Saatja: mina olen saatja\nkuidas edasi?", "Saatja: mina olen saatja\nkuidas edasi?"),
    ],
)
def test_own_words_end_where_the_earlier_letter_begins(text: str, own: str) -> None:
    assert own_words(text)[0] == own


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_no_bytes_make_the_reading_fail(data: st.DataObject) -> None:
    """Letters cut, joined and spoilt at random end as something that a database keeps."""
    raw = data.draw(st.sampled_from(SEEDS))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        piece = data.draw(st.binary(max_size=30) | st.sampled_from(SEEDS).map(lambda each: each[:200]))
        raw = raw[:at] + piece + raw[at + data.draw(st.integers(0, 40)) :]
    letter = read(raw, OURS, size=len(raw))
    assert letter.kind in IncomingKind.values
    for text, most in ((letter.subject, 300), (letter.sender, 254), (letter.sender_name, 200),
                       (letter.message_id, 255), (letter.to, 2_000), (letter.text, 200_000)):  # fmt: skip
        assert len(text) <= most
        text.encode()  # no half characters
        assert "\x00" not in text
    assert len(letter.references) <= 40 and all(len(each) <= 255 for each in letter.references)


@given(st.text(alphabet="<>ab /=\"'&;divscript-!", max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_page_makes_the_reading_fail(page: str) -> None:
    assert "\x00" not in as_text(page)
