"""PDFs: looked into for what could run, and their pages drawn small."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf

from .images import as_jpeg
from .trouble import Trouble

# Keys of dictionaries, and kinds of actions and notes, that do something beside being read.
_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings"}
_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute", "/GoTo3DView",
}  # fmt: skip
_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
DEEPEST = 60


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """The PDF, with the library's troubles as ours."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Trouble("encrypted")
            yield pdf
    except pikepdf.PasswordError:
        raise Trouble("encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, OSError):
        raise Trouble("damaged") from None  # whatever a hostile PDF provokes


def inspect(data: bytes, most_pages: int) -> int:
    """How many pages it has, nothing in it runs; Trouble otherwise."""
    with opened(data) as pdf:
        pages = 0
        for page in pdf.pages:
            pages += 1
            if pages > most_pages:
                raise Trouble("too_many_pages")
            if min(_size(page)) <= 0:
                raise Trouble("damaged")
        if not pages:
            raise Trouble("damaged")
        for each in pdf.objects:
            _look(each, 0)
        _look(pdf.trailer, 0)
        return pages


def _look(thing: Any, depth: int) -> None:
    """Into everything that stands in one object; what it refers to comes by itself."""
    if depth > DEEPEST:
        raise Trouble("damaged")
    if isinstance(thing, pikepdf.Array):
        for each in thing:
            if _composed(each):
                _look(each, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if any(key in _KEYS for key in thing.keys()):  # noqa: SIM118  (a dictionary of the library's own)
            raise Trouble("active_content")
        if _name(thing, "/S") in _ACTIONS or _name(thing, "/Subtype") in _NOTES:
            raise Trouble("active_content")
        if _name(thing, "/Type") == "/EmbeddedFile":
            raise Trouble("active_content")
        for _key, each in thing.items():
            if _composed(each):
                _look(each, depth + 1)


def _composed(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Object) and not thing.is_indirect and not isinstance(thing, pikepdf.Name)


def _name(thing: Any, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(each) for each in page.mediabox)
    return abs(right - left), abs(top - bottom)


def pictures(data: bytes, numbers: list[int], turned: list[int], side: int) -> Iterator[bytes]:
    """The pages as JPEGs of our own, at most `side` points long; b"" for one that cannot be drawn."""
    import pypdfium2  # lazily: looking into a PDF does without it

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise Trouble("damaged") from None
    try:
        for number, degrees in zip(numbers, turned, strict=True):
            try:
                yield _picture(document, number, degrees, side)
            except (pypdfium2.PdfiumError, ValueError, OSError, IndexError):
                yield b""
    finally:
        document.close()


def _picture(document: Any, number: int, turned: int, side: int) -> bytes:
    page = document[number]
    try:
        scale = side / max(1.0, *page.get_size())
        image = page.render(scale=min(scale, 4.2), rotation=turned).to_pil()
        return as_jpeg(image.convert("RGB"), 75)
    finally:
        page.close()
