"""The documented answers: docs/siva3/interfaces.md of open-eid/SiVa, Simple report."""

import base64
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.simulators.siva.judge import Documents, Judged

Json = dict[str, Any]
_PARTS = {
    "serialNumber": NameOID.SERIAL_NUMBER, "commonName": NameOID.COMMON_NAME,
    "givenName": NameOID.GIVEN_NAME, "surname": NameOID.SURNAME,
}  # fmt: skip


def report(
    found: list[Judged], policy: str, documents: Documents, *, hashes: bool, filename: str = ""
) -> Json:
    """The body of a 200."""
    conclusion: Json = {
        "policy": {
            "policyName": policy,
            "policyDescription": "Policy of the simulator.",
            "policyUrl": f"http://open-eid.github.io/SiVa/siva3/appendix/validation_policy/#{policy}",
        },
        "validationTime": _time(datetime.now(UTC)),
        "validationLevel": "ARCHIVAL_DATA",
        "signatureForm": "ASiC-E",
        "signaturesCount": len(found),
        "validSignaturesCount": sum(not each.errors for each in found),
        "signatures": [_signature(each, documents, hashes) for each in found],
    }
    if not hashes:
        conclusion["validatedDocument"] = {"filename": filename}
    return {"validationReport": {"validationConclusion": conclusion}}


def refusal(message: str, key: str) -> Json:
    """The body of a 400."""
    return {"requestErrors": [{"message": message, "key": key}]}


def _signature(found: Judged, documents: Documents, hashes: bool) -> Json:
    subject = {name: _attribute(found.certificate, oid) for name, oid in _PARTS.items()}
    row: Json = {
        "id": found.identity,
        "signatureFormat": found.form,
        "signatureMethod": found.method,
        "signatureLevel": found.level if not found.errors else f"NOT_{found.level}",
        "signedBy": subject["commonName"],
        "subjectDistinguishedName": {name: value for name, value in subject.items() if value},
        "indication": "TOTAL-FAILED" if found.errors else "TOTAL-PASSED",
        "signatureScopes": [
            _scope(name, method, documents, hashes) for name, method in found.covered.items()
        ],
        "claimedSigningTime": found.claimed_at,
        "info": _info(found),
        "certificates": [_certificate(found)],
    }
    if found.errors:
        row |= {"subIndication": "SIG_CRYPTO_FAILURE", "errors": [{"content": e} for e in found.errors]}
    if found.warnings:
        row["warnings"] = [{"content": each} for each in found.warnings]
    return row


def _scope(name: str, method: str, documents: Documents, hashes: bool) -> Json:
    if not hashes:
        return {"name": name, "scope": "FULL", "content": "Full document"}
    digest = base64.b64encode(documents[name][method]).decode()
    return {
        "name": name,
        "scope": "FullSignatureScope",
        "content": "Digest of the document content",
        "hashAlgo": method.upper(),
        "hash": digest,
    }


def _info(found: Judged) -> Json:
    times = {
        "bestSignatureTime": found.best_time,
        "timestampCreationTime": found.stamped_at,
        "ocspResponseCreationTime": found.answered_at,
    }
    return {name: _time(at) for name, at in times.items() if at}


def _certificate(found: Judged) -> Json:
    row: Json = {
        "commonName": _attribute(found.certificate, NameOID.COMMON_NAME),
        "type": "SIGNING",
        "content": _der(found.certificate),
    }
    if found.issuer is not None:
        row["issuer"] = {
            "commonName": _attribute(found.issuer, NameOID.COMMON_NAME),
            "content": _der(found.issuer),
        }
    return row


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _der(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
