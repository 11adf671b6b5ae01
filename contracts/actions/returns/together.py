"""One container with documents of several packages: each package is judged by it alone.

A bookkeeper signs the documents of three clients at once and returns them on the page of one. The others get
a row of their own over the same bytes, with a check and a verdict of their own; which packages lie together
is kept with the container, so that no client is shown another's.
"""

from collections.abc import Iterable

from contracts.actions.returns.receiving import awaited, take_in
from contracts.containers.report import ContainerReport
from contracts.enums import AuthorisationState, ContainerSource, PackageState, ReturnVerdict
from contracts.models import Authorisation, Container, Finding, Package, Verification
from contracts.models.drafts import DROPPED
from contracts.verification.checking import bases_of

_UNSENT = [AuthorisationState.DRAFT, *DROPPED]


def lock(verification: Verification, report: ContainerReport) -> tuple[Package, list[Package]]:
    """The package of the verification, and the others whose documents lie in its container. All are locked in
    the order of their keys, so that two containers with the same packages never wait for each other."""
    container = verification.container
    hashes = {file.sha256 for file in report.files}
    drafts = Authorisation.objects.filter(pdf_sha256__in=hashes).exclude(state__in=_UNSENT)
    wanted = {container.package_id, *drafts.values_list("package", flat=True)}
    rows = Package.objects.select_for_update(of=("self",)).order_by("pk")
    rows = rows.select_related("client", "sent_to", "check_at_sending")
    packages = {each.pk: each for each in rows.filter(pk__in=wanted)}
    own = packages.pop(container.package_id)
    return own, list(packages.values())


def spread(container: Container, package: Package, others: list[Package]) -> None:
    """Judge every other package by this container too, which waits for one (inside an action)."""
    container.others.add(*others)
    has_it = Container.objects.filter(blob=container.blob_id, package__in=others)
    known = set(has_it.values_list("package", flat=True))
    source = ContainerSource(container.source)
    for other in _of_its_kind(container, package, others):
        if other.pk not in known and awaited(other, source):
            take_in(other, container.blob, container.file_name, source, container.received_by)


def _of_its_kind(container: Container, package: Package, others: list[Package]) -> Iterable[Package]:
    """The agency's signature counts for those whose accepted container is the one that it was added to."""
    if container.source != ContainerSource.AGENCY:
        return others
    bases = bases_of([package, *others])
    base = bases.get(package.pk)
    return [each for each in others if base and each.pk in bases and bases[each.pk].blob_id == base.blob_id]


def agency_has_signed(package: Package, container: Container) -> None:
    """The agency may have signed this very container for another package before this one was accepted: then
    nobody need sign it once more (inside an action)."""
    base = Container.objects.filter(blob=container.blob_id).exclude(package=package)
    passed = Finding.objects.filter(
        verdict=ReturnVerdict.PASSED,
        verification__look_again=False,
        verification__container__source=ContainerSource.AGENCY,
        verification__container__others=package,
        verification__container__package__in=base.values("package"),
    )
    found = passed.select_related("verification__container__blob").first()
    if found is not None and package.state == PackageState.AWAITING_AGENCY:
        theirs = found.verification.container
        take_in(package, theirs.blob, theirs.file_name, ContainerSource.AGENCY, theirs.received_by)
