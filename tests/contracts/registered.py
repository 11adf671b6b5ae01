"""What tests of the document register do over and over: accept, write letters, read packages."""

import io
import json
import zipfile
from typing import Any

from django.urls import reverse

from contracts import workflow
from contracts.actions import accept
from contracts.enums import PackageState
from contracts.models import Package, Registration, RegistrationExport
from desk import clock
from desk.enquiries.models import Enquiry, EnquiryMail, Topic
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment, Incoming, IncomingBody, Mailbox, Message, MessageBody
from desk.outbox import JobState
from desk.records import blobs
from tests.conftest import Actor
from tests.contracts.conftest import Ground


def accepted(ground: Ground, *documents: Any, **options: Any) -> Package:
    """A package that came back signed by all and was accepted."""
    package = ground.sent(*documents, **options)
    workflow.move(package, PackageState.RETURNED)
    return accept(package=package, by=ground.user)


def enquiry(ground: Ground, kind: str = "complaint", **values: Any) -> Enquiry:
    topic, _made = Topic.objects.get_or_create(
        code="access", defaults={"name_et": "Ligipääs", "name_en": "Access", "name_ru": "Доступ"}
    )
    number = f"P-2026-{Enquiry.objects.count() + 700:06}"
    return Enquiry.objects.create(number=number, topic=topic, kind=kind, **{"client": ground.tamme, **values})


def letter(
    about: Enquiry | None, *, files: dict[str, str] | None = None, text: str = "Palun lahendage."
) -> Incoming:
    """A letter that came in; `files` with the verdict of each."""
    box, _made = Mailbox.objects.get_or_create(name="info@keskkonnaamet.example")
    uid = Incoming.objects.count() + 1
    raw = blobs.store(f"From: kadri@raamat.example\r\n\r\n{text} {uid}".encode(), "message/rfc822", "mail")
    row = Incoming.objects.create(
        mailbox=box, uid_validity=1, uid=uid, kind="letter", size=raw.size, content_hash=raw.sha256, raw=raw,
        received_at=clock.now(), client_id=about.client_id if about else None, language="et",
    )  # fmt: skip
    IncomingBody.objects.create(
        incoming=row, sender="kadri@raamat.example", sender_name="Kadri Lepp", subject="Kaebus Kadri Lepalt",
        to="info@keskkonnaamet.example", text=text,
    )  # fmt: skip
    for position, (name, verdict) in enumerate((files or {}).items()):
        blob = blobs.store(f"{name} {uid}".encode(), "application/pdf", "mail")
        Attachment.objects.create(
            incoming=row, position=position, name=name, content_type="application/pdf", size=blob.size,
            verdict=verdict, reason="" if verdict == FileVerdict.TAKEN else "virus",
            blob=blob if verdict == FileVerdict.TAKEN else None,
        )  # fmt: skip
    if about is not None:
        EnquiryMail.objects.create(enquiry=about, incoming=row)
    return row


def reply(about: Enquiry, *, written: bool = True, state: str = JobState.SENT) -> Message:
    row = Message.objects.create(
        message_id=f"<{Message.objects.count()}@abilaud.example>", language="et", subject_kind="enquiry",
        subject_id=about.pk, client_id=about.client_id, queued_at=clock.now(), written=written, state=state,
    )  # fmt: skip
    MessageBody.objects.create(message=row, to="kadri@raamat.example", subject="Re", text="Vastame teile.")
    return row


def package_of(as_registrar: Actor, *rows: Registration) -> RegistrationExport:
    """The registrar makes a package of these rows."""
    chosen = {"chosen": [str(row.pk) for row in rows]} if rows else {"all": "1"}
    as_registrar.post(reverse("contracts:make_register_package"), chosen)
    return RegistrationExport.objects.latest("pk")


def downloaded(as_registrar: Actor, package: RegistrationExport) -> bytes:
    answer: Any = as_registrar.post(reverse("contracts:fetch_register_package", args=[package.pk]))
    assert answer.status_code == 200, answer.headers
    return b"".join(answer.streaming_content)


def opened(data: bytes) -> dict[str, bytes]:
    """Every file of the package by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def folder_of(files: dict[str, bytes], row: Registration) -> dict[str, bytes]:
    """The files of one record, without its folder's name."""
    ending = f"_{row.what}_{str(row.uuid)[:8]}"
    return {
        name.partition("/")[2]: data
        for name, data in files.items()
        if name.partition("/")[0].endswith(ending)
    }


def told(files: dict[str, bytes], row: Registration) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(folder_of(files, row)["metadata.json"])
    return found
