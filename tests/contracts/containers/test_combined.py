"""Two judges: the worst verdict counts, a disagreement goes to a person, and neither is believed alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.containers.combined import DISAGREE, ONLY_OTHER, CombinedValidator
from contracts.containers.problems import TEXTS
from contracts.containers.report import (
    ContainerReport,
    Level,
    Problem,
    SignatureReport,
    Signer,
    Verdict,
    Weight,
)
from contracts.containers.siva import SivaValidator
from contracts.containers.trust import Part, TrustStore
from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from desk.outbox import PassingError
from tests.contracts.containers.conftest import FILES, JAAN, MARI, SAMPLES
from tests.contracts.containers.test_samples import expected, samples
from tests.simulators import siva
from tests.simulators.eid import Lab, add_signature, sign_files
from tests.simulators.eid.writer import container, zipped
from tests.simulators.siva import Running

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC)
BENDS = ["failed", "partial", "malformed", "nobody", "one_less", "other_level", "other_time", "other_hash"]


@pytest.fixture
def both(validator: LocalValidator, siva_service: Running) -> CombinedValidator:
    return CombinedValidator(validator, SivaValidator(siva_service.url))


def codes(report: ContainerReport) -> list[str]:
    return [p.code for p in report.everything_wrong()]


def test_what_both_accept_passes_and_both_are_kept(both: CombinedValidator, good: bytes) -> None:
    report = both.validate(good)
    assert (report.verdict, codes(report)) == (Verdict.PASSED, [])
    assert [each.rules for each in report.judges] == ["local-1", "siva-POLv4-hashcode"]
    assert report.rules == "local-1+siva-POLv4-hashcode"
    assert len(report.rules) <= 40  # as the finding keeps it
    assert [s.signer.code for s in report.signatures] == [MARI]


def test_two_signers_are_the_same_two_for_both(lab: Lab, both: CombinedValidator, good: bytes) -> None:
    assert both.validate(add_signature(lab, JAAN, good)).verdict is Verdict.PASSED


def test_one_who_signed_twice_is_the_same_for_both(lab: Lab, both: CombinedValidator, good: bytes) -> None:
    earlier = sign_files(lab, MARI, FILES, NOW - timedelta(days=2))
    assert both.validate(add_signature(lab, MARI, earlier)).verdict is Verdict.PASSED


def test_what_both_reject_fails(lab: Lab, both: CombinedValidator) -> None:
    report = both.validate(sign_files(lab, "60001018800", FILES))
    assert report.verdict is Verdict.FAILED
    assert codes(report) == ["SIVA_REJECTED", "CERTIFICATE_REVOKED"]


@pytest.mark.parametrize(
    "kind",
    ["failed", "partial", "malformed", "nobody", "one_less", "other_level", "other_time", "other_hash"],
)
def test_a_disagreement_goes_to_a_person_and_blames_nobody(
    siva_service: Running, both: CombinedValidator, good: bytes, kind: str
) -> None:
    siva_service.has(kind)
    report = both.validate(good)
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, ["VALIDATORS_DISAGREE"])


def test_our_own_no_against_a_yes_goes_to_a_person_too(lab: Lab, siva_service: Running, good: bytes) -> None:
    strict = LocalValidator(nobody_listed(lab), NOW + timedelta(hours=1))
    report = CombinedValidator(strict, SivaValidator(siva_service.url)).validate(good)
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, ["ONLY_SIVA_ACCEPTS"])
    assert not any(s.valid for s in report.signatures)
    assert "ISSUER_NOT_TRUSTED" in codes(report.judges[0])


def nobody_listed(lab: Lab) -> TrustStore:
    store = load_folder(lab.anchors)
    return replace(store, services=tuple(s for s in store.services if s.part is not Part.CA))


def test_a_doubt_of_one_is_the_verdict(siva_service: Running, both: CombinedValidator, good: bytes) -> None:
    siva_service.has("unsure")
    report = both.validate(good)
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, ["SIVA_UNSURE"])


def test_an_expired_list_is_in_doubt_whatever_the_other_says(
    validator: LocalValidator, siva_service: Running, good: bytes
) -> None:
    old = LocalValidator(replace(validator.trust, expires_at=NOW - timedelta(days=1)), validator.at)
    report = CombinedValidator(old, SivaValidator(siva_service.url)).validate(good)
    assert (report.verdict, codes(report)) == (Verdict.INDETERMINATE, ["TRUST_LIST_EXPIRED"])


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", container(FILES, []), zipped(dict(FILES)), zipped({"META-INF/x": b"", **FILES})],
)
def test_what_is_broken_in_itself_is_shown_to_nobody(
    siva_service: Running, both: CombinedValidator, data: bytes
) -> None:
    assert both.validate(data).verdict is Verdict.FAILED
    assert siva_service.state.asked == []


@pytest.mark.parametrize("kind", ["error", "garbage", "other_count"])
def test_while_the_other_is_silent_there_is_no_verdict(
    siva_service: Running, both: CombinedValidator, good: bytes, kind: str
) -> None:
    siva_service.has(kind)
    with pytest.raises(PassingError):
        both.validate(good)


# ---- for any two reports -------------------------------------------------------------------------


@dataclass(frozen=True)
class Says:
    """A judge who has made up its mind."""

    report: ContainerReport

    def validate(self, data: bytes) -> ContainerReport:
        return self.report


signers = st.sampled_from([Signer("PNOEE", MARI, "MARI TAMM"), Signer("PNOEE", JAAN, "JAAN KASK")])
moments = st.sampled_from([None, NOW, NOW - timedelta(seconds=1), NOW - timedelta(days=1)])
found_there = st.builds(Problem, st.sampled_from(["SIVA_REJECTED", "OCSP_WRONG"]))
signatures = st.builds(
    SignatureReport, file=st.just("x"), valid=st.booleans(), signer=signers,
    level=st.sampled_from([Level.QESIG, Level.ADESIG_QC]), trusted_at=moments,
    problems=st.lists(found_there, max_size=1).map(tuple),
)  # fmt: skip
of_the_container = st.builds(Problem, st.just("X"), weight=st.sampled_from(list(Weight)))
reports = st.builds(
    ContainerReport, verdict=st.sampled_from(list(Verdict)), sha256=st.just("0"),
    signatures=st.lists(signatures, max_size=3).map(tuple),
    problems=st.lists(of_the_container, max_size=2).map(tuple),
)  # fmt: skip


def people(report: ContainerReport) -> list[tuple[str, str]]:
    return sorted((s.signer.code, s.level) for s in report.signatures)


@given(own=reports, theirs=reports)
def test_it_never_says_more_than_either(own: ContainerReport, theirs: ContainerReport) -> None:
    found = CombinedValidator(Says(own), Says(theirs)).validate(b"")
    if found.verdict is Verdict.PASSED:
        assert own.verdict is theirs.verdict is Verdict.PASSED
        assert sorted(s.signer.code for s in own.signatures) == sorted(
            s.signer.code for s in theirs.signatures
        )
        assert sorted(s.level for s in own.signatures) == sorted(s.level for s in theirs.signatures)
    if found.verdict is Verdict.FAILED:
        assert Verdict.FAILED in (own.verdict, theirs.verdict)
    if found.verdict is Verdict.INDETERMINATE and {DISAGREE, ONLY_OTHER} & set(found.problems):
        assert not any(p.weight is Weight.FAILURE for p in found.everything_wrong())


def test_every_word_of_a_second_judge_has_its_sentence() -> None:
    assert {
        "SIVA_REFUSED",
        "SIVA_REJECTED",
        "SIVA_UNSURE",
        "VALIDATORS_DISAGREE",
        "SAMPLE_ONLY",
    } <= TEXTS.keys()


# ---- the published samples: openssl, behind SiVa's interface, and our own validator ---------------

# Its level stands in the trusted list alone, which the simulator does not read.
LEVEL_BY_LIST = {"v19_signature_file_name.asice"}


@pytest.fixture(scope="module")
def of_the_state() -> Iterator[CombinedValidator]:
    running = siva.start(SAMPLES / "anchors")
    ours = LocalValidator(load_folder(SAMPLES / "anchors"), NOW, min_rsa=1024)
    yield CombinedValidator(ours, SivaValidator(running.url))
    running.stop()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample containers are not on this machine")
@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_openssl_and_we_say_the_same_of_a_sample(of_the_state: CombinedValidator, path: Path) -> None:
    """Same persons, levels and trusted times too: else it would be a disagreement."""
    report = of_the_state.validate(path.read_bytes())
    wanted = Verdict.PASSED if expected(path.name) == "VALID" else Verdict.FAILED
    assert report.verdict is (Verdict.INDETERMINATE if path.name in LEVEL_BY_LIST else wanted)
