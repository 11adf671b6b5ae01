"""A signed container that came by e-mail goes to the documents that it answers (slot MAIL_CLAIMERS)."""

import hashlib
import re

from contracts.actions import returns
from contracts.actions.dispatch import token_hash
from contracts.actions.drafting import SUBJECT
from contracts.containers import archive
from contracts.containers.report import Rejected
from contracts.enums import ContainerSource
from contracts.models import Authorisation, ClientLink, Package
from desk.http import Refused
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment, Incoming
from desk.records import blobs

_CONTAINER = re.compile(r"\.(asice|sce|bdoc)$", re.IGNORECASE)
_LINK = re.compile(r"/k/([\w-]{20,100})/")
MOST = 5  # containers of one letter that are tried


def claim(incoming: Incoming) -> tuple[str, int, int | None] | None:
    """The package that takes a container of this letter; None where there is none, or none takes it.

    What does not fit falls through to a person: a letter is never lost because its file was wrong.
    """
    for attachment in _containers(incoming):
        data = _bytes(attachment)
        package = _answered(incoming) or _linked(incoming) or _holding_our_files(data)
        if package is None or not data:
            continue
        try:
            returns.receive(
                package=package, data=data, filename=attachment.name, source=ContainerSource.EMAIL
            )
        except Refused:
            continue
        return SUBJECT, package.pk, package.client_id
    return None


def _containers(incoming: Incoming) -> list[Attachment]:
    taken = incoming.attachments.filter(verdict=FileVerdict.TAKEN, blob__isnull=False).select_related("blob")
    return [one for one in taken if _CONTAINER.search(one.name) or "asic" in one.content_type][:MOST]


def _bytes(attachment: Attachment) -> bytes:
    assert attachment.blob is not None  # filtered
    try:
        return blobs.read(attachment.blob)
    except blobs.Damaged:
        return b""


def _answered(incoming: Incoming) -> Package | None:
    """The letter answers one of ours about these documents: our Message-ID cannot be guessed."""
    answered = incoming.answers
    if answered is None or answered.subject_kind != SUBJECT:
        return None
    return Package.objects.filter(pk=answered.subject_id).first()


def _linked(incoming: Incoming) -> Package | None:
    """The client's link stands in the letter or in what it quotes."""
    body = getattr(incoming, "body", None)
    if body is None:
        return None
    hashes = [token_hash(token) for token in _LINK.findall(f"{body.text}\n{body.quoted}")[:MOST]]
    link = ClientLink.objects.working().filter(token_hash__in=hashes).select_related("package").first()
    return link.package if link else None


def _holding_our_files(data: bytes) -> Package | None:
    """The files in the container are, byte for byte, drafts that we sent."""
    try:
        entries = archive.read_entries(data)
    except Rejected:
        return None
    hashes = {hashlib.sha256(entry.data).hexdigest() for entry in entries}
    drafts = Authorisation.objects.filter(pdf_sha256__in=hashes).select_related("package")
    packages = {draft.package_id: draft.package for draft in drafts}
    return next(iter(packages.values())) if len(packages) == 1 else None
