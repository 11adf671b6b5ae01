"""A container without signatures, to be signed first by the agency. DigiDoc4 opens it as "not signed" and
offers to sign (its state UnsignedSavedContainer), so nobody picks files by hand and forgets one."""

import io
import zipfile
from xml.sax.saxutils import quoteattr

from contracts.models import Package
from desk.records import blobs

MIMETYPE = "application/vnd.etsi.asic-e+zip"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is made


def container(package: Package) -> bytes:
    """ASiC-E of the package's documents as they will be signed, byte for byte the stored ones."""
    documents = package.authorisations.kept().select_related("pdf", "kind").exclude(pdf=None)
    return unsigned({each.file_name: blobs.read(each.pdf) for each in documents if each.pdf is not None})


def unsigned(files: dict[str, bytes]) -> bytes:
    """The container: `mimetype` first and stored, the files, the manifest; names are our own and plain."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        _put(archive, "mimetype", MIMETYPE.encode(), zipfile.ZIP_STORED)
        for name, data in files.items():
            _put(archive, name, data, zipfile.ZIP_DEFLATED)
        _put(archive, "META-INF/manifest.xml", _manifest(files), zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes, compression: int) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    archive.writestr(entry, data, compression)


def _manifest(files: dict[str, bytes]) -> bytes:
    rows = [("/", MIMETYPE), *((name, "application/pdf") for name in files)]
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
        for name, kind in rows
    )
    root = f'<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="1.2">'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
    return f"{head}{root}{entries}</manifest:manifest>".encode()
