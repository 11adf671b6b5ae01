"""Where the bytes of a record's files are kept, and how a package fetches them. Reads only."""

import hashlib
from collections.abc import Iterable

from contracts.models import Registration
from contracts.registration.capsule import Read
from contracts.registration.records import Contents, File
from desk import workdays
from desk.mail.models import IncomingBody, MessageBody
from desk.records import blobs
from desk.records.models import Blob

_BLOB, _CAME, _SENT = "blob", "incoming", "message"


class Gone(Exception):
    """A file that belongs to the package was destroyed by rule, or is damaged."""


def of_blob(blob: Blob) -> str:
    """The place of stored bytes."""
    return f"{_BLOB}:{blob.pk}"


def of_letter(row: Registration) -> tuple[str, str]:
    """The text of the letter and its place; empty where its rule destroyed it."""
    if row.incoming is not None:
        body = getattr(row.incoming, "body", None)
        return (_received(body), f"{_CAME}:{row.incoming.pk}") if body else ("", "")
    assert row.message is not None
    told = getattr(row.message, "body", None)
    return (_sent(told), f"{_SENT}:{row.message.pk}") if told else ("", "")


def reader(contents: Contents) -> Read:
    """Fetches the files of these records; each must be what it was when it was described, or Gone."""
    places = [file.source for record in contents.records for file in record.files]
    kept = Blob.objects.in_bulk(_ids(places, _BLOB))
    bodies = IncomingBody.objects.filter(pk__in=_ids(places, _CAME)).select_related("incoming")
    came = {each.pk: each for each in bodies}
    told = MessageBody.objects.filter(pk__in=_ids(places, _SENT)).select_related("message")
    sent = {each.pk: each for each in told}

    def read(file: File) -> bytes:
        kind, _colon, number = file.source.partition(":")
        pk = int(number)
        try:
            data = _data(kind, pk)
        except (KeyError, blobs.Damaged):
            raise Gone(file.guid) from None
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Gone(file.guid)
        return data

    def _data(kind: str, pk: int) -> bytes:
        if kind == _BLOB:
            return blobs.read(kept[pk])
        return (_received(came[pk]) if kind == _CAME else _sent(sent[pk])).encode()

    return read


def _ids(places: Iterable[str], kind: str) -> list[int]:
    return [
        int(number) for found, _colon, number in (each.partition(":") for each in places) if found == kind
    ]


def _received(body: IncomingBody) -> str:
    at = body.incoming.received_at.astimezone(workdays.TALLINN)
    head = [
        f"Saatja: {body.sender_name} <{body.sender}>", f"Saaja: {body.to}",
        f"Saabunud: {at:%d.%m.%Y %H:%M}", f"Pealkiri: {body.subject}",
    ]  # fmt: skip
    return "\n".join([*head, "", body.text, *(["", body.quoted] if body.quoted else []), ""])


def _sent(body: MessageBody) -> str:
    at = body.message.queued_at.astimezone(workdays.TALLINN)
    head = [f"Saaja: {body.to}", f"Saadetud: {at:%d.%m.%Y %H:%M}", f"Pealkiri: {body.subject}"]
    return "\n".join([*head, "", body.text, ""])
