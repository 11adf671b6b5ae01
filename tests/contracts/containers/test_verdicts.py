"""Good containers pass, bent ones do not, and for the reason that was bent."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.containers.problems import TEXTS, sentence
from contracts.containers.report import Format, Level, Problem, Verdict
from contracts.containers.validator import LocalValidator
from tests.contracts.containers import attacks_trust, attacks_zip
from tests.contracts.containers.attacks import ATTACKS
from tests.contracts.containers.conftest import FILES, JAAN, MARI
from tests.simulators.eid import IDENTITIES, Lab, Recipe, add_signature, sign_files
from tests.simulators.eid.writer import C14N11, EXCLUSIVE

pytestmark = pytest.mark.slow

assert attacks_trust and attacks_zip  # their import fills ATTACKS


def codes(validator: LocalValidator, data: bytes) -> list[str]:
    return [p.code for p in validator.validate(data).everything_wrong()]


def test_a_container_with_two_documents_passes(validator: LocalValidator, good: bytes) -> None:
    report = validator.validate(good)
    assert report.verdict is Verdict.PASSED
    assert {f.name: f.sha256 for f in report.files} == {n: sha256(d).hexdigest() for n, d in FILES.items()}
    [signature] = report.signatures
    assert (signature.signer.scheme, signature.signer.code) == ("PNOEE", MARI)
    assert (signature.level, signature.format) == (Level.QESIG, Format.LT)
    assert signature.trusted_at is not None and datetime.now(UTC) - signature.trusted_at < timedelta(days=1)


@pytest.mark.parametrize(
    "code", [i.code for i in IDENTITIES.values() if i.state == "good" and i.scheme and i.qualified
             and i.issuer == "ca" and i.purpose == "signature"],
)  # fmt: skip
def test_every_good_card_passes(lab: Lab, validator: LocalValidator, code: str) -> None:
    assert codes(validator, sign_files(lab, code, FILES)) == []


@pytest.mark.parametrize("c14n", [C14N11, EXCLUSIVE])
@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_every_allowed_method_passes(lab: Lab, validator: LocalValidator, c14n: str, digest: str) -> None:
    assert codes(validator, sign_files(lab, MARI, FILES, recipe=Recipe(digest=digest, c14n=c14n))) == []


def test_a_second_signature_passes_and_both_are_told(
    lab: Lab, validator: LocalValidator, good: bytes
) -> None:
    report = validator.validate(add_signature(lab, JAAN, good))
    assert report.verdict is Verdict.PASSED
    assert [s.signer.code for s in report.signatures] == [MARI, JAAN]


def test_a_time_mark_passes(lab: Lab, validator: LocalValidator) -> None:
    recipe = Recipe(stamps=0, policy="1.3.6.1.4.1.10015.1000.3.2.1")
    report = validator.validate(sign_files(lab, MARI, FILES, recipe=recipe))
    assert report.everything_wrong() == ()
    assert report.signatures[0].format is Format.LT_TM


def test_an_e_seal_is_told_from_a_signature(lab: Lab, validator: LocalValidator) -> None:
    [seal] = validator.validate(sign_files(lab, "70000013", FILES)).signatures
    assert seal.level is Level.QESEAL
    assert (seal.signer.scheme, seal.signer.code) == ("NTREE", "70000013")


def test_a_slow_ocsp_answer_only_warns(lab: Lab, validator: LocalValidator) -> None:
    at = datetime.now(UTC) - timedelta(days=1)
    data = sign_files(lab, MARI, FILES, at, Recipe(ocsp_delay=timedelta(hours=1)))
    report = validator.validate(data)
    assert report.verdict is Verdict.PASSED
    assert [p.code for p in report.signatures[0].problems] == ["OCSP_SLOW"]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_for_its_reason(lab: Lab, validator: LocalValidator, name: str) -> None:
    code, make = ATTACKS[name]
    report = validator.validate(make(lab))
    assert report.verdict is Verdict.FAILED
    assert code in [p.code for p in report.everything_wrong()]
    assert "INTERNAL" not in [p.code for p in report.everything_wrong()]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK", b"<?xml version='1.0'?><SignedDoc/>"])
def test_what_is_not_a_container_is_called_so(validator: LocalValidator, data: bytes) -> None:
    report = validator.validate(data)
    assert not report.is_container
    assert report.problems == (Problem("NOT_A_CONTAINER"),)


def test_a_small_key_is_refused_unless_allowed(lab: Lab, validator: LocalValidator) -> None:
    data = sign_files(lab, "23809230033", FILES)
    strict = LocalValidator(validator.trust, validator.at, min_rsa=3072)
    assert "KEY_TOO_SMALL" in codes(strict, data)


def test_the_attack_set_is_large() -> None:
    assert len(ATTACKS) >= 60


def test_every_code_has_its_sentence() -> None:
    expected = {code for code, _ in ATTACKS.values()}
    assert expected <= TEXTS.keys()
    assert "leping.pdf" in sentence(Problem("FILE_CHANGED", "leping.pdf"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_no_flipped_byte_changes_what_passes(
    validator: LocalValidator, good: bytes, place: float, change: int
) -> None:
    """A byte that nothing covers (a date in the zip) may be flipped; files, signer and time may not move."""
    at = int(place * len(good))
    bent = bytearray(good)
    bent[at] ^= change
    before, after = validator.validate(good), validator.validate(bytes(bent))
    if after.verdict is Verdict.PASSED:
        assert after.files == before.files
        assert after.signatures == before.signatures


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.binary(max_size=400))
def test_noise_never_passes_and_never_raises(validator: LocalValidator, good: bytes, data: bytes) -> None:
    for bent in (data, good[: len(data)] + data, b"PK\x03\x04" + data + good[-22:]):
        assert validator.validate(bent).verdict is Verdict.FAILED
