"""Bytes from the mailbox to a frozen `Letter`. Pure: nothing here knows a model, and nothing is fetched.

A hostile letter ends as a harmless one, or as one of kind BROKEN with a reason; never as an exception.
"""

import hashlib
import logging
from dataclasses import replace
from email.message import Message

from desk.mail.enums import IncomingKind
from desk.mail.reading import heads, kinds, language, reports
from desk.mail.reading.charsets import lines
from desk.mail.reading.letter import File, Letter, Ours, Report
from desk.mail.reading.parts import Parts, Unreadable, head, take_apart
from desk.mail.reading.texts import own_words

__all__ = ["File", "Letter", "Ours", "Report", "read"]

log = logging.getLogger(__name__)

TEXT = 200_000  # characters of a letter's text that are kept apart from the letter itself


def read(data: bytes, ours: Ours, *, size: int, whole: bool = True) -> Letter:
    """What the letter is and says. `size`: what the server says it has; not `whole`: `data` is its head."""
    try:
        message = head(data)
    except Exception as trouble:  # noqa: BLE001  (the library raises whatever a hostile head provokes)
        log.warning("a letter's head could not be read: %s", type(trouble).__name__)
        return Letter(IncomingKind.BROKEN, hashlib.sha256(data).hexdigest(), "unreadable")
    try:
        return _read(message, data, ours, size, whole)
    except Unreadable as trouble:
        return _broken(message, data, ours, trouble.code)
    except Exception as trouble:  # noqa: BLE001
        log.warning("a letter could not be read: %s", type(trouble).__name__)
        return _broken(message, data, ours, "unreadable")


def _read(message: Message, data: bytes, ours: Ours, size: int, whole: bool) -> Letter:
    if not message.keys():
        raise Unreadable("unreadable")
    letter = _headed(message, data, ours, size, whole)
    parts = take_apart(data) if whole else Parts()
    report = reports.report(message, parts)
    kind, reason = kinds.kind_of(message, ours, report, bool(letter.references))
    if not whole and kind == IncomingKind.LETTER:
        reason = "too_big"
    text, quoted = own_words(lines("\n\n".join(parts.texts)[: 2 * TEXT], TEXT))
    if kind == IncomingKind.LETTER and not (letter.sender or letter.subject or text or parts.files):
        kind, reason = IncomingKind.BROKEN, "unreadable"
    return replace(
        letter,
        kind=kind,
        reason=reason,
        text=text,
        quoted=quoted,
        files=tuple(parts.files),
        report=report,
        language=language.guess(f"{letter.subject}\n{text}"),
    )


def _headed(message: Message, data: bytes, ours: Ours, size: int, whole: bool) -> Letter:
    name, address = heads.sender(message)
    answer_to = heads.addresses(message, "Reply-To")
    return Letter(
        kind=IncomingKind.LETTER,
        content_hash=_hash(message, data, size, whole),
        message_id=heads.message_id(message),
        references=heads.references(message),
        sender=address,
        sender_name=name,
        sender_proof=heads.proof(message, ours.authserv, address),
        reply_to=answer_to[0][1] if answer_to and answer_to[0][1] != address else "",
        to=heads.recipients(message),
        subject=heads.title(message),
        dated=heads.dated(message),
    )


def _broken(message: Message, data: bytes, ours: Ours, code: str) -> Letter:
    """Its head may still say who wrote."""
    try:
        letter = _headed(message, data, ours, len(data), True)
    except Exception:  # noqa: BLE001
        letter = Letter(IncomingKind.BROKEN, hashlib.sha256(data).hexdigest())
    return replace(letter, kind=IncomingKind.BROKEN, reason=code)


def _hash(message: Message, data: bytes, size: int, whole: bool) -> str:
    """The same for a letter that came twice over different ways: what servers add on the way is left out."""
    said = hashlib.sha256()
    for name in ("Message-ID", "Date", "From", "Subject"):
        said.update("\n".join([name, *heads.raw(message, name)[:1]]).encode("utf-8", "replace"))
    if whole:
        start = min((at for at in (data.find(b"\r\n\r\n"), data.find(b"\n\n")) if at >= 0), default=0)
        said.update(memoryview(data)[start:])
    else:
        said.update(str(size).encode())
    return said.hexdigest()
