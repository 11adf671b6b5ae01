"""Scans and photos: looked into, drawn small, and brought into the form in which a PDF holds them."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageSequence, TiffImagePlugin, UnidentifiedImageError

from . import jpeg
from .trouble import Trouble

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
QUALITY = 85
LOSSLESS = 1_500_000  # bytes; a coloured scan that is bigger without loss is kept as JPEG
_ORIENTATION = 0x0112
# How EXIF's orientations are made upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Modes that shrink well as they are, and what others become before.
_SHRINKING = {"L", "RGB", "RGBA", "LA", "CMYK", "YCbCr"}
_BEFORE = {"1": "L", "P": "RGBA", "PA": "RGBA", "I;16": "I"}
A4 = (595.28, 841.89)  # points
LONGEST = 1190.55  # points: the long side of A3
_RESOLUTIONS = (72.5, 1200.0)  # dots an inch that a scanner writes; 72 is what everything else writes


@dataclass
class Drawn:
    """A picture as a PDF holds it: its bytes, how they are to be read, and how big it is on paper."""

    data: bytes
    filter: str
    width: int
    height: int
    bits: int = 8
    colours: int = 3
    size: tuple[float, float] = A4  # points, as stored
    orientation: int = 1  # of EXIF: how it is to be turned and mirrored
    inverted: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)


@contextmanager
def opened(data: bytes, kind: str, most_pixels: int) -> Iterator[Image.Image]:
    """The picture, with Pillow's troubles as ours."""
    Image.MAX_IMAGE_PIXELS = most_pixels
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as image:
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Trouble("too_many_pixels") from None
    except UnidentifiedImageError:
        raise Trouble("damaged") from None
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError):
        raise Trouble("damaged") from None  # whatever a hostile picture provokes


def frames(image: Image.Image, kind: str, most_pages: int) -> Iterator[Image.Image]:
    """Every page of a TIFF; of a JPEG or PNG the one picture."""
    if kind != "image/tiff":
        yield image
        return
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        if number >= most_pages:
            raise Trouble("too_many_pages")
        yield frame


def inspect(data: bytes, kind: str, most_pixels: int, most_pages: int) -> int:
    """How many pages it has, each of which could be drawn; Trouble otherwise."""
    pages = 0
    with opened(data, kind, most_pixels) as image:
        for frame in frames(image, kind, most_pages):
            if frame.width * frame.height > most_pixels:
                raise Trouble("too_many_pixels")
            # A JPEG is read to its end, but at an eighth of its size.
            frame.draft("L", (max(1, frame.width // 8), max(1, frame.height // 8)))
            frame.load()
            pages += 1
    return pages


def picture(data: bytes, kind: str, number: int, turned: int, side: int, most_pixels: int) -> bytes:
    """The page as a JPEG of our own, at most `side` points long, upright as its camera meant it and then
    turned clockwise."""
    with opened(data, kind, most_pixels) as image:
        if kind == "image/tiff":
            image.seek(number)
        image.draft("RGB", (side, side))
        orientation = int(image.getexif().get(_ORIENTATION, 1) or 1)
        # Made small before anything else is done with it, or a big one would be in memory three times.
        small = image if image.mode in _SHRINKING else image.convert(_BEFORE.get(image.mode, "RGB"))
        small.thumbnail((side, side))
        small = flat(small)
        if orientation in _UPRIGHT:
            small = small.transpose(_UPRIGHT[orientation])
        return as_jpeg(small.rotate(-turned, expand=True) if turned else small, 75)


def flat(image: Image.Image) -> Image.Image:
    """In colour or grey, what was transparent is white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layer = image if image.mode == "RGBA" else image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L" if image.mode in {"1", "L", "F"} else "RGB")


def as_jpeg(image: Image.Image, quality: int) -> bytes:
    """As a JPEG without anything beside the picture."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def drawn(data: bytes, kind: str, number: int, most_pixels: int) -> Drawn:
    """Page `number` of the file for a PDF: a JPEG as it is, anything else as small as it can be."""
    with opened(data, kind, most_pixels) as image:
        if kind == "image/tiff":
            image.seek(number)
        size = _on_paper(image)
        orientation = int(image.getexif().get(_ORIENTATION, 1) or 1)
        if kind == "image/jpeg" and image.mode in {"L", "RGB", "CMYK"}:
            made = _as_it_is(image, data)
        elif image.mode == "1":
            made = _fax(image)
        else:
            made = _lossless(image)
    made.size = size
    made.orientation = orientation if 1 <= orientation <= 8 else 1
    return made


def _as_it_is(image: Image.Image, data: bytes) -> Drawn:
    colours = len(image.getbands())
    try:
        kept = jpeg.bare(data)
    except ValueError:
        image.load()
        return Drawn(as_jpeg(flat(image), QUALITY), "/DCTDecode", *image.size)
    # Adobe writes CMYK the other way round, and says so in its own segment.
    inverted = colours == 4 and "adobe" in image.info
    return Drawn(kept, "/DCTDecode", *image.size, colours=colours, inverted=inverted)


def _fax(image: Image.Image) -> Drawn:
    """Black and white as CCITT G4, a tenth of what Flate needs: one strip, whose bytes are the picture."""
    out = io.BytesIO()
    plain = Image.new("1", image.size)
    plain.paste(image)
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[278] = plain.height  # rows of a strip
    plain.save(out, "TIFF", compression="group4", tiffinfo=info)
    out.seek(0)
    with Image.open(out, formats=["TIFF"]) as fax:
        assert isinstance(fax, TiffImagePlugin.TiffImageFile)
        tags = fax.tag_v2
        (start,), (length,) = tags[273], tags[279]
        black_is_one = tags[262] == 1
    parameters = {"/K": -1, "/Columns": plain.width, "/Rows": plain.height, "/BlackIs1": black_is_one}
    data = out.getvalue()[start : start + length]
    return Drawn(data, "/CCITTFaxDecode", *plain.size, bits=1, colours=1, parameters=parameters)


def _lossless(image: Image.Image) -> Drawn:
    """As a PNG compresses it; a big coloured one as JPEG."""
    plain = flat(image)
    out = io.BytesIO()
    plain.save(out, "PNG")
    data = b"".join(_compressed(out.getvalue()))
    if len(data) > LOSSLESS:
        colours = len(plain.getbands())
        return Drawn(as_jpeg(plain, QUALITY), "/DCTDecode", *plain.size, colours=colours)
    colours = len(plain.getbands())
    rows = {"/Predictor": 15, "/Colors": colours, "/BitsPerComponent": 8, "/Columns": plain.width}
    return Drawn(data, "/FlateDecode", *plain.size, colours=colours, parameters=rows)


def _compressed(png: bytes) -> Iterator[bytes]:
    """The compressed rows of a PNG, which a PDF reads as they are."""
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += length + 12


def _on_paper(image: Image.Image) -> tuple[float, float]:
    """Points on paper: by the scanner's resolution where it makes sense, else as big as fits on A4."""
    width, height = image.size
    try:
        dots = [float(value) for value in image.info.get("dpi", (0, 0))[:2]]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        dots = [0, 0]
    if len(dots) == 2 and all(_RESOLUTIONS[0] <= value <= _RESOLUTIONS[1] for value in dots):
        size = (width * 72 / dots[0], height * 72 / dots[1])
        if max(size) <= LONGEST and min(size) >= 36:
            return size
    across, down = A4 if height >= width else (A4[1], A4[0])
    scale = min(across / width, down / height)
    return width * scale, height * scale
