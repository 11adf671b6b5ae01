"""Signed containers of the demo: signed with the test cards where their lab runs, and of the same shape else.

`./run` starts the lab before the demo is made, so its containers can be verified anew, and the agency can add
its signature to them. Where it does not run, as in tests, what the check of such a container says is written
by hand; everything that follows from it is the same.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urljoin

import requests
from django.conf import settings

from contracts import checking, tasks
from contracts.actions import relooking, returns
from contracts.checking import Checked
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
from desk import clock, outbox
from desk.demo.clients import PEOPLE
from desk.outbox import JobState
from desk.records import blobs
from registry import actions as registry
from registry.inquiry import Finding as Found
from registry.models import Check
from registry.rules import Answer, judge

BEFORE = timedelta(minutes=20)  # so long before its return somebody signed


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
    at = clock.now() - BEFORE
    container = returns.receive(
        package=package, data=_signed(_documents(package), who, at), filename="dokumendid.asice",
        source=ContainerSource.CLIENT,
    )  # fmt: skip
    for job in Verification.jobs.filter(container=container):
        outbox.drain(Verification, job.pk, ask=_check(container, who, at), record=relooking.checked)
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


def _signed(files: dict[str, bytes], who: tuple[str, ...], at: datetime) -> bytes:
    """The container; each signer gets what the one before made."""
    if not _lab():
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as container:
            for name, data in files.items():
                container.writestr(name, data)
        return packed.getvalue()
    for key in who:
        asked = {"identity": PEOPLE[key][2], "at": at.isoformat()}
        parts = [("files", named) for named in files.items()]
        made = requests.post(urljoin(_lab(), "/sign"), data=asked, files=parts, timeout=20)
        made.raise_for_status()
        files = {"dokumendid.asice": made.content}
    return files["dokumendid.asice"]


def _lab() -> str:
    """Where the test cards are; empty where no lab runs, or what signs is no sample."""
    return settings.TSA_URL if settings.SIGNING_SAMPLE and settings.TRUST_DIR else ""


def _check(container: Container, who: tuple[str, ...], at: datetime) -> Callable[[Verification], Checked]:
    """The real check of what was really signed."""
    return checking.check if _lab() else lambda _: _as_checked(container, who, at)


def _as_checked(container: Container, who: tuple[str, ...], at: datetime) -> Checked:
    signers = [Signer("PNOEE", PEOPLE[key][2], f"{PEOPLE[key][0]} {PEOPLE[key][1]}") for key in who]
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
            FileReport(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()
        ),
    )  # fmt: skip
    identities = {f"EE{each.code}": each.name for each in signers}
    return Checked(report, (), dict.fromkeys(identities, at), identities, Verdict.PASSED, Standing.SAMPLE)
