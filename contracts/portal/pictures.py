"""A picture of the portal's page, as a person gives it: an image by its content, and not too large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.records import filecheck

MOST = 5 * 1024 * 1024  # bytes
TAKEN = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True)
class Picture:
    """What was checked; `content_type` is what the bytes are, whatever the name says."""

    data: bytes
    content_type: str


def checked(file: UploadedFile[Any]) -> Picture:
    """The picture in an uploaded file; Refused says why there is none."""
    if (file.size or 0) > MOST:
        raise Refused(_("The screenshot is larger than 5 MB."))
    data = file.read()
    verdict = filecheck.check(data, file.name or "", file.content_type or "", most=MOST)
    if verdict.outcome is not filecheck.Outcome.TAKEN:
        raise Refused(verdict.words)
    if verdict.content_type not in TAKEN:
        raise Refused(_("The screenshot must be a picture: PNG, JPEG or WebP."))
    return Picture(data, verdict.content_type)
