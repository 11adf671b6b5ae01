"""What age does to a signature whose every byte is as it was. Pure, over the report of a check."""

from contracts.containers.report import ContainerReport, Problem, Verdict, Weight

# Those whom nobody lists any more, what was safe then, lists that are not renewed, formats of old programs.
# Anything else is wrong at any age.
OF_AGE = frozenset({
    "ISSUER_NOT_TRUSTED", "ISSUER_NOT_TRUSTED_THEN", "TSA_NOT_TRUSTED", "OCSP_NOT_TRUSTED", "NOT_QUALIFIED",
    "ALGORITHM_NOT_ALLOWED", "KEY_TOO_SMALL", "TRUST_LIST_EXPIRED", "FORMAT_NOT_SUPPORTED",
})  # fmt: skip


def problems(report: ContainerReport, data: bytes) -> tuple[Problem, ...]:
    """What is wrong with a container from before the desk, without what does no harm."""
    if not report.is_container and b"<SignedDoc" in data[:1024]:
        return (Problem("FORMAT_NOT_SUPPORTED"),)  # DDOC, in which people signed until 2015
    return tuple(each for each in report.everything_wrong() if each.weight is not Weight.WARNING)


def only_of_age(found: tuple[Problem, ...]) -> bool:
    """Whether nothing is wrong but what time brings."""
    return bool(found) and all(each.code in OF_AGE for each in found)


def verdict(report: ContainerReport, found: tuple[Problem, ...]) -> Verdict:
    """Old signatures that cannot be checked any more are neither good nor bad."""
    return Verdict.INDETERMINATE if only_of_age(found) else report.verdict
