"""Whose signatures count for a package: of all its sound containers together, each person once. Reads only.

A container counts with the others when it was found sound in itself, holds every document as it stands now
and no person refused it. Which of the documents a signature covers need not be asked: a sound container holds
all of them, and each of its signatures covers every file. Whoever signed only a part is in none.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from contracts.containers.report import Problem
from contracts.enums import BY_HAND, ContainerSource, PackageState, ReturnVerdict
from contracts.models import (
    Authorisation,
    Container,
    CountedSignature,
    Finding,
    Package,
    Rendering,
    Verification,
)
from contracts.verification import powers, rights
from contracts.verification.checking import contents, need_of
from desk.outbox import JobState
from desk.records import blobs

_WORKING = [JobState.PENDING, JobState.SENDING]
_SOUND = [ReturnVerdict.SOUND, ReturnVerdict.PARTIAL, ReturnVerdict.PASSED]


@dataclass(frozen=True)
class Counted:
    """Who signed, each by the earliest trusted time; `together`: the other containers that brought somebody,
    and `problems`: what was found of those."""

    signed: dict[str, datetime]
    together: tuple[Container, ...] = ()
    problems: tuple[Problem, ...] = ()


def newest(package: Package, *, by_hand: bool = False) -> QuerySet[Verification]:
    """The last check of each container of the client's; a look at old evidence is none, and what was signed
    by hand is no container: two persons decide on it alone."""
    not_theirs = [ContainerSource.AGENCY, *(() if by_hand else BY_HAND)]
    rows = Verification.jobs.filter(look_again=False).exclude(container__source__in=not_theirs)
    newer = rows.filter(container=OuterRef("container"), pk__gt=OuterRef("pk"))
    found: QuerySet[Verification] = rows.filter(~Exists(newer), container__package=package)
    return found


def sound(package: Package) -> QuerySet[Verification]:
    """Those of the last checks whose signatures count together."""
    said = Finding.objects.filter(verification=OuterRef("pk"))
    refused = said.filter(verdict=ReturnVerdict.FAILED, decided_by__isnull=False)
    rows = newest(package).filter(Exists(said.filter(verdict__in=_SOUND)), ~Exists(refused))
    # What came before the documents of now were made cannot hold them (one of them was replaced).
    made = Rendering.jobs.filter(authorisation__in=package.authorisations.kept())
    since = made.aggregate(at=Max("rendered_at"))["at"]
    return rows.filter(container__received_at__gte=since) if since else rows


def counted(package: Package, verification: Verification, own: Mapping[str, datetime]) -> Counted:
    """`own`, the signatures of this container, and what other containers of the package add to them."""
    rows = CountedSignature.objects.filter(verification__in=sound(package))
    rows = rows.exclude(verification__container=verification.container_id)
    signed = dict(own)
    brought: dict[str, CountedSignature] = {}
    for each in rows.select_related("verification__container").order_by("signed_at", "pk"):
        if each.identity not in own:
            brought.setdefault(each.identity, each)
        signed[each.identity] = min(each.signed_at, signed.get(each.identity, each.signed_at))
    checks = {each.verification_id: each.verification for each in brought.values()}
    findings = Finding.objects.filter(verification__in=checks)
    problems = [problem for finding in findings for problem in finding.all_problems]
    together = [checks[pk].container for pk in sorted(checks)]
    return Counted(signed, tuple(together), tuple(dict.fromkeys(problems)))


def of_all(package: Package) -> dict[str, tuple[str, datetime]]:
    """By identity: name and earliest trusted time of all who have signed so far."""
    rows = CountedSignature.objects.filter(verification__in=sound(package)).order_by("signed_at", "pk")
    found: dict[str, tuple[str, datetime]] = {}
    for each in rows:
        found.setdefault(each.identity, (each.name, each.signed_at))
    return found


def standing(
    package: Package, signed: Mapping[str, datetime], documents: Sequence[Authorisation] | None = None
) -> rights.Outcome | None:
    """What these signatures come to before the register is asked anew; None when they may be enough.

    `documents`: those kept, with kind and persons, where they are loaded already.
    """
    check, need = package.check_at_sending, need_of(package, documents)
    if need.representatives and powers.held_for(package, signed, documents) is not None:
        need = rights.Need(representatives=False, persons=need.persons)
    return rights.before_asking(need, check.judgement if check else None, signed)


def circle(package: Package, documents: Iterable[Authorisation]) -> frozenset[str]:
    """Identities that have to do with this client's documents: on its register card, or named in them."""
    check = package.check_at_sending
    on_card = {each.identity for each in check.judgement.persons if each.identity} if check else set()
    named = {f"EE{person.code}" for each in documents for person in each.persons.all()}
    return frozenset(on_card | named)


def is_sound(findings: Iterable[Finding]) -> bool:
    """Of the findings of one check: whether its signatures count with those of other containers (`sound`)."""
    said = list(findings)
    refused = any(each.verdict == ReturnVerdict.FAILED and each.decided_by_id for each in said)
    return not refused and any(each.verdict in _SOUND for each in said)


def unsettled(package: Package, but: Verification) -> bool:
    """Whether something else that came back is still being checked, or waits for a person."""
    rows = newest(package, by_hand=True).exclude(pk=but.pk)
    working = Q(state__in=_WORKING) | Q(right__state__in=_WORKING)
    return rows.filter(working | Q(findings__in=_unclear())).exists()


def waiting(package: Package, but: Verification | None = None) -> Verification | None:
    """The check, the newest of several, whose container waits for a person's decision."""
    if package.state != PackageState.RETURNED:
        return None
    rows = newest(package).exclude(pk=but.pk if but else 0).filter(findings__in=_unclear())
    waits = rows.exclude(right__state__in=_WORKING).exclude(state__in=_WORKING)
    return waits.select_related("container").order_by("-pk").first()


def _unclear() -> QuerySet[Finding]:
    """Last words of a check that are none."""
    later = Finding.objects.filter(verification=OuterRef("verification"), pk__gt=OuterRef("pk"))
    return Finding.objects.filter(~Exists(later), verdict=ReturnVerdict.INDETERMINATE)


def container_so_far(package: Package) -> Container | None:
    """The newest container that holds some of the signatures needed, to which the next signer adds one.

    None where it may not be handed on: it holds documents of another client, or one that was recalled since.
    """
    partial = Finding.objects.filter(verification__in=sound(package), verdict=ReturnVerdict.PARTIAL)
    rows = Container.objects.filter(verifications__findings__in=partial).order_by("-pk")
    strange = Package.objects.exclude(client=package.client_id)
    found = rows.exclude(others__in=strange).select_related("blob").distinct().first()
    return found if found is None or still_wanted(package.authorisations.all(), found) else None


def still_wanted(documents: Iterable[Authorisation], container: Container) -> bool:
    """Whether none of its files was recalled meanwhile; looked at only where something was."""
    gone = {each.pdf_sha256 for each in documents if each.is_dropped} - {""}
    if not gone:
        return True
    files = contents(blobs.read(container.blob)).values()
    return not any(hashlib.sha256(data).hexdigest() in gone for data in files)


def proofs(packages: Iterable[Package]) -> dict[int, list[Container]]:
    """By package: every container on which its documents rest, the newest first: the one that the agency
    signed, the client's that was accepted, and others whose signatures were counted with it.

    The registrar gets all of them. The portal gets none: it is told the hash of each document, which is the
    same in every container, and needs to know nobody who signed.
    """
    passed = Finding.objects.deciding().filter(
        verdict=ReturnVerdict.PASSED, verification__container__package__in=[each.pk for each in packages]
    )
    rows = passed.select_related("verification__container").prefetch_related("together").order_by("-pk")
    found: dict[int, list[Container]] = {}
    for each in rows:
        own = each.verification.container
        mine = found.setdefault(own.package_id, [])
        mine += [one for one in (own, *each.together.all()) if one not in mine]
    return found
