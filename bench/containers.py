"""One signed container verified by our own validator, in ms, against the budget of DESIGN 10 (15 ms).

    .local/venv/bin/python -m bench.containers [ROUNDS]

Containers of the lab and, where they are at hand, the published samples. Each is read from its bytes anew,
with the trust data loaded once; *first* is with nothing known of any certificate, *usual* after others whose
time and validity the same services confirmed. CPU time is what other work on the machine does not lengthen
much. No database is asked.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contracts.containers import certificates
from contracts.containers.report import Verdict
from contracts.containers.trusted_list import load_folder
from contracts.containers.validator import LocalValidator
from tests.simulators.eid import Lab, add_signature, default_folder, sign_files

BUDGET = 15.0  # ms, the median
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "signing"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400  # a hundred kilobytes, as our documents have


def containers() -> Iterator[tuple[str, bytes, LocalValidator]]:
    lab = Lab(default_folder())
    ours = LocalValidator(load_folder(lab.anchors), datetime.now(UTC))
    one = {"leping.pdf": PDF}
    three = {f"volikiri{n}.pdf": PDF for n in range(3)}
    first = sign_files(lab, "14007050024", three)
    yield "one document, one signature (P-384)", sign_files(lab, "24503120016", one), ours
    yield "one document, one signature (RSA)", sign_files(lab, "23809230033", one), ours
    yield "one document, one signature (RSA-PSS)", sign_files(lab, "24708300056", one), ours
    yield "three documents, two signatures", add_signature(lab, "24503120016", first), ours
    if SAMPLES.is_dir():
        state = LocalValidator(load_folder(SAMPLES / "anchors"), datetime.now(UTC), min_rsa=1024)
        for path in sorted((SAMPLES / "samples").glob("v*")):
            yield path.name, path.read_bytes(), state


@dataclass(frozen=True)
class Measured:
    """Medians in ms."""

    first: float
    first_cpu: float
    usual: float


def measured(data: bytes, validator: LocalValidator, rounds: int) -> Measured:
    assert validator.validate(data).verdict is Verdict.PASSED  # and warm
    first, cpu, usual = [], [], []
    for _ in range(rounds):
        certificates.issued_by.cache_clear()
        begun, used = time.perf_counter(), time.process_time()
        validator.validate(data)
        first.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        begun = time.perf_counter()
        validator.validate(data)
        usual.append((time.perf_counter() - begun) * 1000)
    return Measured(*(statistics.median(each) for each in (first, cpu, usual)))


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found = []
    print(f"{'container':<44}{'first':>8}{'its CPU':>9}{'usual':>8}   ms, medians of {rounds}")
    for name, data, validator in containers():
        one = measured(data, validator, rounds)
        found.append(one)
        print(f"{name:<44}{one.first:>8.1f}{one.first_cpu:>9.1f}{one.usual:>8.1f}")
    worst = max(each.first_cpu for each in found)
    said = "kept" if worst <= BUDGET else "NOT kept"
    print(f"slowest {worst:.1f} ms of CPU; budget {BUDGET:.0f} ms: {said}")
    return 0 if worst <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
