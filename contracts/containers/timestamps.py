"""RFC 3161 time-stamps over the signature value: the only source of the trusted time of an LT signature."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp
from cryptography import x509

from . import certificates as certs
from .algorithms import public_key, same, verify
from .report import Rejected
from .signed_data import hash_name, method, read_as
from .trust import Part, TrustStore

WRONG = "TIMESTAMP_WRONG"


@dataclass(frozen=True)
class Stamp:
    """`made_at` is the token's genTime; `by` names the authority as its certificate does."""

    made_at: datetime
    by: str


@read_as(WRONG)
def check_timestamp(token: bytes, stamped: bytes, trust: TrustStore, min_rsa: int) -> Stamp:
    """What a token over `stamped` says. Raises Rejected when anything about the token is wrong."""
    content = cms.ContentInfo.load(token, strict=True)
    if content["content_type"].native != "signed_data":
        raise Rejected(WRONG)
    signed = content["content"]
    if signed["encap_content_info"]["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        raise Rejected(WRONG)
    octets = bytes(signed["encap_content_info"]["content"].contents)
    info = tsp.TSTInfo.load(octets, strict=True)
    _check_imprint(info, stamped)
    made_at: datetime = info["gen_time"].native
    signer = signed["signer_infos"][0]
    attributes = signer["signed_attrs"].dump()  # before asn1crypto parses them and writes them anew
    certificate = _certificate(signed, signer["signed_attrs"])
    _check_attributes(signer, octets)
    _check_value(signer, attributes, certificate, min_rsa)
    _check_authority(certificate, made_at, trust, min_rsa)
    return Stamp(made_at, certs.named(certificate.subject))


def _check_authority(
    certificate: x509.Certificate, moment: datetime, trust: TrustStore, min_rsa: int
) -> None:
    if certs.purposes(certificate) != {certs.TIME_STAMPING} or certs.is_ca(certificate):
        raise Rejected("TSA_NOT_TRUSTED")
    if not certs.valid_at(certificate, moment) or not trust.vouches(certificate, Part.TSA, moment, min_rsa):
        raise Rejected("TSA_NOT_TRUSTED")


def _check_imprint(info: Any, stamped: bytes) -> None:
    imprint = info["message_imprint"]
    name = hash_name(imprint["hash_algorithm"])
    if not same(imprint["hashed_message"].native, hashlib.new(name, stamped).digest()):
        raise Rejected("TIMESTAMP_OF_SOMETHING_ELSE")


def _attribute(attributes: Any, name: str) -> Any:
    values = [a["values"] for a in attributes if a["type"].native == name]
    if len(values) != 1 or len(values[0]) != 1:
        raise Rejected(WRONG)
    return values[0][0]


def _certificate(signed: Any, attributes: Any) -> x509.Certificate:
    """The one that the signed attribute names; the token may carry others, in any order."""
    names = {a["type"].native for a in attributes}
    version = "signing_certificate_v2" if "signing_certificate_v2" in names else "signing_certificate"
    first = _attribute(attributes, version)["certs"][0]
    algorithm = "sha1" if version == "signing_certificate" else hash_name(first["hash_algorithm"])
    for choice in signed["certificates"] or ():
        der = choice.chosen.dump()
        if same(hashlib.new(algorithm, der).digest(), first["cert_hash"].native):
            return certs.load(der)
    raise Rejected(WRONG)


def _check_attributes(signer: Any, octets: bytes) -> None:
    attributes = signer["signed_attrs"]
    if _attribute(attributes, "content_type").native != "tst_info":
        raise Rejected(WRONG)
    name = hash_name(signer["digest_algorithm"])
    if not same(_attribute(attributes, "message_digest").native, hashlib.new(name, octets).digest()):
        raise Rejected(WRONG)


def _check_value(signer: Any, attributes: bytes, certificate: x509.Certificate, min_rsa: int) -> None:
    digest_name = hash_name(signer["digest_algorithm"])
    pad, name = method(signer["signature_algorithm"], digest_name)
    as_set = b"\x31" + attributes[1:]  # signed with the tag of a SET, stored as [0]
    key = public_key(certificate, min_rsa)
    if not verify(key, pad, name, signer["signature"].native, as_set):
        raise Rejected(WRONG)
