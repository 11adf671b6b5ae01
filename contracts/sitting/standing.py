"""Whether a signature that was begun can still be given: what it was begun over must stand as it stood."""

import hashlib

from contracts.agency import preparing
from contracts.enums import BY_HAND, PackageState
from contracts.models import AgencySignature
from contracts.verification.checking import base_of

# Reasons for which a signature is dropped: words of contracts.enums.REASONS.
RECALLED, NOT_WAITING, REPLACED = "signing_recalled", "signing_not_waiting", "signing_replaced"
TOO_LATE, LEFT, NO_RIGHT, CONTAINER = (
    "signed_too_long_ago",
    "signing_left",
    "signing_no_right",
    "signing_container",
)

# What is wrong with the signature or its card: the person signs again. Everything else is trouble of a
# service or a setting, and the signature that was given is kept for it to pass.
SIGN_AGAIN = {
    RECALLED, NOT_WAITING, REPLACED, TOO_LATE, NO_RIGHT, CONTAINER, "signature_wrong", "own_check_failed",
    "certificate_expired", "certificate_revoked", "certificate_unknown", "issuer_not_trusted", "blob_damaged",
}  # fmt: skip


def gone(row: AgencySignature) -> str:
    """Why nothing can come of this signature any more, as a reason; empty while something can.

    Reads `row.package` as it is loaded: whoever needs to be sure has it locked.
    """
    package = row.package
    if package.state == PackageState.RECALLED:
        return RECALLED
    if package.state != PackageState.AWAITING_AGENCY:
        return NOT_WAITING
    base = base_of(package)
    if base is not None and base.source in BY_HAND:
        return REPLACED
    if (base.pk if base else None) != row.base_id:
        return REPLACED
    if base is None and hashlib.sha256(preparing.container(package)).hexdigest() != row.source.sha256:
        return REPLACED
    return ""
