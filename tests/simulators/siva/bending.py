"""Answers as SiVa may give them on a bad day: well formed, and not what one hoped for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]


def bent(answer: Json, kind: str) -> Json:
    """The answer, bent in the one way that `kind` names; unchanged on a good day."""
    bend = BENDS.get(kind)
    if bend is not None:
        bend(answer["validationReport"]["validationConclusion"])
    return answer


def _partial(said: Json) -> None:
    """As for ASiC-E: the signature counts as valid, and only a warning says what it leaves out."""
    said["signatures"][0]["signatureScopes"].pop()
    said["signatures"][0]["warnings"] = [{"content": "Signature does not cover all files!"}]
    said["validationWarnings"] = [{"content": "Signature has unsigned files in the container!"}]


def _failed(said: Json) -> None:
    _judged(said, "TOTAL-FAILED", "REVOKED", "The certificate is revoked!")


def _unsure(said: Json) -> None:
    _judged(said, "INDETERMINATE", "TRY_LATER", "The revocation information is not available!")


def _judged(said: Json, indication: str, why: str, message: str) -> None:
    first = said["signatures"][0]
    if first["indication"] == "TOTAL-PASSED":
        said["validSignaturesCount"] -= 1
    first |= {"indication": indication, "subIndication": why, "errors": [{"content": message}]}


def _nobody(said: Json) -> None:
    said |= {"signatures": [], "signaturesCount": 0, "validSignaturesCount": 0}


def _one_less(said: Json) -> None:
    said["signatures"].pop()
    said["signaturesCount"] -= 1
    said["validSignaturesCount"] -= 1


def _level(said: Json) -> None:
    said["signatures"][0]["signatureLevel"] = "ADESIG_QC"


def _time(said: Json) -> None:
    info = said["signatures"][0]["info"]
    moment = datetime.fromisoformat(info["bestSignatureTime"]) - timedelta(days=1)
    info["bestSignatureTime"] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _count(said: Json) -> None:
    said["validSignaturesCount"] += 1


def _policy(said: Json) -> None:
    said["policy"]["policyName"] = "POLv3"


def _no_certificate(said: Json) -> None:
    said["signatures"][0]["certificates"] = []


def _other_hash(said: Json) -> None:
    scope = said["signatures"][0]["signatureScopes"][0]
    scope |= {"hashAlgo": "SHA256", "hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}


BENDS: dict[str, Callable[[Json], None]] = {
    "partial": _partial,
    "failed": _failed,
    "unsure": _unsure,
    "nobody": _nobody,
    "one_less": _one_less,
    "other_level": _level,
    "other_time": _time,
    "other_count": _count,
    "other_policy": _policy,
    "no_certificate": _no_certificate,
    "other_hash": _other_hash,
}
