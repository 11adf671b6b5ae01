"""The report of a person's data as JSON (docs/data-subject.md); the shape is kept stable by its version."""

from typing import Any

from django.conf import settings

from desk.clients.subjects import Report
from desk.records.holdings import Held

VERSION = 1


def as_json(report: Report) -> dict[str, Any]:
    """Everything but the bytes of files, which are named."""
    return {
        "version": VERSION,
        "agency": {"name": settings.AGENCY_NAME, "code": settings.AGENCY_CODE},
        "made_at": report.made_at.isoformat(),
        "language": report.language,
        "kept": [
            {
                "code": chapter.code,
                "label": chapter.label,
                "basis": chapter.basis,
                "things": [_thing(held) for held in chapter.held],
            }
            for chapter in report.chapters
        ],
        "findUsage": find_usage(report),
    }


def find_usage(report: Report) -> dict[str, Any]:
    """Who looked and why, as Andmejälgija's `findUsage` answers it (protocol 1.6)."""
    return {"totalUsages": len(report.looks), "usages": [usage.shape for usage in report.looks]}


def _thing(held: Held) -> dict[str, Any]:
    return {
        "kind": held.kind,
        "id": held.pk,
        "at": held.at.isoformat() if held.at else None,
        "title": held.title,
        "lines": list(held.lines),
        "kept_until": held.until.isoformat() if held.until else None,
        "files": [
            {
                "name": f"{held.kind}-{held.pk}-{name}", "type": blob.content_type, "size": blob.size,
                "sha256": blob.sha256,
            }
            for name, blob in held.files
        ],
    }  # fmt: skip
