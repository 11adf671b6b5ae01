"""What the card gives in a sitting, and what becomes of it: kept at once, finished by the worker, given up.

The seam to everything after is `returns.receive`: from there it goes as for an uploaded container.
"""

import base64
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.actions import returns
from contracts.actions.sitting import drop, end_if_over, give_up, notify, tell, unsigned_of, whole
from contracts.agency import mandates
from contracts.containers.trust import NoTrustData
from contracts.enums import REASONS, ContainerSource
from contracts.models import AgencySignature, Sitting
from contracts.signing import eligibility, xades
from contracts.signing.refusals import NotSigned, sentence
from contracts.signing.signer import Chosen, Message
from contracts.signing.web_eid import WebEid
from contracts.sitting import offering, standing
from contracts.verification.trusted import trust_store
from desk import clock, outbox
from desk.http import Refused
from desk.people.models import User
from desk.records import blobs

MEANS = WebEid()


@dataclass(frozen=True)
class Asked:
    """What the card is asked next; `number` of `of`."""

    signature: AgencySignature
    message: Message
    number: int
    of: int


@transaction.atomic
def prepare(*, sitting: Sitting, said: Message, by: User) -> Asked | None:
    """What the card is asked next, by the certificate that it shows; None when nothing is left to be signed.

    Raises Refused where it is not this person's card, or he may not sign. What cannot be signed any more is
    dropped with its reason on the way.
    """
    sitting = Sitting.objects.select_for_update().get(pk=sitting.pk, signer=by)
    signer = offering.signer(by)
    chosen, code = _own_card(said, signer)
    mine = offering.Signer(by, tuple(each for each in signer.entries if each.personal_code == code))
    rows = [row for row in unsigned_of(sitting) if row.seen_at is not None]
    for number, row in enumerate(rows):
        why = standing.gone(row) or _no_right(row, mine)
        if not why:
            try:
                prepared = xades.prepare(
                    blobs.read(row.source), chosen.certificate, chosen.method, clock.now()
                )
            except NotSigned:
                why = standing.CONTAINER
            except blobs.Damaged:
                why = "blob_damaged"
        if why:
            drop(row, why)
            continue
        _keep(row, prepared, chosen)
        signed = sitting.signatures.filter(signed_at__isnull=False, dropped_at=None).count()
        return Asked(row, MEANS.ask(prepared).message, signed + 1, signed + len(rows) - number)
    end_if_over(sitting)
    return None


def _own_card(said: Message, signer: offering.Signer) -> tuple[Chosen, str]:
    """Certificate and method, and the code by which the register of signing rights knows the person."""
    if why := signer.refusal(()):
        raise Refused(why)
    try:
        trust = trust_store()
        chosen = MEANS.choose(said)
        for code in sorted(signer.codes):
            try:
                eligibility.check(chosen.certificate, code, trust, clock.now())
            except NotSigned as refused:
                if refused.code != "ANOTHER_PERSON":
                    raise
            else:
                return chosen, code
    except NoTrustData:
        raise Refused(str(REASONS["no_trust_data"])) from None
    except NotSigned as refused:
        raise Refused(sentence(refused.code)) from None
    raise Refused(
        _("The card in the reader is somebody else's. Here signs: %(name)s.") % {"name": str(signer.user)}
    )


def _no_right(row: AgencySignature, mine: offering.Signer) -> str:
    return standing.NO_RIGHT if mine.refusal(mandates.kinds_of(row.package)) else ""


def _keep(row: AgencySignature, prepared: xades.Prepared, chosen: Chosen) -> None:
    row.unsigned = blobs.store(prepared.xml, "application/xml", "signature")
    row.digest, row.hash_function = prepared.digest.hex(), prepared.method.hash_function
    row.save(update_fields=["unsigned", "digest", "hash_function"])
    certificate = blobs.store(chosen.der, "application/pkix-cert", "certificate")
    Sitting.objects.filter(pk=row.sitting_id).update(certificate=certificate)


@transaction.atomic
def finish(*, signature: AgencySignature, said: Message, by: User) -> None:
    """Keep what the card gave, once it is proved to be over this container; the worker does the rest.

    The same answer again is taken as it was. Raises Refused where it belongs to something else.
    """
    row = whole(signature)
    if row.sitting.signer_id != by.pk or row.unsigned is None:
        raise Refused(sentence("MESSAGE_WRONG"))
    try:
        value = MEANS.take(xades.read(blobs.read(row.unsigned)), said)
    except NotSigned as refused:
        raise Refused(sentence(refused.code)) from None
    if row.signed_at is not None:
        return
    if row.dropped_at is not None:
        raise Refused(str(REASONS.get(row.reason, row.reason)))
    row.value, row.signed_at = base64.b64encode(value).decode(), clock.now()
    row.save(update_fields=["value", "signed_at"])
    tell("contracts.signed_in_browser", row, by)
    outbox.wake("contracts.sign", row.pk)
    end_if_over(row.sitting)


def finished(job: AgencySignature, data: bytes) -> None:
    """The container is whole (inside the outbox's transaction): it goes the way of an uploaded one."""
    row = AgencySignature.jobs.select_related("package", "sitting__signer").get(pk=job.pk)
    first = row.package.authorisations.kept().first()
    try:
        with transaction.atomic():
            container = returns.receive(
                package=row.package, data=data, source=ContainerSource.AGENCY, by=row.sitting.signer,
                filename=f"{first.number if first else 'container'}.asice",
            )  # fmt: skip
    except Refused:
        give_up(row, standing.NOT_WAITING)
    else:
        AgencySignature.jobs.filter(pk=row.pk).update(finished=container)


def given_up(job: AgencySignature) -> None:
    """The worker cannot finish it (inside the outbox's transaction). A signature that is worth nothing any
    more is dropped and the person told to sign again; with trouble of a service it is kept for a person to
    try once more."""
    row = whole(job)
    if job.reason in standing.SIGN_AGAIN:
        give_up(row, job.reason)
    else:
        notify(row, "contracts.signature_stuck")


@transaction.atomic
def try_again(*, signature: AgencySignature, by: User) -> bool:
    """A person wants a signature that could not be finished to be tried once more; whether it is."""
    row = whole(signature)
    if row.finished_id is not None or row.dropped_at is not None or row.signed_at is None:
        return False
    if not outbox.retry(row):  # one that waits for its next turn has it now
        AgencySignature.jobs.filter(pk=row.pk, state=outbox.JobState.PENDING).update(next_at=None)
    outbox.wake("contracts.sign", row.pk)
    return True


@transaction.atomic
def give_back(*, signature: AgencySignature, by: User) -> None:
    """What was signed and cannot be finished is signed anew: the old signature is dropped."""
    row = whole(signature)
    if row.finished_id is not None or row.dropped_at is not None:
        raise Refused(_("This signature is finished or was dropped already."))
    if row.state == outbox.JobState.SENDING:
        raise Refused(_("The signature is being finished just now."))
    drop(row, standing.LEFT)
    tell("contracts.signature_dropped", row, by)
