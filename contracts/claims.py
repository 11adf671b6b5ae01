"""Signed containers that came by e-mail go to the documents that they answer (slot MAIL_CLAIMERS)."""

import hashlib
import re

from contracts.actions import returns
from contracts.actions.drafting import SUBJECT
from contracts.actions.links import token_hash
from contracts.containers import archive
from contracts.containers.report import Rejected
from contracts.enums import AuthorisationState, ContainerSource
from contracts.models import Authorisation, ClientLink, Package
from contracts.models.drafts import DROPPED
from desk.http import Refused
from desk.mail.enums import FileVerdict
from desk.mail.models import Attachment, Incoming
from desk.records import blobs
from desk.records.actions import note

_CONTAINER = re.compile(r"\.(asice|sce|bdoc)$", re.IGNORECASE)
_LINK = re.compile(r"/k/([\w-]{20,100})/")
_NUMBER = re.compile(r"\b[A-ZÄÖÜÕ]{1,4}-20\d\d-\d{4,6}\b", re.IGNORECASE)
_UNSENT = [AuthorisationState.DRAFT, *DROPPED]
MOST = 5  # containers of one letter that are tried


def claim(incoming: Incoming) -> tuple[str, int, int | None] | None:
    """The package that takes a container of this letter; None where there is none, or none takes it.

    Each container of the letter goes its own way. What does not fit falls through to a person: a letter is
    never lost because its file was wrong, and where only some were taken the package's story says so.
    """
    taken: list[Package] = []
    containers = _containers(incoming)
    for attachment in containers:
        data = _bytes(attachment)
        if data and (package := _take(incoming, attachment, data)):
            taken.append(package)
    if not taken:
        return None
    package = taken[0]
    if len(taken) < len(containers):
        note(
            kind="contracts.letter_not_taken_whole", subject=(SUBJECT, package.pk),
            client_id=package.client_id, by=None, owner_id=package.drafted_by_id, numbers=package.numbers,
            letter=incoming.pk, left=len(containers) - len(taken),
        )  # fmt: skip
    return SUBJECT, package.pk, package.client_id


def _take(incoming: Incoming, attachment: Attachment, data: bytes) -> Package | None:
    """The package for which the container was received; None where nobody waits for it."""
    for package in _candidates(incoming, attachment, data):
        try:
            returns.receive(
                package=package, data=data, filename=attachment.name, source=ContainerSource.EMAIL
            )
        except Refused:
            continue
        return package
    return None


def _candidates(incoming: Incoming, attachment: Attachment, data: bytes) -> list[Package]:
    """Packages that the container may be for, the likeliest first.

    What lies in it says more than what the letter answers: those whose drafts it holds come first, among them
    the one that the letter answers, links to or names by number. Where it holds documents of several, each is
    judged by it whichever is tried. A number alone says nothing, since it can be guessed.
    """
    told = [each for each in (_answered(incoming), _linked(incoming)) if each is not None]
    drafts = _our_drafts(data)
    held = {draft.package_id: draft.package for draft in drafts}
    numbers = _numbers(incoming, attachment)
    named = [draft.package for draft in drafts if draft.number.upper() in numbers]
    inside = [*(each for each in told if each.pk in held), *named, *held.values()]
    return list(dict.fromkeys([*inside, *told]))


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


def _our_drafts(data: bytes) -> list[Authorisation]:
    """Files of the container that are, byte for byte, drafts that we sent."""
    try:
        entries = archive.read_entries(data)
    except Rejected:
        return []
    hashes = {hashlib.sha256(entry.data).hexdigest() for entry in entries}
    drafts = Authorisation.objects.filter(pdf_sha256__in=hashes).exclude(state__in=_UNSENT)
    return list(drafts.select_related("package").order_by("package_id", "pk"))


def _numbers(incoming: Incoming, attachment: Attachment) -> set[str]:
    """Our numbers in the subject, in the letter, in what it quotes and in the name of the file."""
    body = getattr(incoming, "body", None)
    told = [body.subject, body.text, body.quoted] if body is not None else []
    return {number.upper() for text in [*told, attachment.name] for number in _NUMBER.findall(text)}
