"""Files that prove a right: what a sent file is, by its content, before anything is written down."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.records import filecheck

KINDS = {"application/pdf", "image/png", "image/jpeg", "image/webp", "image/tiff"}
CONTAINER = "application/vnd.etsi.asic"


@dataclass(frozen=True)
class Upload:
    """A file that was checked; made by `checked` alone."""

    name: str
    data: bytes
    content_type: str


def checked(name: str, data: bytes) -> Upload:
    """The file, if the desk takes it as proof; Refused with why not. Asks the virus scanner."""
    verdict = filecheck.check(data, name, most=settings.CONTAINER_MAX_BYTES)
    if verdict.outcome is not filecheck.Outcome.TAKEN:
        raise Refused(verdict.words)
    if verdict.reason == "protected":
        raise Refused(_("The file is protected by a password: add one that everybody here can open."))
    if verdict.content_type not in KINDS and not verdict.content_type.startswith(CONTAINER):
        raise Refused(_("Add a PDF, a picture or a signed container (.asice)."))
    return Upload(verdict.name, data, verdict.content_type)
