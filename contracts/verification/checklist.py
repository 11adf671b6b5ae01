"""What was checked of a signed container, as lines to read: made from the stored report alone.

Nothing is verified here. A line holds unless the report says a problem of it; one to which the check did not
come says so. Every problem that a check may find belongs to exactly one line (a test holds it).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.containers.problems import sentence
from contracts.containers.report import Confirms, Problem, Weight


class Held(StrEnum):
    """What became of one line."""

    YES = "yes"
    WARNED = "warned"
    DOUBT = "doubt"
    NO = "no"
    NOT_REACHED = "not_reached"

    @property
    def label(self) -> Promise:
        return _LABELS[self]

    @property
    def colour(self) -> str:
        return {Held.YES: "ok", Held.NO: "bad", Held.NOT_REACHED: "muted"}.get(self, "warn")


_LABELS: dict[Held, Promise] = {
    Held.YES: _("in order"),
    Held.WARNED: _("in order, with a remark"),
    Held.DOUBT: _("in doubt"),
    Held.NO: _("not in order"),
    Held.NOT_REACHED: _("not looked at"),
}
_BY_WEIGHT = {Weight.FAILURE: Held.NO, Weight.DOUBT: Held.DOUBT, Weight.WARNING: Held.WARNED}


@dataclass(frozen=True)
class Line:
    """One thing that was checked; `said` are its problems in the language that is active."""

    text: Promise | str
    held: Held
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One thing that a check asks, and the problems by which it does not hold."""

    text: Promise
    codes: frozenset[str]


def _ask(text: Promise, *codes: str) -> Asked:
    return Asked(text, frozenset(codes))


# In the order of the check itself: where it ended early, what comes after was not looked at.
CONTAINER = (
    _ask(_("A signed container within the limits of size and number of files"),
         "NOT_A_CONTAINER", "TOO_LARGE", "TOO_MANY_FILES", "ZIP_BOMB"),
    _ask(_("The archive is whole: nothing before, between or after its parts, nothing encrypted"),
         "ZIP_STRUCTURE", "ZIP_UNSUPPORTED", "ZIP_DAMAGED", "ZIP_ENCRYPTED"),
    _ask(_("Every file's name is safe and stands once"), "UNSAFE_NAME", "DUPLICATE_NAME"),
    _ask(_("The type of the container comes first and is ASiC-E"),
         "MIMETYPE_MISSING", "MIMETYPE_NOT_FIRST", "MIMETYPE_UNKNOWN", "MIMETYPE_UNUSUAL"),
    _ask(_("Beside documents and signatures nothing is hidden in it"),
         "UNEXPECTED_ENTRY", "FORMAT_NOT_SUPPORTED", "NO_FILES"),
    _ask(_("The list of files names every file and no other"),
         "MANIFEST_MISSING", "MANIFEST_DAMAGED", "FILE_NOT_IN_MANIFEST", "FILE_MISSING"),
    _ask(_("There is a signature"), "NO_SIGNATURES"),
    _ask(_("The check came to its end"), "INTERNAL"),
)  # fmt: skip
SIGNATURE = (
    _ask(_("The signature is built as it should be, without forbidden XML"),
         "XML_FORBIDDEN", "XML_DAMAGED", "XML_DUPLICATE_ID", "SIGNATURE_STRUCTURE"),
    _ask(_("It covers every file of the container, and no file was changed after it"),
         "REFERENCE_WRONG", "SIGNED_FILE_MISSING", "FILE_CHANGED", "FILE_NOT_SIGNED", "MEDIA_TYPE_DIFFERS",
         "MEDIA_TYPE_UNKNOWN"),
    _ask(_("It names its certificate, and what it says of itself is unchanged"),
         "SIGNING_CERTIFICATE_NOT_NAMED", "CERTIFICATE_UNREADABLE", "SIGNED_PROPERTIES_CHANGED"),
    _ask(_("It was made by the key of that certificate, by an algorithm that is allowed"),
         "SIGNATURE_VALUE_WRONG", "KEY_VALUE_DIFFERS", "ALGORITHM_NOT_ALLOWED", "KEY_TOO_SMALL"),
    _ask(_("The certificate is for signing, and its issuer was trusted at the time of signing"),
         "NOT_A_SIGNING_CERTIFICATE", "ISSUER_NOT_TRUSTED", "ISSUER_NOT_TRUSTED_THEN"),
    _ask(_("The time of signing is confirmed by a trusted authority"),
         "NO_TIMESTAMP", "TIMESTAMP_NOT_ONE", "TIMESTAMP_WRONG", "TIMESTAMP_OF_SOMETHING_ELSE",
         "TIME_MARK_WRONG", "TSA_NOT_TRUSTED", "ARCHIVE_TIMESTAMP_NOT_CHECKED", "SIGNED_IN_FUTURE"),
    _ask(_("The certificate was valid at that time, and a trusted service confirmed it within a day"),
         "CERTIFICATE_NOT_VALID_THEN", "NO_REVOCATION_DATA", "OCSP_WRONG", "OCSP_NOT_TRUSTED",
         "OCSP_OF_ANOTHER_CERTIFICATE", "OCSP_BEFORE_TIMESTAMP", "OCSP_TOO_LATE", "OCSP_SLOW",
         "CERTIFICATE_REVOKED", "CERTIFICATE_STATUS_UNKNOWN"),
    _ask(_("The signature is a qualified one"), "NOT_QUALIFIED"),
)  # fmt: skip
# Those that need the certificate, and those that need the trusted time too (places in SIGNATURE).
_NEED_CERTIFICATE, _NEED_TIME = 3, 7
FILES = (
    _ask(
        _("Every file is a document that we sent, byte for byte, each once"),
        "FILE_NOT_DRAFT",
        "RECALLED_DOCUMENT",
    ),
    _ask(_("Every document that we sent is there"), "DRAFT_MISSING"),
)
OURS = (
    _ask(_("Every signature is a qualified one of a person whose code is right; seals do not count"),
         "LEVEL_NOT_ALLOWED", "SIGNER_CODE_WRONG"),
    _ask(_("No signature is older than the sending of the documents"), "SIGNED_BEFORE_SENDING"),
)  # fmt: skip
AGENCY = (
    _ask(_("What the client signed is unchanged, and a signature was added"),
         "EARLIER_CONTENT_CHANGED", "NO_NEW_SIGNATURE"),
    _ask(_("Who signed for the agency may sign these documents by the register of signing rights"),
         "NOT_AGENCY_SIGNER", "MANDATE_NOT_THEN", "MANDATE_NOT_KIND"),
)  # fmt: skip
JUDGES = (
    _ask(_("The trusted list was in force at the check"), "TRUST_LIST_EXPIRED"),
    _ask(_("All who judged the signatures agree, and they are enough for this portal"),
         "SIVA_REFUSED", "SIVA_REJECTED", "SIVA_UNSURE", "VALIDATORS_DISAGREE", "ONLY_SIVA_ACCEPTS",
         "SAMPLE_ONLY", "SIGNATURE_NOT_ACCEPTED"),
)  # fmt: skip
RIGHT = (
    _ask(_("Everyone whose signature is needed has signed"), "SIGNER_MISSING"),
    _ask(_("Those who signed had the right to do so when they signed"),
         "NOT_A_REPRESENTATIVE", "CHANGED_SINCE", "NEEDS_PERSON", "REGISTER_UNAVAILABLE"),
)  # fmt: skip
BY_HAND = (
    _ask(_("The signatures were given in a form that no machine checks: two persons looked"),
         "SIGNED_BY_HAND", "HAND_SIGNATURE_NOT_ACCEPTED"),
)  # fmt: skip
ALL = (*CONTAINER, *SIGNATURE, *FILES, *OURS, *AGENCY, *JUDGES, *RIGHT, *BY_HAND)


@dataclass(frozen=True)
class Signed:
    """One signature of the report, ready for a page. `counted`: its place among those that count."""

    number: int
    counted: int | None
    level: str
    format: str
    claimed_at: datetime | None
    trusted_at: datetime | None
    certificate: Mapping[str, Any]
    confirmed: tuple[tuple[Promise, str, datetime | None], ...]
    lines: tuple[Line, ...]


def lines(asked: Iterable[Asked], problems: Collection[Problem], reached: bool = True) -> tuple[Line, ...]:
    """Each of the things asked with what became of it."""
    return tuple(_line(each, problems, reached) for each in asked)


def container_lines(report: Mapping[str, Any], problems: Collection[Problem]) -> tuple[Line, ...]:
    """Those of the container itself; after the first that stopped the check, what was not looked at."""
    found, stopped = [], False
    whole = bool(report["files"] or report["signatures"])
    for each in CONTAINER:
        line = _line(each, problems, not stopped)
        stopped = stopped or (line.held is Held.NO and not whole)
        found.append(line)
    return tuple(found)


def signatures(report: Mapping[str, Any]) -> list[Signed]:
    """The signatures of a report, in its order."""
    return [_signed(number, row) for number, row in enumerate(report["signatures"], start=1)]


def problems_of(rows: Iterable[Mapping[str, str]]) -> list[Problem]:
    return [Problem(row["code"], row["about"], Weight(row["weight"])) for row in rows]


def moment(value: object) -> datetime | None:
    """A time as reports store it."""
    return datetime.fromisoformat(str(value)) if value else None


_CONFIRMS: dict[str, Promise] = {
    Confirms.TIME: _("the time was confirmed by"),
    Confirms.VALIDITY: _("the certificate's validity was confirmed by"),
}


def _signed(number: int, row: Mapping[str, Any]) -> Signed:
    certificate = dict(row.get("certificate") or {})
    for end in ("valid_from", "valid_until"):
        certificate[end] = moment(certificate.get(end))
    confirmed = (
        (_CONFIRMS[each["what"]], str(each["by"]), moment(each["at"])) for each in row.get("confirmed") or ()
    )
    return Signed(
        number=number,
        counted=row.get("counted"),
        level=row["level"],
        format=row["format"],
        claimed_at=moment(row["claimed_at"]),
        trusted_at=moment(row["trusted_at"]),
        certificate=certificate if certificate.get("issuer") else {},
        confirmed=tuple(confirmed),
        lines=tuple(_signature_lines(row)),
    )


def _signature_lines(row: Mapping[str, Any]) -> Iterator[Line]:
    problems = problems_of(row["problems"])
    # One that could not be taken apart has neither problems of its own nor a certificate.
    apart = bool(row["valid"] or problems)
    named = not any(p.code in SIGNATURE[2].codes and p.code != "SIGNED_PROPERTIES_CHANGED" for p in problems)
    timed = bool(row["trusted_at"])
    for place, each in enumerate(SIGNATURE):
        reached = apart and (place < _NEED_CERTIFICATE or named) and (place < _NEED_TIME or timed)
        if place == 0 and not apart:
            yield Line(each.text, Held.NO)
        else:
            yield _line(each, problems, reached)


def _line(asked: Asked, problems: Collection[Problem], reached: bool) -> Line:
    mine = [each for each in problems if each.code in asked.codes]
    if not mine:
        return Line(asked.text, Held.YES if reached else Held.NOT_REACHED)
    return Line(asked.text, _worst(mine), tuple(dict.fromkeys(sentence(each) for each in mine)))


def _worst(problems: Sequence[Problem]) -> Held:
    order = [Held.NO, Held.DOUBT, Held.WARNED]
    return min((_BY_WEIGHT[each.weight] for each in problems), key=order.index)
