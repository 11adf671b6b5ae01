"""The time-stamping authority (RFC 3161 over HTTP): when a signature value existed.

The answer is believed only when it is about our octets, repeats our nonce and is signed by an authority of
the trust data. No model comes in here; raises only desk.outbox errors, all with codes `tsa_...`."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, tsp

from contracts.containers.report import Rejected
from contracts.containers.signed_data import read_as
from contracts.containers.timestamps import check_timestamp
from contracts.containers.trust import TrustStore
from desk.outbox import PassingError, PermanentError

from . import exchange
from .xades import MIN_RSA

_SERVICE = "tsa"
_KIND = "application/timestamp-query"
_HASH = "sha256"
_GRANTED = {"granted", "granted_with_mods"}
# What will not pass by asking again (RFC 3161, 2.4.2); the rest is trouble of the authority's own.
_REFUSALS = {"bad_alg", "bad_request", "bad_data_format", "unaccepted_policy", "unaccepted_extensions"}


class _Answer(core.Sequence):  # type: ignore[misc]
    """asn1crypto's own TimeStampResp cannot be without a token, and a refusal is."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


@dataclass(frozen=True)
class Token:
    """`der` is the CMS token that goes into the signature; `made_at` its genTime."""

    der: bytes
    made_at: datetime
    by: str


def stamp(octets: bytes, *, url: str, trust: TrustStore, policy: str = "") -> Token:
    """A time-stamp over the octets, made now. `policy`: the object identifier wanted, empty: the authority's
    own. Raises PassingError, PermanentError. Asking again is harmless: it makes a later stamp."""
    nonce = secrets.randbits(63) | 1 << 62
    question = _question(octets, nonce, policy)
    raw = exchange.post(_SERVICE, url, question, _KIND)
    return _token(raw, octets, nonce, policy, trust)


def ping(url: str) -> None:
    """Raise what `stamp` would raise, if the authority cannot be reached. It asks for no stamp: they cost."""
    exchange.reach(_SERVICE, url)


def _question(octets: bytes, nonce: int, policy: str) -> bytes:
    wanted: dict[str, Any] = {
        "version": "v1",
        "message_imprint": {
            "hash_algorithm": {"algorithm": _HASH},
            "hashed_message": hashlib.new(_HASH, octets).digest(),
        },
        "nonce": nonce,
        "cert_req": True,
    }
    return bytes(tsp.TimeStampReq(wanted | ({"req_policy": policy} if policy else {})).dump())


def _token(raw: bytes, octets: bytes, nonce: int, policy: str, trust: TrustStore) -> Token:
    try:
        with read_as("NOT_UNDERSTOOD"):
            answer = _Answer.load(raw, strict=True)
            _check_status(answer["status"])
            if isinstance(answer["time_stamp_token"], core.Void):
                raise ValueError
            der = bytes(answer["time_stamp_token"].dump())
            _check_ours(answer["time_stamp_token"], nonce, policy)
        made = check_timestamp(der, octets, trust, MIN_RSA)
    except Rejected as refused:
        code = refused.problem.code
    else:
        return Token(der, made.made_at, made.by)
    if code == "NOT_UNDERSTOOD":
        raise PassingError("tsa_not_understood")
    if code == "TSA_NOT_TRUSTED":
        raise PermanentError("tsa_not_trusted")
    raise PassingError("tsa_wrong_answer")


def _check_status(status: Any) -> None:
    if status["status"].native in _GRANTED:
        return
    failed = status["fail_info"].native or set()
    if failed & _REFUSALS:
        raise PermanentError("tsa_refused")
    raise PassingError("tsa_trouble")


def _check_ours(token: Any, nonce: int, policy: str) -> None:
    """What `check_timestamp` cannot know: that this is the answer to this question."""
    if token["content_type"].native != "signed_data":
        raise ValueError
    octets = bytes(token["content"]["encap_content_info"]["content"].contents)
    info = tsp.TSTInfo.load(octets, strict=True)
    if info["nonce"].native != nonce or (policy and info["policy"].dotted != policy):
        raise Rejected("TIMESTAMP_WRONG")
