"""ZIP files and what is built on them: looked into as far as the limits go, and never unpacked to a disk."""

import io
import zipfile
import zlib

from desk.records import filekinds

FILES, DEPTH = 1_000, 3
TOTAL = 200 * 1024 * 1024  # bytes that all files of an archive may have together, the inner ones included
NESTED = 25 * 1024 * 1024  # bytes of an archive within an archive that are looked into
RATIO, RATIO_FROM = 200, 5 * 1024 * 1024  # so many times its packed size, above so many bytes
_HEAD = 8_192
_PIECE = 256 * 1024


class _Trouble(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Look:
    """One look into an archive with everything in it; what was seen counts over all depths."""

    def __init__(self) -> None:
        self.files = 0
        self.total = 0

    def into(self, data: bytes, depth: int) -> None:
        if depth > DEPTH:
            raise _Trouble("too_deep")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                self.files += 1
                if self.files > FILES:
                    raise _Trouble("too_many_files")
                if entry.flag_bits & 0x1:
                    raise _Trouble("encrypted")
                if not entry.is_dir():
                    self._file(archive, entry, depth)

    def _file(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> None:
        """Read to the end, since the size that stands in the archive may lie."""
        head, size, nested = b"", 0, bytearray()
        with archive.open(entry) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                self.total += len(piece)
                head = head or piece[:_HEAD]
                if self.total > TOTAL or (size > RATIO_FROM and size > RATIO * max(1, entry.compress_size)):
                    raise _Trouble("bomb")
                if head.startswith(filekinds.ZIP):
                    nested += piece
                    if len(nested) > NESTED:
                        raise _Trouble("too_deep")
        if entry.filename.lower().endswith("vbaproject.bin"):
            raise _Trouble("macros")
        if filekinds.runs(head, entry.filename):
            raise _Trouble("executable")
        if filekinds.REFUSED.get(filekinds.kind_of(head, entry.filename)) == "archive_kind":
            raise _Trouble("archive_kind")
        if nested:
            self.into(bytes(nested), depth + 1)


def trouble(data: bytes) -> str:
    """Why the archive is refused, as a code of `filecheck.WORDS`; empty: nothing was found."""
    try:
        _Look().into(data, 1)
    except _Trouble as found:
        return found.code
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        return "damaged"
    except Exception:  # noqa: BLE001  (zipfile raises whatever a hostile archive provokes)
        return "damaged"
    return ""
