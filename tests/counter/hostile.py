"""Files as people and attackers send them, made here: nothing hostile is kept in the repository."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

OOXML = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


# ---- good ones ----


def pdf(pages: int = 1, **said: object) -> bytes:
    """A PDF with as many pages of A4, each with a line of its own."""
    with pikepdf.new() as made:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name("/Font"), Subtype=pikepdf.Name("/Type1"), BaseFont=pikepdf.Name("/Helvetica")
        )
        for number in range(pages):
            made.add_blank_page(page_size=(595, 842))
            page = made.pages[-1]
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            words = f"BT /F 40 Tf 80 700 Td (Page {number + 1} {said.get('text', '')}) Tj ET"
            page.obj.Contents = made.make_stream(words.encode())
        return saved(made)


def saved(made: pikepdf.Pdf, **how: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def drawing(
    width: int = 600, height: int = 850, colour: str | int = "white", mode: str = "RGB"
) -> Image.Image:
    """A sheet with a thick black bar at its top, so that one sees which way up it is."""
    image = Image.new(mode, (width, height), colour)
    ImageDraw.Draw(image).rectangle((0, 0, width, height // 8), fill=0 if mode in {"1", "L"} else "black")
    return image


def jpeg(image: Image.Image | None = None, **how: object) -> bytes:
    out = io.BytesIO()
    (image or drawing()).save(out, "JPEG", **how)
    return out.getvalue()


def photo(orientation: int = 6) -> bytes:
    """As a phone takes it: lying on its side, with where it was taken, and a small copy of itself."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "somewhere secret"
    exif.get_ifd(0x8825)[2] = (59.0, 26.0, 0.0)
    return jpeg(drawing(1200, 900), exif=exif, quality=80)


def png(image: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    (image or drawing()).save(out, "PNG")
    return out.getvalue()


def tiff(pages: int = 3, mode: str = "1", compression: str = "group4") -> bytes:
    """What a scanner writes: pages of black and white at 200 dots an inch."""
    sheets = [drawing(1654, 2339, 1 if mode == "1" else "white", mode) for _page in range(pages)]
    out = io.BytesIO()
    sheets[0].save(
        out, "TIFF", save_all=True, append_images=sheets[1:], compression=compression, dpi=(200, 200)
    )
    return out.getvalue()


def zipped(files: dict[str, bytes | str], *, first: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(**more: bytes | str) -> bytes:
    parts = {"[Content_Types].xml": OOXML, "word/document.xml": "<w:document/>", **more}
    return zipped({name.replace("__", "/"): data for name, data in parts.items()})


def asice() -> bytes:
    inside: dict[str, bytes | str] = {"leping.pdf": pdf(), "META-INF/signatures0.xml": "<XAdES/>"}
    return zipped(inside, first="application/vnd.etsi.asic-e+zip")


# ---- hostile ones ----


def zip_bomb() -> bytes:
    return docx(word__media__pilt=b"\0" * 60_000_000)


def pdf_with_javascript() -> bytes:
    """Told in a compressed stream of objects, where no search through the bytes finds it."""
    with pikepdf.open(io.BytesIO(pdf())) as made:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)")
        return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_with_file() -> bytes:
    with pikepdf.open(io.BytesIO(pdf())) as made:
        made.attachments["viirus.exe"] = b"MZ" + b"\0" * 100
        return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_that_launches() -> bytes:
    with pikepdf.open(io.BytesIO(pdf())) as made:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=[0, 0, 100, 100],
            A=pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="calc.exe"),
        )  # fmt: skip
        made.pages[0].obj.Annots = pikepdf.Array([note])
        return saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def encrypted_pdf(user: str = "salajane") -> bytes:
    with pikepdf.open(io.BytesIO(pdf())) as made:
        return saved(made, encryption=pikepdf.Encryption(owner="omanik", user=user))


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>'


def page() -> bytes:
    return b"<!DOCTYPE html><html><script>alert(document.domain)</script></html>"


def pdf_and_zip() -> bytes:
    return pdf() + zipped({"a.txt": "b"})


def picture_and_page() -> bytes:
    return jpeg() + b"<html><script>alert(1)</script></html>"


def picture_bomb() -> bytes:
    """A few kilobytes that would be 144 million points."""
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


def fetching_docx() -> bytes:
    rels = (
        '<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/attachedTemplate" Target="http://x.example/t.dotm" TargetMode="External"/>'
        "</Relationships>"
    )
    return zipped(
        {"[Content_Types].xml": OOXML, "word/document.xml": "<w/>", "word/_rels/settings.xml.rels": rels}
    )


def folder(place: Path) -> dict[str, tuple[str, str]]:
    """Everything at once in a folder; what is to become of each: (status, reason)."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "sees").mkdir()
    made: dict[str, tuple[bytes, str, str]] = {
        "leping.pdf": (pdf(2), "kept", ""),
        "foto.jpg": (photo(), "kept", ""),
        "sees/skann.tif": (tiff(2), "kept", ""),
        "kiri.docx": (docx(), "kept", ""),
        "pomm.docx": (zip_bomb(), "refused", "bomb"),
        "skript.pdf": (pdf_with_javascript(), "refused", "active_content"),
        "joonis.svg": (svg(), "refused", "active_content"),
        "vale.docx": (pdf(text="vale"), "refused", "not_what_it_says"),
        "tühi.pdf": (b"", "refused", "empty"),
        "krüptitud.pdf": (encrypted_pdf(), "quarantined", "encrypted"),
        "kaks.pdf": (pdf_and_zip(), "refused", "polyglot"),
        "katki.pdf": (b"%PDF-1.7\n" + os.urandom(500), "quarantined", "damaged"),
    }
    for name, (data, _status, _reason) in made.items():
        (place / name).write_bytes(data)
    with (place / "suur.pdf").open("wb") as big:
        big.truncate(300 * 1024 * 1024)  # sparse: nothing is written
    outside = place.parent / "väljas.pdf"
    outside.write_bytes(pdf(text="outside"))
    (place / "link.pdf").symlink_to(outside)
    os.mkfifo(place / "toru.pdf")
    due = {name: (status, reason) for name, (_data, status, reason) in made.items()}
    return due | {
        "suur.pdf": ("refused", "too_big"),
        "link.pdf": ("refused", "link"),
        "toru.pdf": ("refused", "not_a_file"),
    }
