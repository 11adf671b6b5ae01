"""META-INF/manifest.xml: which files the container says it holds, and their media types."""

from __future__ import annotations

from .archive import MIMETYPE, Entry
from .report import Findings, Rejected
from .xmlparts import MANIFEST, parse

_ENTRY = f"{{{MANIFEST}}}file-entry"


def read_manifest(entries: list[Entry]) -> dict[str, str]:
    """{file name: media type} without the root entry. Raises Rejected."""
    found = [e for e in entries if e.name == "META-INF/manifest.xml"]
    if not found:
        raise Rejected("MANIFEST_MISSING")
    root = parse(found[0].data)
    if root.tag != f"{{{MANIFEST}}}manifest":
        raise Rejected("MANIFEST_DAMAGED")
    listed: dict[str, str] = {}
    for element in root:
        path, media = element.get(f"{{{MANIFEST}}}full-path"), element.get(f"{{{MANIFEST}}}media-type")
        if element.tag != _ENTRY or len(element) or path is None or media is None or path in listed:
            raise Rejected("MANIFEST_DAMAGED")
        listed[str(path)] = str(media)
    if listed.pop("/", None) != MIMETYPE.decode():
        raise Rejected("MANIFEST_DAMAGED")
    return listed


def compare(manifest: dict[str, str], names: set[str], findings: Findings) -> None:
    for name in sorted(names - manifest.keys()):
        findings.add("FILE_NOT_IN_MANIFEST", name)
    for name in sorted(manifest.keys() - names):
        findings.add("FILE_MISSING", name)
