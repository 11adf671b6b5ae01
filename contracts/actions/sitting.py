"""A sitting of the agency's signer: containers chosen, each looked at or left out. What the card gives then
is taken by `contracts.actions.signing`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from contracts.actions import returns
from contracts.actions.drafting import SUBJECT
from contracts.enums import REASONS
from contracts.models import AgencySignature, Package, Sitting
from contracts.signing import assembling
from contracts.sitting import offering, standing, steps
from desk import clock, outbox
from desk.http import Refused
from desk.people import actions as people
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note

IDLE = timedelta(hours=1)  # then others may sign what lies untouched before a person


@dataclass(frozen=True)
class Begun:
    """The sitting, and why some of what was chosen is not in it, a sentence each."""

    sitting: Sitting
    refused: tuple[str, ...]


@transaction.atomic
def begin(*, packages: Collection[int], by: User) -> Begun:
    """Lay these packages before the person, or add them to what lies there. Raises Refused where none may be
    signed by this person in the browser now; what others are at is refused by their name."""
    if not offering.configured():
        raise Refused(_("No time-stamp service is set up: sign outside and upload the container."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks make one sitting
    waits = _locked(packages)
    signer, sitting = offering.signer(by), steps.open_sitting(by)
    refused, chosen = [], []
    taken = {wait.living.source_id for wait in waits.values() if wait.living}
    for pk in packages:
        wait = waits.get(pk)
        if wait is None or (wait.living and wait.living.sitting_id == (sitting.pk if sitting else None)):
            continue
        near = [wait, *(waits[each.pk] for each in wait.also)]
        if why := next(filter(None, (offering.refusal(each, signer) for each in near)), ""):
            refused.append(f"{wait.package.numbers}: {why}")
        elif wait.base is None or wait.base.blob_id not in taken:
            chosen.append(wait)
            taken.add(wait.base.blob_id if wait.base else 0)
    if not chosen and sitting is None:
        raise Refused(*(refused or [_("Choose what you sign.")]))
    if sitting is None:
        sitting = Sitting.objects.create(signer=by, started_at=clock.now())
    _lay(sitting, chosen)
    return Begun(sitting, tuple(refused))


def _locked(packages: Collection[int]) -> dict[int, offering.Waiting]:
    """The packages, and those that wait with the same containers, locked in the order of their keys."""
    wanted = Package.objects.filter(pk__in=packages)
    near = {one.pk for each in wanted for one in offering.together(each)}
    list(Package.objects.select_for_update(of=("self",)).filter(pk__in=near).order_by("pk"))
    found = offering.waiting(list(Package.objects.listed().filter(pk__in=near).order_by("pk")))
    return {each.package.pk: each for each in found}


def _lay(sitting: Sitting, chosen: list[offering.Waiting]) -> None:
    last = sitting.signatures.aggregate(last=Max("position"))["last"] or 0
    for position, wait in enumerate(chosen, start=last + 1):
        source = wait.base.blob if wait.base else blobs.store(
            offering.source_of(wait.package, None), returns.CONTENT_TYPE, "container"
        )  # fmt: skip
        AgencySignature.jobs.create(
            sitting=sitting, package=wait.package, position=position, base=wait.base, source=source
        )


@transaction.atomic
def seen(*, signature: AgencySignature, by: User) -> str:
    """The person has looked at everything in the container; why it is not signed after all, empty when it is
    still to be signed."""
    row = _own(signature, by)
    if why := standing.gone(row):
        drop(row, why)
        return words(why)
    if row.seen_at is None:
        row.seen_at = clock.now()
        row.save(update_fields=["seen_at"])
    return ""


@transaction.atomic
def leave_out(*, signature: AgencySignature, by: User) -> None:
    """The person does not sign this one now; it waits for the agency as before."""
    row = _own(signature, by)
    drop(row, steps.LEFT_OUT)
    end_if_over(row.sitting)


@transaction.atomic
def put_back(*, signature: AgencySignature, by: User) -> None:
    """What was left out lies before the person again, to be looked at. Refused where it does not wait any
    more, or somebody else took it."""
    row = whole(signature)
    if row.sitting.signer_id != by.pk or row.reason != steps.LEFT_OUT or row.sitting.ended_at is not None:
        raise Refused(_("This sitting is over: choose the documents anew."))
    wait = _locked([row.package_id])[row.package_id]
    if why := offering.refusal(wait, offering.signer(by)) or words(standing.gone(row)):
        raise Refused(why)
    row.dropped_at, row.reason, row.seen_at = None, "", None
    row.save(update_fields=["dropped_at", "reason", "seen_at"])


@transaction.atomic
def end(*, sitting: Sitting, by: User) -> None:
    """The person signs nothing more here; what is not signed waits for the agency as before."""
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk, signer=by)
    for row in unsigned_of(sitting):
        drop(row, steps.LEFT_OUT)
    end_if_over(sitting)


def put_away() -> int:
    """What lies too long untouched before a person others may sign, and what waits too long for its
    time-stamp is signed again; how many rows were dropped (the sweep)."""
    now = clock.now()
    rows = AgencySignature.jobs.living().exclude(state=outbox.JobState.SENDING)
    lately = Q(seen_at__gte=now - IDLE) | Q(signed_at__gte=now - IDLE)
    busy = AgencySignature.jobs.filter(lately, sitting=OuterRef("sitting"))
    idle = rows.filter(~Exists(busy), signed_at=None, sitting__started_at__lt=now - IDLE)
    late = rows.filter(signed_at__lt=now - assembling.LATE)
    found = [*idle.values_list("pk", flat=True)[:200], *late.values_list("pk", flat=True)[:200]]
    return sum(_put_one_away(pk) for pk in found)


@transaction.atomic
def _put_one_away(pk: int) -> bool:
    row = whole(AgencySignature(pk=pk))
    if row.dropped_at is not None or row.finished_id is not None or row.state == outbox.JobState.SENDING:
        return False
    if row.signed_at is not None:
        give_up(row, standing.TOO_LATE)
        return True
    drop(row, standing.LEFT)
    end_if_over(row.sitting)
    return True


def whole(signature: AgencySignature) -> AgencySignature:
    """The row as it is now, locked, with what is asked of it."""
    related = ("sitting__signer", "package__client", "source", "unsigned", "base")
    rows = AgencySignature.jobs.select_for_update(of=("self",)).select_related(*related)
    row: AgencySignature = rows.get(pk=signature.pk)
    return row


def _own(signature: AgencySignature, by: User) -> AgencySignature:
    """The same, where the person can still look at it and leave it out. Raises Refused."""
    row = whole(signature)
    if row.sitting.signer_id != by.pk or row.dropped_at is not None:
        raise Refused(_("These documents do not lie before you any more."))
    if row.signed_at is not None:
        raise Refused(_("You have signed this already."))
    return row


def unsigned_of(sitting: Sitting) -> list[AgencySignature]:
    """What lies before the person, in its order, locked."""
    rows = AgencySignature.jobs.living().filter(sitting=sitting, signed_at=None).order_by("position")
    return list(rows.select_for_update(of=("self",)).select_related("package__client", "source", "base"))


def drop(row: AgencySignature, reason: str) -> None:
    row.dropped_at, row.reason = clock.now(), reason
    row.save(update_fields=["dropped_at", "reason"])


def give_up(row: AgencySignature, reason: str) -> None:
    """A signature that was given is dropped: the person is told, and the story says why."""
    drop(row, reason)
    tell("contracts.signature_dropped", row, None)
    notify(row, "contracts.signature_dropped")


def end_if_over(sitting: Sitting) -> None:
    """A sitting in which nothing is left to look at or to sign is over."""
    if not AgencySignature.jobs.living().filter(sitting=sitting, signed_at=None).exists():
        Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(ended_at=clock.now())


def tell(kind: str, row: AgencySignature, by: User | None) -> None:
    note(
        kind=kind, subject=(SUBJECT, row.package_id), client_id=row.package.client_id, by=by,
        numbers=row.package.numbers,
    )  # fmt: skip


def notify(row: AgencySignature, kind: str) -> None:
    people.tell(
        users=[row.sitting.signer], kind=kind, subject=(SUBJECT, row.package_id),
        client_id=row.package.client_id, numbers=row.package.numbers,
    )  # fmt: skip


def words(reason: str) -> str:
    return str(REASONS.get(reason, reason)) if reason else ""
