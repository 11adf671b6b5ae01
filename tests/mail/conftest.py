"""The pretended mail server, and the room pointed at it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from desk import env, slots
from tests.simulators import mailbox
from tests.simulators.mailbox import Running


@pytest.fixture(scope="session")
def running_mailbox() -> Iterator[Running]:
    running = mailbox.start()
    yield running
    running.stop()


@pytest.fixture
def mail_server(running_mailbox: Running, settings: Any) -> Running:
    """An empty mailbox that takes everything."""
    running_mailbox.state.reset()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", urlsplit(running_mailbox.smtp).port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 20
    return running_mailbox


@pytest.fixture
def shared_mailbox(mail_server: Running, settings: Any) -> Running:
    """The agency's own mailbox, empty, read over IMAP."""
    mail_server.post.reset()
    settings.MAILBOX_URL = mail_server.imap
    settings.MAILBOX = env.imap("MAILBOX_URL", mail_server.imap, demo=True)
    settings.MAILBOX_TAKEN = "Abilaud/Taken"
    settings.MAILBOX_AUTHSERV = "mx.keskkonnaamet.example"
    settings.MAILBOX_TIMEOUT = 5
    return mail_server


@pytest.fixture
def no_room_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rooms above make of a letter is theirs to test."""
    monkeypatch.setattr(slots, "each", lambda slot: iter(()))
