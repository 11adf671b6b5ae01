"""Half a minute of bent containers: nothing breaks, and none proves what nobody signed."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from contracts.containers.report import Verdict
from tests.contracts.containers.attacks import parts
from tests.contracts.containers.bending import Bender
from tests.contracts.containers.proofs import FILES, Known, proofs
from tests.simulators.eid.writer import zipped

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


@pytest.mark.slow
def test_half_a_minute_of_bent_containers() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.contracts.containers.fuzz",
        "--seconds",
        "30",
        "--seed",
        "6",
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    said = json.loads(done.stdout)
    assert said["wrong"] == []
    assert said["tried"] > 500
    assert said["passed"] > 0  # some mutations mean nothing
    assert said["peak_mb"] <= 256 and said["slowest_ms"] <= 2000
    assert done.returncode == 0


def test_the_same_number_makes_the_same_bytes(known: Known) -> None:
    first, again = Bender(known.goods), Bender(known.goods)
    for number in range(30):
        assert first.bent(Random(f"1:{number}"))[2] == again.bent(Random(f"1:{number}"))[2]


def test_the_watch_is_awake(known: Known) -> None:
    """A validator that believed everything would be caught: the oracle does not sleep."""
    good = next(each for each in known.goods if each.name == "one")
    report = good.validator.validate(good.data)
    entries = parts(good.data)
    name = next(iter(FILES))
    other = zipped({**entries, name: b"%PDF other"})
    assert known.trouble(good, other, report) == "accepted with another proof"
    seal = replace(report.signatures[0], signer=replace(report.signatures[0].signer, code="14007050024"))
    assert "told otherwise" in known.trouble(good, good.data, replace(report, signatures=(seal,)))
    assert known.trouble(good, good.data, report) == ""
    assert known.trouble(good, other, replace(report, verdict=Verdict.FAILED)) == ""


def test_another_reader_sees_as_many_signatures(known: Known) -> None:
    for good in known.goods:
        assert len(list(proofs(good.data))) == len(good.validator.validate(good.data).signatures)
