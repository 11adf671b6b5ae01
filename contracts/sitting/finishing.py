"""What the worker does with a signature that a card gave: confirmed, added, checked; in no transaction."""

import base64

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from contracts.agency import mandates
from contracts.containers import certificates
from contracts.containers.report import Rejected
from contracts.containers.trust import NoTrustData
from contracts.models import AgencySignature
from contracts.signing import assembling, xades
from contracts.signing.refusals import NotSigned
from contracts.sitting import standing
from contracts.verification.trusted import trust_store
from desk import clock
from desk.outbox import PermanentError
from desk.records import blobs


def complete(job: AgencySignature) -> bytes:
    """The container with the agency's signature. Raises desk.outbox errors: PassingError keeps what the card
    gave for another try, and a PermanentError of `standing.SIGN_AGAIN` means that it must be given again."""
    row = AgencySignature.jobs.select_related("package", "source", "unsigned", "base").get(pk=job.pk)
    if why := standing.gone(row):
        raise PermanentError(why)
    if not settings.TSA_URL:
        raise PermanentError("tsa_address")
    try:
        trust = trust_store()
        assert row.unsigned is not None
        source, unsigned = blobs.read(row.source), blobs.read(row.unsigned)
    except NoTrustData:
        raise PermanentError("no_trust_data") from None
    except blobs.Damaged:
        raise PermanentError("blob_damaged") from None
    certificate = _certificate(row, unsigned)
    finished = assembling.complete(
        source, unsigned, base64.b64decode(row.value), certificate, trust=trust, at=clock.now(),
        **assembling.over_http(trust, settings.TSA_URL, settings.OCSP_URL),
    )  # fmt: skip
    return finished.container


def _certificate(row: AgencySignature, unsigned: bytes) -> bytes:
    """Whose it is and may still sign these kinds. A right that ended since the signing is not honoured: what
    counts is the trusted time, which comes only now."""
    try:
        certificate = xades.read(unsigned).certificate
        code = certificates.signer_of(certificate).code
    except (NotSigned, Rejected):
        raise PermanentError("signature_wrong") from None
    today = timezone.localdate(clock.now())
    if mandates.why_not(code, list(mandates.kinds_of(row.package)), today):
        raise PermanentError(standing.NO_RIGHT)
    return certificate.public_bytes(Encoding.DER)
