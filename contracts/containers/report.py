"""What the validator says: frozen values, nothing that can change after the verdict."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"


class Weight(StrEnum):
    """How much a problem weighs: a failure rejects, doubt goes to a person, a warning is only told."""

    FAILURE = "failure"
    DOUBT = "doubt"
    WARNING = "warning"


class Level(StrEnum):
    QESIG = "QESIG"
    ADESIG_QC = "ADESIG_QC"
    QESEAL = "QESEAL"
    ADESEAL_QC = "ADESEAL_QC"
    OTHER = "OTHER"


class Format(StrEnum):
    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"
    LT_TM = "LT_TM"


@dataclass(frozen=True)
class Problem:
    """`code` is for machines; `about` is a file name inside the container, never a person's code."""

    code: str
    about: str = ""
    weight: Weight = Weight.FAILURE


class Rejected(Exception):
    def __init__(self, code: str, about: str = "", weight: Weight = Weight.FAILURE) -> None:
        super().__init__(code)
        self.problem = Problem(code, about, weight)


@dataclass(frozen=True)
class Signer:
    """Who signed, read from the certificate's subject: `scheme` is PNOEE, PNOLV, NTREE ... or empty."""

    scheme: str = ""
    code: str = ""
    name: str = ""


class Confirms(StrEnum):
    """What a service's word inside a container is about."""

    TIME = "time"
    VALIDITY = "validity"


@dataclass(frozen=True)
class Confirmation:
    """The checked word of a service, named as in its certificate: when, of the time or of the validity."""

    what: Confirms
    by: str
    at: datetime


@dataclass(frozen=True)
class CertificateReport:
    """What the signer's certificate says beside the person. `listed`: whether the service that issued it
    stands in a trusted list, and is not only a certificate of our own folder; None where nobody did."""

    issuer: str
    valid_from: datetime
    valid_until: datetime
    listed: bool | None = None


@dataclass(frozen=True)
class SignatureReport:
    """One ds:Signature. Times are aware; `trusted_at` comes from the time-stamp (or time-mark) alone."""

    file: str
    valid: bool
    signer: Signer = Signer()
    level: Level = Level.OTHER
    format: Format = Format.B
    claimed_at: datetime | None = None
    trusted_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    certificate: CertificateReport | None = None
    confirmed: tuple[Confirmation, ...] = ()


@dataclass(frozen=True)
class FileReport:
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class ContainerReport:
    verdict: Verdict
    sha256: str
    problems: tuple[Problem, ...] = ()
    signatures: tuple[SignatureReport, ...] = ()
    files: tuple[FileReport, ...] = ()
    trust_list: str = ""
    # When the trusted lists were to be renewed; None where there were only certificates.
    trust_until: datetime | None = None
    rules: str = ""
    is_container: bool = True
    # What another judge said in words of its own, without persons; and the reports of several judges.
    notes: tuple[str, ...] = ()
    judges: tuple[ContainerReport, ...] = ()

    def everything_wrong(self) -> tuple[Problem, ...]:
        """Problems of the container and of its signatures, each once, in the order found."""
        found = [*self.problems, *(p for s in self.signatures for p in s.problems)]
        return tuple(dict.fromkeys(found))

    def without_persons(self) -> dict[str, Any]:
        """Everything but who signed: what is kept as evidence while the persons stand apart."""
        kept = asdict(self)
        for report in (kept, *kept["judges"]):
            for signature in report["signatures"]:
                del signature["signer"]
        return kept


@dataclass
class Findings:
    """Collects the problems of one thing while it is looked at."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, about: str = "", weight: Weight = Weight.FAILURE) -> None:
        self.problems.append(Problem(code, about, weight))

    def warn(self, code: str, about: str = "") -> None:
        self.add(code, about, Weight.WARNING)

    @property
    def failed(self) -> bool:
        return any(p.weight is Weight.FAILURE for p in self.problems)
