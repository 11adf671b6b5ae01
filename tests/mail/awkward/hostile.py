"""Letters with files, and letters made to break whoever reads them."""

from __future__ import annotations

import random
from collections.abc import Callable

from . import people
from .paper import attached, container, encrypted_zip, file, head, office, plain, several, words, zipped


def nested(depth: int) -> bytes:
    data = zipped(("sisu.txt", b"tere"))
    for _ in range(depth):
        data = zipped(("sees.zip", data))
    return data


def deep(levels: int) -> bytes:
    """Parts within parts, each of which is a letter of parts again."""
    start = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    return f"{head('parts-300-deep')}{start}Content-Type: text/plain\n\npõhi\n".encode()


def chain(levels: int) -> bytes:
    inner = "Subject: kõige sees\n\ntere\n"
    for number in range(levels):
        inner = f"Subject: kiri {number}\nContent-Type: message/rfc822\n\n{inner}"
    return several("letters-in-letters", words(), f"Content-Type: message/rfc822\n\n{inner}".encode())


def big(size: int) -> bytes:
    """Made when it is asked for, since nobody wants it in a repository."""
    line = b"QUJD" * 19 + b"\n"
    top = several("fifty-megabytes", words(), b"@").replace(b"@\n--=_piir--\n", b"")
    part = b'Content-Type: application/pdf; name="suur.pdf"\nContent-Transfer-Encoding: base64\n\n'
    return top + part + line * (size // len(line)) + b"--=_piir--\n"


FORWARDED = b"Content-Type: message/rfc822\n\n" + plain("forwarded-inside", Subject="Algne teema")
INVITATION = b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n"

LETTERS: dict[str, Callable[[], bytes]] = {
    "signed-container": lambda: attached("signed-container", "leping.asice", container()),
    "pdf-and-office": lambda: several(
        "pdf-and-office",
        words(),
        file("leping.pdf", b"%PDF-1.7 leping", "application/pdf"),
        file("leping.docx", office()),
    ),
    "nothing-but-a-file": lambda: several(
        "nothing-but-a-file", file("skann.jpg", b"\xff\xd8\xff\xe0 pilt", "image/jpeg"), Subject="-"
    ),
    "forwarded": lambda: several("forwarded", words("Vt allpool"), FORWARDED),
    "invitation": lambda: several("invitation", words("Koosolek"), INVITATION),
    "pdf-with-script": lambda: attached(
        "pdf-with-script", "vorm.pdf", b"%PDF-1.7 << /OpenAction << /S /JavaScript >> >>"
    ),
    "page-as-file": lambda: attached("page-as-file", "arve.html", b"<html><script>alert(1)</script></html>"),
    "drawing-with-script": lambda: attached("drawing-with-script", "kaart.svg", b"<svg onload='alert(1)'/>"),
    "office-with-macros": lambda: attached(
        "office-with-macros", "arve.docm", office(("word/vbaProject.bin", b"VBA"))
    ),
    "program-as-pdf": lambda: attached(
        "program-as-pdf", "arve.pdf", b"MZ\x90\x00 program", "application/pdf"
    ),
    "page-as-pdf": lambda: attached("page-as-pdf", "arve.pdf", b"<html><body>Logi sisse</body></html>"),
    "name-turned-round": lambda: attached("name-turned-round", "leping\u202efdp.exe", b"MZ\x90"),
    "name-with-folders": lambda: attached("name-with-folders", "../../../etc/cron.d/x.txt", b"tere"),
    "program-in-archive": lambda: attached("program-in-archive", "arve.zip", zipped(("arve.js", b"x"))),
    "archives-six-deep": lambda: attached("archives-six-deep", "sees.zip", nested(6)),
    "archive-that-explodes": lambda: attached(
        "archive-that-explodes", "pomm.zip", zipped(("null.bin", b"\0" * 40_000_000))
    ),
    "archive-of-2000-files": lambda: attached(
        "archive-of-2000-files", "palju.zip", zipped(*((f"{n}.txt", b"x") for n in range(2_000)))
    ),
    "encrypted-archive": lambda: attached("encrypted-archive", "salajane.zip", encrypted_zip()),
    "archive-of-another-kind": lambda: attached(
        "archive-of-another-kind", "arve.rar", b"Rar!\x1a\x07\x01\x00x"
    ),
    "damaged-archive": lambda: attached("damaged-archive", "katki.zip", zipped(("a.txt", b"tere"))[:40]),
    "outlook-package": lambda: attached("outlook-package", "winmail.dat", b"\x78\x9f\x3e\x22\x01\x00"),
    "empty-file": lambda: attached("empty-file", "tyhi.pdf", b""),
    "base64-that-is-none": lambda: several(
        "base64-that-is-none",
        b'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n!!! pole !!!\n',
    ),
    "last-boundary-missing": lambda: attached(
        "last-boundary-missing", "leping.pdf", b"%PDF-1.7 pooleli", "application/pdf"
    ).replace(b"--=_piir--\n", b""),
    "boundary-that-never-comes": lambda: plain(
        "boundary-that-never-comes", "Tekst ilma piirideta", Content_Type='multipart/mixed; boundary="puudub"'
    ),
    "nul-bytes": lambda: plain("nul-bytes", "Te\x00re\x07 kõik", Subject="A\x00B\x08C"),
    "5000-header-lines": lambda: (
        b"".join(b"X-Rida-%d: a\n" % n for n in range(5_000)) + plain("5000-header-lines")
    ),
    "parts-300-deep": lambda: deep(300),
    "parts-40-deep": lambda: deep(40).replace(b"parts-300-deep", b"parts-40-deep"),
    "letters-in-letters": lambda: chain(90),
    "500-parts": lambda: several("500-parts", *(words(f"osa {n}") for n in range(500))),
    "not-a-letter": lambda: b"\x00\x01\x02" + bytes(range(128, 256)) * 50,
    "nothing": lambda: b"\r\n\r\n",
    "random-bytes": lambda: random.Random(7).randbytes(5_000),
    "fifty-megabytes": lambda: big(50_000_000),
    "came-twice": lambda: b"Received: by another way\n" + people.LETTERS["estonian"](),
}
