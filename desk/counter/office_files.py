"""Text documents and tables of an office (docx, xlsx, odt): what in them would run or be fetched.

`desk.records.archives` has looked through the archive before, so what is read here is bounded.
"""

import io
import re
import zipfile

_PARTS = re.compile(
    r"(?:^|/)(?:activeX/|embeddings/.*\.(?:bin|ole)$|Basic/|Scripts/|vbaProject|oleObject|customUI/)",
    re.IGNORECASE,
)
# A template, picture frame or object that is fetched from elsewhere when the file is opened.
_FETCHED = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?=[^>]*Type\s*=\s*[\"'][^\"']*/"
    rb"(?:attachedTemplate|oleObject|frame|subDocument|externalLink|externalLinkPath)[\"'])",
    re.IGNORECASE,
)
_DDE = re.compile(rb"(?:<w:instrText[^>]*>|w:instr=\")\s*DDE(?:AUTO)?\b|<ddeLink\b", re.IGNORECASE)
MOST = 5 * 1024 * 1024  # bytes of one part that are looked at


def is_active(data: bytes) -> bool:
    """Whether something in it would run, or be fetched, when it is opened; so counts what cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(_PARTS.search(name) for name in archive.namelist()):
                return True
            return any(_acts(archive, name) for name in archive.namelist())
    except Exception:  # noqa: BLE001  (zipfile raises whatever a hostile archive provokes)
        return True


def _acts(archive: zipfile.ZipFile, name: str) -> bool:
    if name.endswith(".rels"):
        return bool(_FETCHED.search(_read(archive, name)))
    if name == "word/document.xml" or name.startswith("xl/externalLinks/"):
        return bool(_DDE.search(_read(archive, name)))
    return False


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MOST)
