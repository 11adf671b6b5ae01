"""Real containers of published test personas get the verdict that the state's own tools give."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.containers.report import Level, Verdict
from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from tests.contracts.containers.conftest import SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample containers are not on this machine")
EXPECTED_CODES = {
    "i02_file_content_changed.bdoc": "FILE_CHANGED",
    "i03_file_not_covered.asice": "FILE_NOT_SIGNED",
    "i06_expired_signer_cert.asice": "CERTIFICATE_NOT_VALID_THEN",
    "i08_level_t_no_ocsp.asice": "NO_REVOCATION_DATA",
    "i15_signed_file_removed.asice": "NO_FILES",
    "i17_file_added_in_manifest.asice": "FILE_NOT_SIGNED",
    "i23_no_signature.asice": "NO_SIGNATURES",
    "i34_tm_revoked.bdoc": "CERTIFICATE_REVOKED",
    "p01_mimetype_last.asice": "MIMETYPE_NOT_FIRST",
}


@pytest.fixture(scope="module")
def state() -> LocalValidator:
    """The validator that believes the state's test trusted list; older samples have keys of 1024 bits."""
    return LocalValidator(load_folder(SAMPLES / "anchors"), datetime.now(UTC), min_rsa=1024)


def samples() -> list[Path]:
    return sorted((SAMPLES / "samples").glob("*.*"))


def expected(name: str) -> str:
    row = re.search(rf"\| {re.escape(name)} \| \**(\w+)", (SAMPLES / "README.md").read_text())
    assert row is not None
    return row[1]


@pytest.mark.parametrize("path", samples(), ids=lambda p: p.name)
def test_a_sample_gets_its_verdict(state: LocalValidator, path: Path) -> None:
    report = state.validate(path.read_bytes())
    wanted = Verdict.PASSED if expected(path.name) == "VALID" else Verdict.FAILED
    assert report.verdict is wanted, report.everything_wrong()
    if wanted is Verdict.PASSED:
        assert all(s.level is Level.QESIG and s.signer.scheme == "PNOEE" for s in report.signatures)
    if path.name in EXPECTED_CODES:
        assert EXPECTED_CODES[path.name] in [p.code for p in report.everything_wrong()]


def test_an_expired_list_gives_no_final_verdict(state: LocalValidator) -> None:
    data = (SAMPLES / "samples" / "v12_single_lt.asice").read_bytes()
    later = LocalValidator(state.trust, datetime(2028, 1, 1, tzinfo=UTC), min_rsa=1024)
    report = later.validate(data)
    assert report.verdict is Verdict.INDETERMINATE
    assert [p.code for p in report.everything_wrong()] == ["TRUST_LIST_EXPIRED"]


def test_the_lab_is_nothing_to_the_state(state: LocalValidator, good: bytes) -> None:
    codes = [p.code for p in state.validate(good).everything_wrong()]
    assert "ISSUER_NOT_TRUSTED" in codes and "TSA_NOT_TRUSTED" in codes
