"""What a file is by its content, with what its name claims set against it."""

import re

import puremagic

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ZIPPED = re.compile(
    r"application/(?:zip|epub\+zip|vnd\.etsi\.|vnd\.oasis\.|vnd\.openxmlformats|vnd\.ms-\w+\.macro)"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML = "application/vnd.openxmlformats-officedocument."
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
)
# Kinds that are refused for what they are.
REFUSED = {
    "application/ms-tnef": "tnef",
    "application/x-cdoc": "encrypted",
    **dict.fromkeys(
        ("application/vnd.rar", "application/x-7z-compressed", "application/gzip", "application/x-bzip2",
         "application/x-xz", "application/zstd", "application/vnd.ms-cab-compressed", "application/x-tar",
         "application/x-iso9660-image"),
        "archive_kind",
    ),
}  # fmt: skip
# Which family of types an ending promises; one that promises nothing is not here.
_PROMISED = {
    "pdf": "pdf",
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "tif", "tiff", "webp", "bmp", "heic"), "image"),
    **dict.fromkeys(("docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp", "rtf"), "office"),
    **dict.fromkeys(("asice", "sce", "bdoc", "asics", "scs", "ddoc"), "container"),
    **dict.fromkeys(("txt", "csv", "log", "md"), "text"),
    "zip": "zip",
}
_PROGRAMS = frozenset(
    """exe com scr pif bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta msi msp mst dll cpl jar lnk reg inf scf url
    chm iso img vhd vhdx appx msix gadget application xll sh run apk dmg pkg deb rpm py pl rb""".split()  # noqa: SIM905
)
_TEXTS = {"csv": "text/csv", "ics": "text/calendar", "eml": "message/rfc822"}
_LINK = b"\x4c\x00\x00\x00\x01\x14\x02\x00"
_PAGE = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|img|meta|form|table)\b", re.I)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)\b")


def ending(name: str) -> str:
    """What stands after the last point of a name, in small letters."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def kind_of(data: bytes, name: str) -> str:
    """The media type by content; the name decides only between kinds of text or of old office files."""
    start = data[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(ZIP):
        return _zipped(data)
    for mark, kind in _STARTS:
        if data.startswith(mark):
            return kind
    if start.startswith(b"<"):
        return _marked_up(data[:20_000])
    if b"%PDF-" in data[:1_024]:
        return "application/pdf"
    if data.startswith(_OLE):
        names = {"doc": "msword", "xls": "vnd.ms-excel", "ppt": "vnd.ms-powerpoint", "msg": "vnd.ms-outlook"}
        return f"application/{names.get(ending(name), 'x-ole-storage')}"
    if data[257:262] == b"ustar":
        return "application/x-tar"
    if _is_text(data):
        return {"csv": "text/csv", "ics": "text/calendar", "eml": "message/rfc822"}.get(
            ending(name), "text/plain"
        )
    return _by_magic(data)


def runs(data: bytes, name: str) -> bool:
    """Whether it is a program or a script by its first bytes or its ending."""
    if data.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", _LINK)):
        return True
    return ending(name) in _PROGRAMS


def pretends(kind: str, name: str) -> bool:
    """The ending promises another family of files than it is."""
    promised = _PROMISED.get(ending(name))
    return bool(promised) and family(kind) != promised


def family(kind: str) -> str:
    """pdf, image, office, container, text, zip, or the type itself."""
    if kind.startswith("image/") and kind != "image/svg+xml":
        return "image"
    if "etsi.asic" in kind or kind == "application/x-ddoc":
        return "container"
    if kind in {"text/plain", "text/csv", "text/calendar", "message/rfc822"}:
        return "text"
    if kind.startswith(("application/vnd.oasis", _OOXML)) or kind in {
        "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/rtf",
        "application/x-ole-storage",
    }:  # fmt: skip
        return "office"
    return {"application/pdf": "pdf", "application/zip": "zip"}.get(kind, kind)


def inside(data: bytes, kind: str) -> str:
    """A reason or caution from marks inside; empty: none."""
    if kind == "application/pdf":
        if b"/Encrypt" in data:
            return "protected"
        return "active_content" if _ACTIVE_PDF.search(data) else ""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "encrypted"
        return "macros" if "_VBA_PROJECT".encode("utf-16-le") in data else ""
    if kind in {"text/html", "image/svg+xml", "application/xhtml+xml"}:
        return "active_content"
    if kind == "application/rtf" and re.search(rb"\\obj(?:data|update|emb)", data):
        return "active_content"
    return "unknown_kind" if kind == "application/octet-stream" else ""


def _zipped(data: bytes) -> str:
    """Which of the many files that are ZIP inside: by the type that comes first, else by names."""
    first = data[:200]
    if first[30:38] == b"mimetype":
        size = int.from_bytes(first[22:26], "little")
        extra = int.from_bytes(first[28:30], "little")
        told = data[38 + extra : 38 + extra + min(size, 100)].decode("ascii", "replace").strip()
        if told.startswith(("application/vnd.etsi.asic", "application/vnd.oasis.")) or "epub" in told:
            return told
    names = data[-65_536:] + data[:4_096]
    if b"[Content_Types].xml" in names:
        for folder, kind in ((b"word/", "wordprocessingml.document"), (b"xl/", "spreadsheetml.sheet"),
                             (b"ppt/", "presentationml.presentation")):  # fmt: skip
            if folder in names:
                return f"{_OOXML}{kind}"
    return "application/zip"


def _marked_up(data: bytes) -> str:
    if b"<SignedDoc" in data:
        return "application/x-ddoc"
    if b"EncryptedData" in data or b"<cdoc" in data.lower():
        return "application/x-cdoc"
    if re.search(rb"<\s*svg\b", data, re.IGNORECASE):
        return "image/svg+xml"
    if _PAGE.search(data):
        return "text/html"
    return "application/xml" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") else "text/plain"


def _is_text(data: bytes) -> bool:
    sample = data[:20_000]
    if b"\x00" in sample:
        return sample.startswith((b"\xff\xfe", b"\xfe\xff"))
    return sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample) == 0


def _by_magic(data: bytes) -> str:
    try:
        kind = puremagic.from_string(data[:65_536], mime=True)
    except (puremagic.PureError, ValueError, IndexError, OSError):
        return "application/octet-stream"
    return str(kind)[:100] or "application/octet-stream"
