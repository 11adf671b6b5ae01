"""The shared mailbox: each letter once, whatever happens on the way, and nothing lost in it."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from desk import env, slots
from desk.mail import actions, mailbox, tasks
from desk.mail.actions import fetching, receiving
from desk.mail.enums import IncomingKind
from desk.mail.models import Incoming, Mailbox
from desk.mail.reading import read
from desk.outbox import PassingError, PermanentError
from tests.simulators.mailbox import Running

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_room_above")]


def letter(number: int, text: str = "Tere! Kuidas ma portaali saan?", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Mari Tamm <mari.tamm@tammepuit.example>"
    message["To"] = "klienditugi@keskkonnaamet.example"
    message["Subject"] = f"Küsimus {number}"
    message["Date"] = "Mon, 02 Mar 2026 09:15:00 +0200"
    message["Message-ID"] = f"<kysimus-{number}@tammepuit.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def test_a_letter_becomes_a_row_and_is_put_away(shared_mailbox: Running) -> None:
    shared_mailbox.post.folders.deliver(letter(1))
    (outcome,) = actions.fetch()

    row = Incoming.objects.get(pk=outcome.letter)
    assert (row.kind, row.message_id, row.language) == ("letter", "<kysimus-1@tammepuit.example>", "et")
    assert row.body.sender == "mari.tamm@tammepuit.example"
    assert row.body.text == "Tere! Kuidas ma portaali saan?"
    assert shared_mailbox.post.folders.raws() == []
    assert len(shared_mailbox.post.folders.raws("Abilaud/Taken")) == 1
    assert actions.fetch() == []


def test_letters_may_stay_where_they_are_marked_as_read(shared_mailbox: Running, settings: Any) -> None:
    settings.MAILBOX_TAKEN = ""
    shared_mailbox.post.folders.deliver(letter(1))
    assert len(actions.fetch()) == 1
    (kept,) = shared_mailbox.state.folders.folders["INBOX"].letters.values()
    assert r"\Seen" in kept.flags
    assert actions.fetch() == []


def test_what_others_marked_as_deleted_is_never_destroyed(shared_mailbox: Running) -> None:
    shared_mailbox.post.folders.deliver(letter(1))
    shared_mailbox.state.folders.folders["INBOX"].add(letter(2), {r"\Deleted"})
    shared_mailbox.post.fault = "no_move"
    assert len(actions.fetch()) == 2
    assert len(shared_mailbox.post.folders.raws()) == 2
    assert not {"EXPUNGE", "UID EXPUNGE", "CLOSE"} & set(shared_mailbox.post.log)


LINES: list[tuple[str, Any]] = [
    ("before anything is read", lambda p, die: p.setattr(receiving, "read", die)),
    ("before the row", lambda p, die: p.setattr(receiving, "_take", die)),
    ("between row and content", lambda p, die: p.setattr(receiving, "_keep", die)),
    ("while a room takes it", lambda p, die: p.setattr(receiving, "_offer", die)),
    ("before it is put away", lambda p, die: p.setattr(mailbox.Connection, "put_away", die)),
]


@pytest.mark.parametrize(("where", "kill"), LINES, ids=[where for where, _kill in LINES])
def test_a_worker_that_dies_at_any_line_loses_and_doubles_nothing(
    where: str, kill: Callable[..., None], shared_mailbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        shared_mailbox.post.folders.deliver(letter(number))

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        kill(patch, die)
        actions.fetch()
    actions.fetch()

    assert sorted(Incoming.objects.values_list("message_id", flat=True)) == [
        "<kysimus-1@tammepuit.example>", "<kysimus-2@tammepuit.example>",
    ]  # fmt: skip
    assert shared_mailbox.post.folders.raws() == []
    assert len(shared_mailbox.post.folders.raws("Abilaud/Taken")) == 2


def test_a_new_uidvalidity_reads_again_without_doubling(shared_mailbox: Running, settings: Any) -> None:
    settings.MAILBOX_TAKEN = ""
    for number in (1, 2, 3):
        shared_mailbox.post.folders.deliver(letter(number))
    actions.fetch()
    shared_mailbox.post.folders.count_anew()
    shared_mailbox.post.folders.deliver(letter(4))

    outcomes = actions.fetch()

    assert [outcome.known for outcome in outcomes] == [True, True, True, False]
    assert Incoming.objects.count() == 4
    assert set(Incoming.objects.values_list("uid_validity", flat=True)) == {
        Mailbox.objects.get().uid_validity
    }


def test_the_same_letter_under_another_uid_is_a_duplicate(shared_mailbox: Running) -> None:
    shared_mailbox.post.folders.deliver(letter(1))
    shared_mailbox.post.folders.deliver(b"Received: from elsewhere\n" + letter(1))
    shared_mailbox.post.folders.deliver(letter(1, text="Sama number, teine sisu"))
    first, second, third = actions.fetch()
    assert [first.kind, second.kind, third.kind] == ["letter", "duplicate", "letter"]
    assert Incoming.objects.get(pk=second.letter).follows_id == first.letter


def test_of_a_letter_that_is_too_big_only_the_head_is_fetched(shared_mailbox: Running, settings: Any) -> None:
    settings.MAILBOX_MAX_BYTES = 100_000
    shared_mailbox.post.folders.deliver(letter(1, text="x" * 70 + "\n" + "suur " * 40_000))
    (outcome,) = actions.fetch()
    assert (outcome.kind, outcome.reason) == ("letter", "too_big")
    assert shared_mailbox.post.fetched < 2_000
    row = Incoming.objects.get()
    assert (row.raw, row.body.subject, row.size) == (None, "Küsimus 1", outcome.size)
    assert len(shared_mailbox.post.folders.raws("Abilaud/Taken")[0]) == row.size, "whole in the mailbox"


def test_a_letter_that_the_server_does_not_give_out_blocks_nothing(shared_mailbox: Running) -> None:
    for number in (1, 2):
        shared_mailbox.post.folders.deliver(letter(number))
    shared_mailbox.post.fault, shared_mailbox.post.only_uid = "refuse_fetch", 1
    first, second = actions.fetch()
    assert (first.kind, first.reason, second.kind) == ("broken", "not_given", "letter")
    actions.fetch()
    assert len(shared_mailbox.post.folders.raws()) == 1, "it stays where a person finds it"


def test_a_connection_that_breaks_in_the_middle_of_a_letter_is_tried_again(shared_mailbox: Running) -> None:
    for number in (1, 2):
        shared_mailbox.post.folders.deliver(letter(number))
    shared_mailbox.post.fault, shared_mailbox.post.only_uid = "drop_in_fetch", 2
    assert len(actions.fetch()) == 1
    assert Mailbox.objects.get().trouble == "unreachable"
    shared_mailbox.post.fault = ""
    assert len(actions.fetch()) == 1
    assert Mailbox.objects.get().trouble == ""
    assert Incoming.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"password": "vale"}, PermanentError, "credentials"),
        ({"folder": "Puudub"}, PermanentError, "no_folder"),
        ({"port": 9}, PassingError, "unreachable"),
        ({"password": "täpiline"}, PermanentError, "credentials"),
    ],
)
def test_what_is_wrong_is_a_code_without_names(
    change: dict[str, object], error: type[Exception], code: str, shared_mailbox: Running, settings: Any
) -> None:
    settings.MAILBOX = {**settings.MAILBOX, **change}
    with pytest.raises(error, match=f"^{code}$"):
        actions.fetch()
    with pytest.raises(error, match=f"^{code}$"):
        mailbox.ping()
    assert Mailbox.objects.get().trouble == code
    tasks.fetch()  # the sweep goes on


@pytest.mark.slow
def test_a_server_that_says_nothing_is_not_waited_for(shared_mailbox: Running, settings: Any) -> None:
    settings.MAILBOX_TIMEOUT = 0.5
    shared_mailbox.post.fault = "silent"
    with pytest.raises(PassingError, match="unreachable"):
        mailbox.ping()


def test_a_mailbox_that_makes_no_folder_is_read_all_the_same(shared_mailbox: Running) -> None:
    shared_mailbox.post.fault = "full"
    for number in (1, 2):
        shared_mailbox.post.folders.deliver(letter(number))
    assert len(actions.fetch()) == 2
    shared_mailbox.post.folders.deliver(letter(3))
    assert len(actions.fetch()) == 1
    assert Mailbox.objects.get().trouble == "not_moved"

    shared_mailbox.post.fault = ""
    actions.fetch()
    assert Mailbox.objects.get().trouble == ""
    assert len(shared_mailbox.post.folders.raws("Abilaud/Taken")) == 3


@pytest.mark.django_db(transaction=True)
def test_two_rounds_never_run_at_once(shared_mailbox: Running) -> None:
    from django.db import connections

    with connections.create_connection("default").cursor() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [fetching._LOCK])
        with pytest.raises(actions.Busy):
            actions.fetch()
        tasks.fetch()
        # Let go of in words: a session that closes lets go a moment later.
        other.execute("SELECT pg_advisory_unlock(%s)", [fetching._LOCK])
        other.connection.close()
    actions.fetch()


@pytest.mark.parametrize(
    "url",
    ["imap://a:b@mail.example/INBOX", "pop3://a:b@mail.example", "imaps://mail.example", "imaps://a:b@h:x/"],
)
def test_a_wrong_address_of_the_mailbox_stops_the_start(url: str) -> None:
    with pytest.raises(env.WrongSetting, match="setting MAILBOX_URL"):
        env.imap("MAILBOX_URL", url, demo=True)


def test_loopback_without_encryption_is_for_a_demo_alone() -> None:
    with pytest.raises(env.WrongSetting):
        env.imap("MAILBOX_URL", "imap://a:b@localhost/", demo=False)
    found = env.imap("MAILBOX_URL", "imaps://info%40agency.example:s%2Fx@mail.example", demo=False)
    assert found == {
        "host": "mail.example", "port": 993, "username": "info@agency.example", "password": "s/x",
        "folder": "INBOX", "tls": True,
    }  # fmt: skip


def test_without_a_mailbox_the_sweep_does_nothing(settings: Any) -> None:
    settings.MAILBOX = {}
    tasks.fetch()
    assert not Mailbox.objects.exists()


def test_a_room_that_fails_on_a_letter_blocks_neither_it_nor_others(
    shared_mailbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(row: Incoming) -> None:
        raise ValueError("no")

    def takes(row: Incoming) -> tuple[str, int, int | None]:
        return "enquiry", 7, 3

    monkeypatch.setattr(slots, "each", lambda slot: iter((fails, takes)))
    shared_mailbox.post.folders.deliver(letter(1))
    (outcome,) = actions.fetch()
    row = Incoming.objects.get()
    assert (outcome.claimed, row.subject_id, row.client_id) == ("enquiry", 7, 3)
    assert row.claimed_at is not None
    assert row.kind == IncomingKind.LETTER


def test_a_letter_that_kills_whoever_reads_it_is_left_after_three_deaths(
    shared_mailbox: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        shared_mailbox.post.folders.deliver(letter(number))

    def deadly(data: bytes, *args: Any, **kwargs: Any) -> Any:
        if b"kysimus-1@" in data:
            raise SystemExit
        return read(data, *args, **kwargs)

    monkeypatch.setattr(receiving, "read", deadly)
    for _ in range(fetching.DEATHS):
        with pytest.raises(SystemExit):
            actions.fetch()
    assert [(each.kind, each.reason) for each in actions.fetch()] == [("broken", "gave_up"), ("letter", "")]
    assert len(shared_mailbox.post.folders.raws()) == 1, "it stays where a person finds it"
