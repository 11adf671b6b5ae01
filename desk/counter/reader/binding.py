"""All pages of a paper bound into one PDF: in their order, turned, without anything that names when or where.

The same pages give the same bytes: no date is written, and the id follows from the content.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pikepdf

from . import images

# How EXIF's eight orientations lay a stored picture on the page: the matrix of PDF for a page 1 × 1.
_LAID = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
_COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


@dataclass(frozen=True)
class Leaf:
    """A page of the document: which page of which file, and turned by how many degrees clockwise."""

    file: int
    number: int
    turned: int


def bound(files: Sequence[bytes], kinds: Sequence[str], leaves: Sequence[Leaf], most_pixels: int) -> bytes:
    """The one PDF; Trouble when a file cannot be read."""
    sources: dict[int, pikepdf.Pdf] = {}
    with pikepdf.new() as target:
        try:
            for leaf in leaves:
                if kinds[leaf.file] == "application/pdf":
                    if leaf.file not in sources:
                        sources[leaf.file] = pikepdf.open(io.BytesIO(files[leaf.file]))
                    _take_over(target, sources[leaf.file].pages[leaf.number], leaf.turned)
                else:
                    drawn = images.drawn(files[leaf.file], kinds[leaf.file], leaf.number, most_pixels)
                    _draw(target, drawn, leaf.turned)
            out = io.BytesIO()
            target.remove_unreferenced_resources()
            target.save(
                out,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=True,
            )
            return out.getvalue()
        finally:
            for source in sources.values():
                source.close()


def _take_over(target: pikepdf.Pdf, page: pikepdf.Page, turned: int) -> None:
    target.pages.append(page)
    mine = target.pages[-1]
    for key in ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/B", "/StructParents"):
        if key in mine.obj:
            del mine.obj[key]
    if turned:
        mine.rotate(turned, relative=True)


def _draw(target: pikepdf.Pdf, drawn: images.Drawn, turned: int) -> None:
    stream = pikepdf.Stream(target, drawn.data)
    stream.Type, stream.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Image")
    stream.Width, stream.Height = drawn.width, drawn.height
    stream.BitsPerComponent = drawn.bits
    stream.ColorSpace = pikepdf.Name(_COLOURS[drawn.colours])
    if drawn.inverted:
        stream.Decode = pikepdf.Array([1, 0] * drawn.colours)
    stream.write(
        drawn.data,
        filter=pikepdf.Name(drawn.filter),
        decode_parms=pikepdf.Dictionary(drawn.parameters) if drawn.parameters else None,
    )
    width, height = drawn.size
    if drawn.orientation >= 5:  # it lies on its side
        width, height = height, width
    across, down = Decimal(str(round(width, 2))), Decimal(str(round(height, 2)))
    a, b, c, d, e, f = _LAID[drawn.orientation]
    matrix = (a * across, b * down, c * across, d * down, e * across, f * down)
    words = f"q {' '.join(str(value) for value in matrix)} cm /P Do Q"
    page = pikepdf.Page(
        target.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name("/Page"),
                MediaBox=pikepdf.Array([0, 0, across, down]),
                Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream)),
                Contents=pikepdf.Stream(target, words.encode()),
            )
        )
    )
    target.pages.append(page)
    if turned:
        target.pages[-1].rotate(turned, relative=True)
