"""Letters as they stand in the tables, for the rooms that read them; how they get there is `receive`'s."""

import hashlib
from itertools import count
from typing import Any

from desk import clock
from desk.mail.enums import FileVerdict, IncomingKind
from desk.mail.models import Attachment, Incoming, IncomingBody, Mailbox
from desk.records import blobs

_uids = count(1)


def letter_in(
    text: str = "Tere! Kuidas lisada peakasutajat?",
    *,
    subject: str = "Küsimus",
    sender: str = "mari.tamm@tammepuit.example",
    sender_name: str = "Mari Tamm",
    reply_to: str = "",
    kind: str = IncomingKind.LETTER,
    language: str = "et",
    sender_proof: str = "",
    files: tuple[tuple[str, str, bytes], ...] = (),
    refused: tuple[tuple[str, str], ...] = (),
    **values: Any,
) -> Incoming:
    """A letter that was read and that no room has taken; `refused` are files by name and reason."""
    mailbox, _ = Mailbox.objects.get_or_create(name="INBOX")
    uid = next(_uids)
    incoming = Incoming.objects.create(
        mailbox=mailbox, uid_validity=1, uid=uid, message_id=f"<{uid}@tammepuit.example>", kind=kind,
        language=language, size=len(text), content_hash=hashlib.sha256(text.encode()).hexdigest(),
        **{"dated_at": clock.now(), **values},
    )  # fmt: skip
    IncomingBody.objects.create(
        incoming=incoming, sender=sender, sender_name=sender_name, reply_to=reply_to,
        to="klienditugi@keskkonnaamet.example", subject=subject, text=text, sender_proof=sender_proof,
    )  # fmt: skip
    for position, (name, content_type, data) in enumerate(files):
        Attachment.objects.create(
            incoming=incoming, position=position, name=name, declared_type=content_type,
            content_type=content_type, size=len(data), verdict=FileVerdict.TAKEN,
            blob=blobs.store(data, content_type, "mail.attachment"),
        )  # fmt: skip
    for position, (name, reason) in enumerate(refused, start=len(files)):
        Attachment.objects.create(
            incoming=incoming,
            position=position,
            name=name,
            size=1,
            verdict=FileVerdict.REFUSED,
            reason=reason,
        )
    return incoming
