"""From a signature value to a finished container: confirmed, added, and checked by ourselves before anybody
stores it. Whatever fails on the way leaves nothing behind, so every function here may be called again."""

from __future__ import annotations

import logging
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from cryptography import x509

from contracts.containers import archive, certificates
from contracts.containers import xades as reading
from contracts.containers.report import Format, Level, Rejected, SignatureReport, Verdict
from contracts.containers.trust import TrustStore
from contracts.containers.validator import CLOCK_SKEW, LocalValidator, sorted_out
from desk.outbox import PassingError, PermanentError

from . import responder, timestamping, xades
from .refusals import NotSigned
from .responder import Answer
from .timestamping import Token
from .xades import MIN_RSA, Prepared

logger = logging.getLogger(__name__)

# How late a time-stamp may follow the claimed signing. Within a day it may (the authority was down, the value
# was kept); it is only told. After that the document would bear another day than the one on which the person
# saw and signed it, and a card lost meanwhile would still be honoured: the person signs again.
SLOW = timedelta(minutes=15)
LATE = timedelta(hours=24)

_EOCD = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_VERSION, _DEFLATED, _DAY = 20, 8, 1 << 5 | 1  # 1.1.1980: the same bytes whenever it is made

Stamp = Callable[[bytes], Token]
Ask = Callable[[x509.Certificate, x509.Certificate, datetime], Answer]


class Confirming(TypedDict):
    """Who confirms: the time of some octets, and the state of a certificate of an issuer from a moment on."""

    stamp: Stamp
    ask: Ask


@dataclass(frozen=True)
class Finished:
    """`container` is what may be stored. `file` is the new signature's name in it, `signed_at` its trusted
    time; `slow`: the time-stamp came more than SLOW after the claimed time."""

    container: bytes
    file: str
    signed_at: datetime
    slow: bool


def complete(
    source: bytes, unsigned: bytes, value: bytes, certificate: bytes,
    *, stamp: Stamp, ask: Ask, trust: TrustStore, at: datetime,
) -> Finished:  # fmt: skip
    """The container with one signature more. `unsigned` is Prepared.xml, `certificate` the DER that was
    checked when the sitting began, `at` now. Raises PassingError (keep the value, try later) and
    PermanentError (it must be signed again, or the setting is wrong); both without personal data."""
    try:
        prepared = xades.read(unsigned)
        if prepared.certificate != certificates.load(certificate):
            raise NotSigned("OTHER_CERTIFICATE")
        prepared.check(value)
    except (NotSigned, Rejected):
        raise PermanentError("signature_wrong") from None
    _refuse_late(prepared, at)
    issuer = _issuer(prepared.certificate, at, trust)
    token = stamp(xades.stamped(prepared, value))
    _check_moment(prepared, token.made_at, at)
    answer = ask(prepared.certificate, issuer, token.made_at)
    try:
        finished = add(source, xades.finish(prepared, value, token.der, answer.der, issuer))
        file = xades.file_name(source)
    except (NotSigned, Rejected):
        raise PermanentError("own_check_failed") from None
    report = own_check(source, finished, prepared.certificate, trust, at)
    signed_at = report.trusted_at or token.made_at
    return Finished(finished, file, signed_at, signed_at - prepared.claimed_at > SLOW)


def over_http(trust: TrustStore, tsa_url: str, ocsp_url: str = "") -> Confirming:
    """The services of these addresses, for `complete(**...)`."""
    return {
        "stamp": lambda octets: timestamping.stamp(octets, url=tsa_url, trust=trust),
        "ask": lambda certificate, issuer, after: responder.ask(
            certificate, issuer, url=ocsp_url, trust=trust, after=after
        ),
    }


def _refuse_late(prepared: Prepared, moment: datetime) -> None:
    if moment - prepared.claimed_at > LATE:
        raise PermanentError("signed_too_long_ago")


def _check_moment(prepared: Prepared, stamped_at: datetime, at: datetime) -> None:
    """The trusted time must lie between the claimed one and now, and the certificate must be valid at it."""
    if prepared.claimed_at - stamped_at > CLOCK_SKEW or stamped_at - at > CLOCK_SKEW:
        raise PassingError("tsa_clock")  # the authority's clock or ours is wrong
    _refuse_late(prepared, stamped_at)
    if not certificates.valid_at(prepared.certificate, stamped_at):
        raise PermanentError("certificate_expired")


def _issuer(certificate: x509.Certificate, at: datetime, trust: TrustStore) -> x509.Certificate:
    try:
        service, _ = trust.issuer(certificate, at, MIN_RSA)
    except Rejected:
        raise PermanentError("issuer_not_trusted") from None
    return service.certificate


def add(source: bytes, signature: bytes) -> bytes:
    """The container with the signature file as its last entry. What was there stays byte for byte: entries,
    their order, records of the directory and comment. Raises Rejected, NotSigned."""
    name = xades.file_name(source).encode("ascii")
    at = source.rfind(b"PK\x05\x06", max(0, len(source) - 65557))  # read_entries saw that it is sound
    *_, count, size, directory_at, comment = _EOCD.unpack_from(source, at)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(signature) + packer.flush()
    told = (zlib.crc32(signature), len(packed), len(signature))
    local = _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, _DEFLATED, 0, _DAY, *told, len(name), 0)
    record = _CENTRAL.pack(
        b"PK\x01\x02", _VERSION, _VERSION, 0, _DEFLATED, 0, _DAY, *told, len(name),
        0, 0, 0, 0, 0, directory_at,
    )  # fmt: skip
    entry = local + name + packed
    directory = source[directory_at : directory_at + size] + record + name
    end = _EOCD.pack(
        b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), directory_at + len(entry), comment
    )
    return source[:directory_at] + entry + directory + end + source[at + _EOCD.size :]


def own_check(
    source: bytes, finished: bytes, certificate: x509.Certificate, trust: TrustStore, at: datetime
) -> SignatureReport:
    """What our own validator says of the new signature. Raises PassingError while the trusted list has
    expired, PermanentError when the container is not what it should be; the log has the codes."""
    report = LocalValidator(trust, at, MIN_RSA).validate(finished)
    if report.verdict is Verdict.INDETERMINATE:
        raise PassingError("trust_list_expired")
    problems = [each.code for each in report.everything_wrong()]
    if report.verdict is not Verdict.PASSED:
        _refuse(*problems)
    try:
        name, before, after = xades.file_name(source), _parts(source), _parts(finished)
        if {key: data for key, data in after.items() if key != name} != before or name in before:
            _refuse("ENTRIES_DIFFER")
        if len(report.signatures) != _signatures(source) + 1:
            _refuse("NOT_ONE_MORE")
        own = next(reading.signatures_in(name, after[name]))
        named = reading.signing_certificate(own)
    except (Rejected, NotSigned):
        _refuse("UNREADABLE")
    new = [each for each in report.signatures if each.file == name]
    if len(new) != 1 or named != certificate:
        _refuse("OTHER_CERTIFICATE")
    if new[0].format is not Format.LT or new[0].level is not Level.QESIG:
        _refuse("LEVEL")
    return new[0]


def _parts(data: bytes) -> dict[str, bytes]:
    return {entry.name: entry.data for entry in archive.read_entries(data)}


def _signatures(data: bytes) -> int:
    files, _ = sorted_out(archive.read_entries(data))
    return sum(1 for each in files for _ in reading.signatures_in(each.name, each.data))


def _refuse(*codes: str) -> None:
    logger.error("a container of our own is not what it should be: %s", " ".join(codes))
    raise PermanentError("own_check_failed")
