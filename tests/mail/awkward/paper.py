"""What the awkward letters are written on: heads, parts and files, put together by hand where need be."""

from __future__ import annotations

import base64
import io
import zipfile

AGENCY = "klienditugi@keskkonnaamet.example"
# Letters that the desk is said to have sent; the test makes their rows.
OURS = "<11111111-2222-4333-8444-555555555555@keskkonnaamet.example>"
RETURNED = {
    name: f"<{number:08d}-2222-4333-8444-555555555555@keskkonnaamet.example>"
    for number, name in enumerate(["postfix", "exchange", "qmail", "gmail", "zone", "exim"], start=1)
}
MARI = "Mari Tamm <mari.tamm@tammepuit.example>"


def head(name: str, sender: str = MARI, **more: str) -> str:
    """The usual head; a value of "-" leaves a line out."""
    lines = {
        "From": sender,
        "To": AGENCY,
        "Subject": f"Kiri {name}",
        "Date": "Mon, 02 Mar 2026 09:15:00 +0200",
        "Message-ID": f"<{name}@tammepuit.example>",
        "MIME-Version": "1.0",
        **{key.replace("_", "-"): value for key, value in more.items()},
    }
    return "".join(f"{key}: {value}\n" for key, value in lines.items() if value != "-")


def plain(name: str, text: str = "Tere! Kuidas ma portaali saan?", **more: str) -> bytes:
    """A letter of one part in UTF-8."""
    more.setdefault("Content_Type", "text/plain; charset=utf-8")
    return f"{head(name, **more)}\n{text}\n".encode()


def page(name: str, body: str, **more: str) -> bytes:
    """A letter that is a web page and nothing else."""
    return plain(name, f"<html><head><title>x</title></head><body>{body}</body></html>",
                 Content_Type="text/html; charset=utf-8", **more)  # fmt: skip


def several(name: str, *parts: bytes, kind: str = "multipart/mixed", **more: str) -> bytes:
    """A letter of parts, each with a head of its own."""
    start = head(name, **more, Content_Type=f'{kind}; boundary="=_piir"').encode()
    return start + b"\n" + b"".join(b"--=_piir\n" + part + b"\n" for part in parts) + b"--=_piir--\n"


def words(text: str = "Tere! Lisan failid.", kind: str = "text/plain") -> bytes:
    return f"Content-Type: {kind}; charset=utf-8\n\n{text}\n".encode()


def file(name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    """An attachment with a name that is written as it is."""
    top = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
    return top.encode() + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(data)


def attached(letter: str, name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    """A letter with one attachment."""
    return several(letter, words(), file(name, data, kind))


def zipped(*entries: tuple[str, bytes], stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data, archive.compression)
    return out.getvalue()


def container() -> bytes:
    """As an ASiC-E begins: its type first, not packed. Whether it is signed is asked by another room."""
    return zipped(
        ("mimetype", b"application/vnd.etsi.asic-e+zip"),
        ("leping.pdf", b"%PDF-1.7 leping"),
        ("META-INF/manifest.xml", b"<manifest/>"),
        ("META-INF/signatures0.xml", b"<signatures/>"),
        stored=True,
    )


def office(*more: tuple[str, bytes]) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"), *more)


def encrypted_zip() -> bytes:
    """The mark of encryption set in both heads of the entry."""
    data = bytearray(zipped(("saladus.txt", b"saladus")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)
