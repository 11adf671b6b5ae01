"""Looks at one returned container, outside any transaction: the signatures, the files, the agency's part.
What it needs of the database it reads; what it finds the action writes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from contracts.agency import mandates, signing_order
from contracts.agency.signing_order import Order
from contracts.containers import expectations
from contracts.containers.archive import read_entries
from contracts.containers.combined import DISAGREE
from contracts.containers.report import (
    ContainerReport,
    Problem,
    Rejected,
    SignatureReport,
    Verdict,
    Weight,
)
from contracts.containers.trust import NoTrustData
from contracts.enums import (
    AgencySigns,
    AuthorisationState,
    ContainerSource,
    ReturnVerdict,
    SignedBy,
    Standing,
)
from contracts.models import (
    Authorisation,
    Container,
    Finding,
    Kind,
    Package,
    Portal,
    Verification,
)
from contracts.models.drafts import DROPPED
from contracts.takeover import aging
from contracts.verification.rights import Need, Outcome, names
from contracts.verification.trusted import judge
from desk.outbox import PermanentError
from desk.records import blobs


@dataclass(frozen=True)
class Checked:
    """What the signatures and files say; the right of the signers is not yet in it."""

    report: ContainerReport
    problems: tuple[Problem, ...]
    signed: dict[str, datetime]
    names: dict[str, str]
    verdict: Verdict
    standing: Standing = Standing.LIVE

    @property
    def in_doubt_alone(self) -> bool:
        """Nothing is wrong but that another judge says otherwise than ours: the right is looked into all the
        same, so that a person decides on everything at once."""
        return [each for each in self.problems if each.weight is not Weight.WARNING] == [DISAGREE]

    @property
    def stored(self) -> bytes:
        """The report as it is kept: everything but the persons, who stand apart."""
        kept = self.report.without_persons()
        # Which of the signatures that count it is, in their order (`CountedSignature`); None: it does not.
        counted = {who: number for number, who in enumerate(self.signed)}
        for row, signature in zip(kept["signatures"], self.report.signatures, strict=True):
            row["counted"] = counted.get(expectations.identity(signature.signer)) if signature.valid else None
        kept["our_problems"] = [asdict(each) for each in self.problems]
        return json.dumps(kept, default=str, ensure_ascii=False, sort_keys=True).encode()


def check(verification: Verification) -> Checked:
    """Judge the container of a verification. PermanentError when there is nothing to judge it by, and
    PassingError while SiVa, where it is wanted, does not answer: then there is no verdict."""
    container = Container.objects.select_related("package", "blob").get(pk=verification.container_id)
    try:
        by = judge(Portal.objects.of_package(container.package_id))
        data = blobs.read(container.blob)
    except NoTrustData:
        raise PermanentError("no_trust_data") from None
    except blobs.Damaged:
        raise PermanentError("blob_damaged") from None
    report = by.validator.validate(data)
    if container.source == ContainerSource.TAKEOVER:
        return of_old(report, data, by.standing)
    problems = list(report.everything_wrong())
    if report.verdict is not Verdict.FAILED:
        problems += _own_demands(container, report, data)
    verdict = report.verdict
    if any(each not in report.everything_wrong() for each in problems):
        verdict = Verdict.FAILED
    if verdict is Verdict.PASSED and not by.final:
        verdict = Verdict.INDETERMINATE
        problems.append(Problem("SAMPLE_ONLY", weight=Weight.DOUBT))
    signed = expectations.signed_at(_without_agency(container, report))
    return Checked(report, tuple(problems), signed, _names(report), verdict, by.standing)


def of_old(report: ContainerReport, data: bytes, standing: Standing) -> Checked:
    """What was taken over from before the desk: its files were never drafts of ours, and nothing is accepted
    by it. What is asked of its signers was asked when it was taken over."""
    problems = aging.problems(report, data)
    signed = expectations.signed_at(report) if report.verdict is Verdict.PASSED else {}
    return Checked(report, problems, signed, _names(report), aging.verdict(report, problems), standing)


def _own_demands(container: Container, report: ContainerReport, data: bytes) -> list[Problem]:
    package = container.package
    drafts = {
        each.pdf_sha256: each.file_name for each in package.authorisations.kept().select_related("kind")
    }
    problems = _recalled_ones(
        package, expectations.check_files(report, drafts, _of_others(package, report)), report
    )
    # Numbered documents exist from then on, and where the agency signs first it does so before the letter.
    problems += expectations.check_signatures(report, not_before=package.sending_at)
    if container.source == ContainerSource.AGENCY:
        problems += _agency_demands(package, report, data)
    elif (first := first_container(package)) is not None:
        problems += expectations.check_added(contents(blobs.read(first.blob)), contents(data))
    return problems


def _of_others(package: Package, report: ContainerReport) -> set[str]:
    """Files that are documents of other packages, sent and not recalled: one container may answer several.

    Also what has been accepted meanwhile: the next signer adds to the container as it came.
    """
    unsent = [AuthorisationState.DRAFT, *DROPPED]
    rows = Authorisation.objects.filter(pdf_sha256__in={file.sha256 for file in report.files})
    return set(rows.exclude(package=package).exclude(state__in=unsent).values_list("pdf_sha256", flat=True))


def _recalled_ones(package: Package, problems: list[Problem], report: ContainerReport) -> list[Problem]:
    """A file that is a document we recalled is told so by its number, not as a stranger."""
    hashes = {file.name: file.sha256 for file in report.files}
    recalled = Authorisation.objects.filter(
        state__in=DROPPED, package__client=package.client_id, pdf_sha256__in=hashes.values()
    ).exclude(number="")
    numbers = dict(recalled.values_list("pdf_sha256", "number"))
    named = [
        Problem("RECALLED_DOCUMENT", numbers[hashes[each.about]])
        if each.code == "FILE_NOT_DRAFT" and hashes.get(each.about) in numbers
        else each
        for each in problems
    ]
    return list(dict.fromkeys(named))


def first_container(package: Package) -> Container | None:
    """The container that the agency signed before the client, which the client signs too; None without."""
    if signing_order.order_of_package(package) is not Order.AGENCY_FIRST:
        return None
    return agency_container(package)


def agency_container(package: Package) -> Container | None:
    """The newest container that the agency signed and that held."""
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__package=package,
        verification__container__source=ContainerSource.AGENCY,
    )  # fmt: skip
    found = passed.select_related("verification__container__blob").order_by("-pk").first()
    return found.verification.container if found else None


def _without_agency(container: Container, report: ContainerReport) -> ContainerReport:
    """The report without the signatures that the agency gave before the client: they are nobody's right."""
    first = first_container(container.package) if container.source != ContainerSource.AGENCY else None
    if first is None:
        return report
    before = contents(blobs.read(first.blob))
    return replace(report, signatures=tuple(each for each in report.signatures if each.file not in before))


def _names(report: ContainerReport) -> dict[str, str]:
    return {expectations.identity(s.signer): s.signer.name for s in report.signatures if s.valid}


def need_of(package: Package, documents: Sequence[Authorisation] | None = None) -> Need:
    """Whose signatures this package asks for; `documents`, where they are loaded already."""
    if documents is None:
        documents = list(package.authorisations.kept().select_related("kind").prefetch_related("persons"))
    return Need(
        representatives=any(each.kind.signed_by == SignedBy.REPRESENTATIVES for each in documents),
        persons=frozenset(
            f"EE{person.code}"
            for each in documents
            if each.kind.signed_by == SignedBy.PERSON
            for person in each.persons.all()
        ),
    )


def missing_names(
    package: Package, outcome: Outcome, documents: Sequence[Authorisation] | None = None
) -> list[str]:
    """Whose signatures would complete the container, each way as a line of names."""
    check = package.check_at_sending
    lines = names(check.judgement, outcome.missing) if check else []
    if documents is None:
        documents = list(package.authorisations.kept().prefetch_related("persons"))
    persons = {f"EE{person.code}": str(person) for each in documents for person in each.persons.all()}
    named = [persons[i] for option in outcome.missing for i in sorted(option) if persons.get(i)]
    return lines or list(dict.fromkeys(named))


def agency_signs(package: Package) -> bool:
    """Whether a document of the package wants the agency's signature after the client's."""
    return package.authorisations.kept().filter(kind__agency_signs=AgencySigns.LAST).exists()


def _accepted(packages: Iterable[Package]) -> QuerySet[Finding]:
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__package__in=[each.pk for each in packages]
    )
    passed = passed.exclude(verification__container__source=ContainerSource.AGENCY)
    passed = passed.exclude(verification__container__by_hand__for_agency=True)
    return passed.select_related("verification__container__blob").order_by("pk")


def bases_of(packages: Iterable[Package]) -> dict[int, Container]:
    """By package: the client's container that was accepted, to which the agency adds its signature."""
    found = _accepted(packages)
    return {each.verification.container.package_id: each.verification.container for each in found}


def base_of(package: Package) -> Container | None:
    return bases_of([package]).get(package.pk)


def _agency_demands(package: Package, report: ContainerReport, data: bytes) -> list[Problem]:
    before: dict[str, bytes] = {}  # where nobody signs before the agency every signature is its own
    problems: list[Problem] = []
    if signing_order.order_of_package(package) is Order.CLIENT_FIRST:
        before, problems = _signed_upon(package, contents(data))
    added = [each for each in report.signatures if each.file not in before]
    kinds = list(mandates.kinds_of(package))
    problems += dict.fromkeys(filter(None, (_may_not_sign(kinds, each) for each in added)))
    return problems


def _signed_upon(package: Package, after: dict[str, bytes]) -> tuple[dict[str, bytes], list[Problem]]:
    """The accepted container that the agency signed, and what is wrong with what came of it. Two may have
    been accepted within a moment: whichever was downloaded will do."""
    found: tuple[dict[str, bytes], list[Problem]] = {}, [Problem("EARLIER_CONTENT_CHANGED")]
    for each in _accepted([package]):
        before = contents(blobs.read(each.verification.container.blob))
        found = before, expectations.check_added(before, after)
        if not found[1]:
            break
    return found


def contents(data: bytes) -> dict[str, bytes]:
    try:
        return {entry.name: entry.data for entry in read_entries(data)}
    except Rejected:
        return {}


def _may_not_sign(kinds: list[Kind], signature: SignatureReport) -> Problem | None:
    """Why this person may not sign these kinds for the agency, by the register of signing rights."""
    if signature.trusted_at is None or signature.signer.scheme != "PNOEE":
        return Problem("NOT_AGENCY_SIGNER")
    return mandates.why_not(signature.signer.code, kinds, timezone.localdate(signature.trusted_at))
