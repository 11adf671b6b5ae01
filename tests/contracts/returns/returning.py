"""What tests of returned containers do over and over: sign, return, let the worker and the register work."""

from datetime import timedelta
from typing import Any

from contracts import tasks
from contracts.actions import returns
from contracts.enums import ContainerSource
from contracts.models import Container, Finding, Package, RightCheck, Verification
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.people.models import User
from desk.records import blobs
from registry.models import Check
from tests.contracts.conftest import Ground, let_register_answer
from tests.simulators.eid import Lab, add_signature, sign_files

MARI, JAAN, LIIS, PEETER = "24503120016", "14007050024", "23809230033", "14201110044"
TOOMAS, KADRI = "14101010079", "24402020080"


def drafts_of(package: Package) -> dict[str, bytes]:
    documents = package.authorisations.select_related("pdf", "kind")
    return {each.file_name: blobs.read(each.pdf) for each in documents if each.pdf}


def signed(lab: Lab, package: Package, *codes: str, **options: Any) -> bytes:
    """A container with the package's documents, signed by these persons now (by the desk's clock)."""
    at = options.pop("at", None) or clock.now() + timedelta(seconds=1)
    data = sign_files(lab, codes[0], options.pop("files", None) or drafts_of(package), at, **options)
    for code in codes[1:]:
        data = add_signature(lab, code, data, at)
    return data


def give_back(
    package: Package, data: bytes, source: ContainerSource = ContainerSource.CLIENT, by: User | None = None
) -> Container:
    return returns.receive(package=package, data=data, filename="leping.asice", source=source, by=by)


def work(package: Package, *, answer: bool = True) -> Finding:
    """Let the worker check what waits and the register answer; the newest finding."""
    for job in Verification.jobs.due().filter(container__package=package):
        tasks.verify(job.pk)
    if answer:
        for check in Check.objects.for_subject("package", package.pk).waiting():
            let_register_answer(check)
        for right in RightCheck.jobs.due().filter(verification__container__package=package):
            tasks.decide(right.pk)
    package.refresh_from_db()
    found = Finding.objects.for_package(package.pk).first()
    assert found is not None
    return found


def codes(finding: Finding) -> list[str]:
    return [each.code for each in finding.all_problems]


def with_address(ground: Ground, client: Client, value: str) -> None:
    """A contract needs a confirmed address of the client."""
    contact = clients.add_contact(kind="email", value=value, client=client, by=ground.user)
    clients.confirm_contact(contact=contact, by=ground.user)
