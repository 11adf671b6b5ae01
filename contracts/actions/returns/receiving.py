"""A container comes in: kept as it came, once, and its check ordered."""

import hashlib

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from contracts import workflow
from contracts.actions.drafting import SUBJECT
from contracts.containers import archive
from contracts.containers.problems import sentence
from contracts.containers.report import Problem
from contracts.enums import BY_HAND, WITH_CLIENT, ContainerSource, PackageState, ReturnVerdict
from contracts.models import Container, Package, RightCheck, Verification
from contracts.verification.checking import base_of
from desk import clock, outbox
from desk.http import Refused
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note
from desk.records.models import Blob

CONTENT_TYPE = "application/vnd.etsi.asic-e+zip"


@transaction.atomic
def receive(
    *, package: Package, data: bytes, filename: str, source: ContainerSource, by: User | None = None
) -> Container:
    """Keep what came back and have it checked. Raises Refused when it is no container or none is awaited.

    The same file again, by a double click or by e-mail beside the page, is the container that was received
    before. Other containers may come while one is checked: signers do not wait for each other.
    """
    if len(data) > settings.CONTAINER_MAX_BYTES:
        raise Refused(sentence(Problem("TOO_LARGE")))
    if not archive.looks_like_zip(data):
        raise Refused(sentence(Problem("NOT_A_CONTAINER")))
    package = Package.objects.locked().get(pk=package.pk)
    earlier = _received_before(package, data, source)
    if earlier is not None:
        return earlier
    if why := _unawaited(package, source):
        raise Refused(why)
    blob = blobs.store(data, CONTENT_TYPE, "container")
    return take_in(package, blob, _safe_name(filename), source, by)


def _received_before(package: Package, data: bytes, source: ContainerSource) -> Container | None:
    """The same bytes for the same package; not what was found wanting, which may be looked at again."""
    found = package.containers.filter(blob__sha256=hashlib.sha256(data).hexdigest())
    agency = ContainerSource.AGENCY
    found = found.filter(source=agency) if source == agency else found.exclude(source=agency)
    container = found.first()
    check = container.verifications.filter(look_again=False).order_by("-pk").first() if container else None
    last = check.findings.first() if check else None
    return None if last is not None and last.verdict == ReturnVerdict.FAILED else container


def _unawaited(package: Package, source: ContainerSource) -> str | None:
    """Why no container is taken for this package now, as a sentence; None when it is."""
    if package.state in {PackageState.RECALLED, PackageState.REFUSED}:
        return sentence(Problem("RECALLED_DOCUMENT", package.numbers))
    if source == ContainerSource.AGENCY:
        if package.state != PackageState.AWAITING_AGENCY:
            return _("These documents do not wait for the agency's signature.")
        base = base_of(package)
        if base is not None and base.source in BY_HAND:
            return _(
                "The client signed by hand: the agency signs the same paper or PDF, which is taken in here."
            )
        return None
    awaited = package.state == PackageState.RETURNED or package.state in WITH_CLIENT
    return None if awaited else _("These documents do not wait for the client's signatures now.")


def awaited(package: Package, source: ContainerSource) -> bool:
    """Whether a container of this source is taken for the package now."""
    return _unawaited(package, source) is None


def take_in(
    package: Package, blob: Blob, file_name: str, source: ContainerSource, by: User | None
) -> Container:
    """The container's row for a locked package, and the order to check it (inside an action)."""
    container = Container.objects.create(
        package=package, blob=blob, file_name=file_name, source=source, received_by=by,
        received_at=clock.now(),
    )  # fmt: skip
    if source != ContainerSource.AGENCY and package.state != PackageState.RETURNED:
        workflow.move(package, PackageState.RETURNED)
    tell("contracts.returned", package, by, package.drafted_by_id)
    verify(container=container)
    return container


def _safe_name(filename: str) -> str:
    shown = "".join(c for c in filename.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    return shown[:200] or "container.asice"


@transaction.atomic
def verify(*, container: Container) -> Verification:
    """Order a check of the container, the first or one more."""
    verification = Verification.jobs.create(container=container)
    outbox.wake("contracts.verify", verification.pk)
    return verification


@transaction.atomic
def verify_again(*, verification: Verification, by: User) -> bool:
    """A person wants a check that was given up or could not end to be tried again; whether it is."""
    package, last = locked(verification), verification.findings.first()
    right = RightCheck.jobs.filter(verification=verification).first()
    if right is not None and outbox.retry(right):
        outbox.wake("contracts.decide", right.pk)
        return _being_checked(package)
    if outbox.retry(verification):
        outbox.wake("contracts.verify", verification.pk)
        return _being_checked(package)
    if verification.container.source in BY_HAND:
        return False  # a second person decides on it, never the machine
    if last is None or not last.may_change or package.state != PackageState.RETURNED:
        return False
    verify(container=verification.container)
    return True


def _being_checked(package: Package) -> bool:
    """Another container may have sent the package back to the client meanwhile."""
    if package.state in WITH_CLIENT:
        workflow.move(package, PackageState.RETURNED)
    return True


def locked(verification: Verification) -> Package:
    """The package of a verification, so that two results do not move it at once."""
    return Package.objects.locked().get(containers__verifications=verification.pk)


def not_checked(verification: Verification) -> None:
    """The check was given up (inside the outbox's transaction); a person sees why and tries again."""
    tell("contracts.unchecked", locked(verification), None)


def not_decided(right: RightCheck) -> None:
    """The register did not answer for too long (inside the outbox's transaction)."""
    not_checked(right.verification)


def tell(kind: str, package: Package, by: User | None, owner_id: int | None = None) -> None:
    """A line of the package's story (inside an action)."""
    note(
        kind=kind, subject=(SUBJECT, package.pk), client_id=package.client_id, by=by,
        owner_id=owner_id, numbers=package.numbers,
    )  # fmt: skip
