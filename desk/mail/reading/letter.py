"""What is read out of a letter: frozen values, without a model."""

from dataclasses import dataclass, field
from datetime import datetime

from desk.mail.enums import IncomingKind


@dataclass(frozen=True)
class Ours:
    """By what our own letters and our own mail server are known."""

    address: str
    authserv: str = ""


@dataclass(frozen=True)
class File:
    """An attachment as it came; nothing in it is believed yet."""

    name: str
    declared_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Report:
    """What a mail server or a reader's program says of a letter of ours.

    `action`: failed, delayed, delivered, read or unread; `status` such as 5.1.1, empty when unsaid.
    """

    action: str
    status: str = ""
    message_ids: tuple[str, ...] = ()
    envelope_id: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter that came in. Nothing in it is longer than its column, nor holds what a database refuses."""

    kind: IncomingKind
    content_hash: str
    reason: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()  # the nearest last
    sender: str = ""
    sender_name: str = ""
    sender_proof: str = ""
    reply_to: str = ""
    to: str = ""
    subject: str = ""
    text: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    dated: datetime | None = None
    language: str = ""
    files: tuple[File, ...] = ()
    report: Report | None = None
