"""The whole report in one archive: JSON, PDF, who looked, and the files with their own bytes."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from contracts.subjects import paper, shape
from desk.clients.subjects import Report
from desk.records import blobs

NAME = "isikuandmed"


def parts(report: Report) -> list[tuple[str, bytes]]:
    """Name and bytes of each document of the report: the JSON, `findUsage`, and the PDF or its parts."""
    printed = paper.render(report)
    names = (
        [f"{NAME}.pdf"] if len(printed) == 1 else [f"{NAME}-{at}.pdf" for at in range(1, len(printed) + 1)]
    )
    return [
        (f"{NAME}.json", _json(shape.as_json(report))),
        ("findUsage.json", _json(shape.find_usage(report))),
        *zip(names, printed, strict=True),
    ]


def archive(report: Report) -> bytes:
    """The archive as bytes. A file whose bytes are damaged stands in the JSON and is left out."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as packed:
        for name, data in parts(report):
            packed.writestr(name, data)
        for name, blob in report.files:
            try:
                packed.writestr(f"files/{safe(name)}", blobs.read(blob), ZIP_STORED)
            except blobs.Damaged:
                continue
    return whole.getvalue()


def safe(name: str) -> str:
    """The name without a way out of the archive's folder."""
    return "".join(sign if sign.isalnum() or sign in "-_. ()" else "_" for sign in name)[:150].lstrip(".")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
