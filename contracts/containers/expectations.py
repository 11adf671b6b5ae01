"""Our own demands on a container that is sound in itself: the right files, the right people, in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from stdnum.ee import ik

from .report import ContainerReport, Level, Problem, SignatureReport, Signer

# A time-stamp is cut to the second and its clock may differ a little from ours.
STAMP_TOLERANCE = timedelta(minutes=1)


def check_files(
    report: ContainerReport, drafts: Mapping[str, str], others: Collection[str] = ()
) -> list[Problem]:
    """The files are exactly the drafts, byte for byte, each once. `drafts` is {sha256: name}; the name in
    the container may differ. `others`: what may lie in the container besides (drafts of other packages)."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for file in report.files:
        known = file.sha256 in drafts or file.sha256 in others
        if not known or file.sha256 in seen:
            problems.append(Problem("FILE_NOT_DRAFT", file.name))
        seen.add(file.sha256)
    return problems + [
        Problem("DRAFT_MISSING", name) for sha256, name in drafts.items() if sha256 not in seen
    ]


def identity(signer: Signer) -> str:
    """Country and code ("EE38001085718") of a natural person; empty for a seal or a code that is wrong."""
    if not signer.scheme.startswith("PNO") or (signer.scheme == "PNOEE" and not ik.is_valid(signer.code)):
        return ""
    return f"{signer.scheme[3:]}{signer.code}"


def check_signature(signature: SignatureReport) -> Problem | None:
    """A document of ours is signed by a person with a qualified signature, never with a seal."""
    if signature.level is not Level.QESIG:
        return Problem("LEVEL_NOT_ALLOWED")
    if not identity(signature.signer):
        return Problem("SIGNER_CODE_WRONG")
    return None


def check_signatures(report: ContainerReport, not_before: datetime | None = None) -> list[Problem]:
    """Every signature is allowed and was not given before the documents were sent."""
    problems = [p for s in report.signatures if (p := check_signature(s)) is not None]
    if not_before is not None:
        early = not_before - STAMP_TOLERANCE
        if any(s.trusted_at is not None and s.trusted_at < early for s in report.signatures):
            problems.append(Problem("SIGNED_BEFORE_SENDING"))
    return list(dict.fromkeys(problems))


def signed_at(report: ContainerReport) -> dict[str, datetime]:
    """{identity: trusted time} of those who count, each once, by the earliest of his signatures."""
    found: dict[str, datetime] = {}
    for signature in report.signatures:
        if not signature.valid or signature.trusted_at is None or check_signature(signature) is not None:
            continue
        who = identity(signature.signer)
        found[who] = min(signature.trusted_at, found.get(who, signature.trusted_at))
    return found


def check_required(report: ContainerReport, required: Collection[str]) -> list[Problem]:
    """All of the persons named ("EE38001085718") have signed."""
    missing = set(required) - signed_at(report).keys()
    return [Problem("SIGNER_MISSING")] if missing else []


def check_added(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Problem]:
    """The container after one more signature holds every file and signature of the one before, unchanged.
    Signing programs write the zip and its manifest anew, so contents are compared, not the zip's bytes."""
    kept = {name: data for name, data in before.items() if name not in ("mimetype", "META-INF/manifest.xml")}
    if any(after.get(name) != data for name, data in kept.items()):
        return [Problem("EARLIER_CONTENT_CHANGED")]
    new = after.keys() - before.keys()
    return [] if new else [Problem("NO_NEW_SIGNATURE")]
