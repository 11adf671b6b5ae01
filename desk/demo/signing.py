"""Signed containers of the demo: signed with the test cards where their lab runs, and of the same shape else.

`./run` starts the lab before the demo is made, so its containers can be verified anew, and the agency can add
its signature to them. Where it does not run, as in tests, what the check of such a container says is written
by hand; everything that follows from it is the same.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings

from contracts import tasks
from contracts.actions import relooking, returns
from contracts.agency import preparing
from contracts.containers.report import (
    ContainerReport,
    FileReport,
    Format,
    Level,
    SignatureReport,
    Signer,
    Verdict,
)
from contracts.enums import ContainerSource, Standing
from contracts.models import Container, Finding, Package, Rendering, RightCheck, Verification
from contracts.verification import checking
from contracts.verification.checking import Checked, base_of
from desk import clock, outbox, outgoing
from desk.demo.clients import PEOPLE
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from registry import actions as registry
from registry.inquiry import Finding as Found
from registry.models import Check
from registry.rules import Answer, judge

BEFORE = timedelta(minutes=20)  # so long before its return somebody signed
# Who has a test card: the clients' people, and the head of the agency.
SIGNERS: dict[str, tuple[str, ...]] = {**PEOPLE, "toomas": ("Toomas", "Kuusk", "14101010079")}


def answered(check: Check, answer: Answer) -> Check:
    """The question once the register has answered so."""
    Check.jobs.filter(pk=check.pk).update(state=JobState.SENT)
    registry.answered(check, Found(answer, judge(answer), ()))
    return Check.objects.get(pk=check.pk)


def all_answered(package: Package, answer: Callable[[Check], object]) -> None:
    """Every question about the package, each answered by `answer`."""
    for check in Check.objects.for_subject("package", package.pk).waiting():
        answer(check)


def rendered(package: Package) -> Package:
    """The package once the worker has made its documents."""
    for job in Rendering.jobs.filter(authorisation__package=package):
        tasks.render(job.pk)
    package.refresh_from_db()
    return package


def returned(package: Package, *who: str, answer: Callable[[Check], object] | None = None) -> Finding:
    """These people (keys of PEOPLE) signed a while ago; the client returns it now, and it is judged.

    `answer` answers what the register is asked meanwhile.
    """
    return _judged(package, _signed(_documents(package), who), ContainerSource.CLIENT, who, answer)


def agency_signed(package: Package) -> Finding:
    """The head signed for the agency, and what he signed came back."""
    base = base_of(package)
    files = _documents(package) if base is None else {"dokumendid.asice": blobs.read(base.blob)}
    signed = _signed(files, ("toomas",))
    return _judged(package, signed, ContainerSource.AGENCY, ("toomas",), None)


def _judged(
    package: Package, data: bytes, source: ContainerSource, who: tuple[str, ...],
    answer: Callable[[Check], object] | None,
) -> Finding:  # fmt: skip
    by = User.objects.get(username="juht") if source == ContainerSource.AGENCY else None
    container = returns.receive(package=package, data=data, filename="dokumendid.asice", source=source, by=by)
    for job in Verification.jobs.filter(container=container):
        outbox.drain(Verification, job.pk, ask=_check(container, who), record=relooking.checked)
    if answer is not None:
        all_answered(package, answer)
    for right in RightCheck.jobs.filter(verification__container=container):
        tasks.decide(right.pk)
    package.refresh_from_db()
    found = Finding.objects.for_package(package.pk).first()
    assert found is not None  # one was just written
    return found


def _documents(package: Package) -> dict[str, bytes]:
    rows = package.authorisations.kept().select_related("pdf", "kind")
    return {each.file_name: blobs.read(each.pdf) for each in rows if each.pdf}


def _signed(files: dict[str, bytes], who: tuple[str, ...]) -> bytes:
    """The container; each signer gets what the one before made."""
    if not _lab():
        ours = next(iter(files.values()))
        return ours if "dokumendid.asice" in files else preparing.unsigned(files)
    for key in who:
        asked = {"identity": SIGNERS[key][2], "at": _at().isoformat()}
        parts = [("files", named) for named in files.items()]
        with outgoing.session("tsa") as session:
            made = session.post(urljoin(_lab(), "/sign"), data=asked, files=parts, timeout=(3.05, 20))
        made.raise_for_status()
        files = {"dokumendid.asice": made.content}
    return files["dokumendid.asice"]


def _at() -> datetime:
    return clock.now() - BEFORE


def _lab() -> str:
    """Where the test cards are; empty where no lab runs, or what signs is no sample."""
    return settings.TSA_URL if settings.SIGNING_SAMPLE and settings.TRUST_DIR else ""


def _check(container: Container, who: tuple[str, ...]) -> Callable[[Verification], Checked]:
    """The real check of what was really signed."""
    return checking.check if _lab() else lambda _: _as_checked(container, who, _at())


def _as_checked(container: Container, who: tuple[str, ...], at: datetime) -> Checked:
    signers = [Signer("PNOEE", SIGNERS[key][2], f"{SIGNERS[key][0]} {SIGNERS[key][1]}") for key in who]
    files = checking.contents(blobs.read(container.blob))
    report = ContainerReport(
        verdict=Verdict.PASSED,
        sha256=container.blob.sha256,
        signatures=tuple(
            SignatureReport(
                file=f"META-INF/signatures{number}.xml", valid=True, signer=signer, level=Level.QESIG,
                format=Format.LT, claimed_at=at, trusted_at=at,
            )
            for number, signer in enumerate(signers)
        ),
        files=tuple(
            FileReport(name, hashlib.sha256(data).hexdigest(), len(data))
            for name, data in files.items()
            if name.endswith(".pdf")
        ),
    )  # fmt: skip
    identities = {f"EE{each.code}": each.name for each in signers}
    return Checked(report, (), dict.fromkeys(identities, at), identities, Verdict.PASSED, Standing.SAMPLE)
