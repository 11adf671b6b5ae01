"""Where trust comes from: signed lists, folders of PEM files, and never test anchors by mistake."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.containers.report import Verdict
from contracts.containers.trust import NoTrustData, Part
from contracts.containers.trusted_list import load_folder, names_for_tests
from contracts.containers.validator import LocalValidator
from tests.contracts.containers.conftest import SAMPLES
from tests.simulators.eid import Lab

with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample anchors are not on this machine")


def test_a_flat_folder_is_read_by_the_certificates_themselves(lab: Lab, tmp_path: Path, good: bytes) -> None:
    for path in lab.anchors.rglob("*.pem"):
        shutil.copy(path, tmp_path)
    store = load_folder(tmp_path)
    assert sorted(s.part for s in store.services) == [Part.CA, Part.OCSP, Part.TSA]
    assert LocalValidator(store, datetime.now(UTC)).validate(good).verdict is Verdict.PASSED


@pytest.mark.parametrize("part", ["ca", "tsa"])
def test_every_part_is_needed(lab: Lab, tmp_path: Path, good: bytes, part: str) -> None:
    folder = tmp_path / "anchors"
    shutil.copytree(lab.anchors, folder)
    shutil.rmtree(folder / part)
    report = LocalValidator(load_folder(folder), datetime.now(UTC)).validate(good)
    assert report.verdict is Verdict.FAILED


def test_a_responder_of_the_same_authority_needs_no_listing(lab: Lab, tmp_path: Path, good: bytes) -> None:
    folder = tmp_path / "anchors"
    shutil.copytree(lab.anchors, folder)
    shutil.rmtree(folder / "ocsp")
    assert LocalValidator(load_folder(folder), datetime.now(UTC)).validate(good).verdict is Verdict.PASSED


def test_an_empty_folder_is_no_trust_data(tmp_path: Path) -> None:
    with pytest.raises(NoTrustData):
        load_folder(tmp_path)
    with pytest.raises(NoTrustData):
        load_folder(tmp_path / "missing")


def test_the_lab_is_known_as_a_test(lab: Lab) -> None:
    assert len(names_for_tests(load_folder(lab.anchors))) == 3


@with_samples
def test_the_states_test_anchors_are_known_as_a_test() -> None:
    assert names_for_tests(load_folder(SAMPLES / "anchors"))


@with_samples
def test_a_list_changed_after_signing_is_refused(tmp_path: Path) -> None:
    text = (SAMPLES / "anchors" / "EE_T.xml").read_text()
    (tmp_path / "EE_T.xml").write_text(text.replace("2027-08-20", "2037-08-20"))
    with pytest.raises(NoTrustData):
        load_folder(tmp_path)


@with_samples
def test_a_list_of_lists_pins_who_may_sign(tmp_path: Path) -> None:
    for name in ("EE_T.xml", "TSL.xml"):
        shutil.copy(SAMPLES / "anchors" / name, tmp_path)
    assert load_folder(tmp_path).names == ("EE_T-34",)
    text = (tmp_path / "TSL.xml").read_text()
    (tmp_path / "TSL.xml").write_text(text.replace("<X509Certificate>MIIE", "<X509Certificate>MIIF"))
    with pytest.raises(NoTrustData):
        load_folder(tmp_path)
