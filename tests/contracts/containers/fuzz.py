"""``python -m tests.contracts.containers.fuzz --seconds 600 [--seed S] [--only N] [--json]``

Bends good containers at random and asks the local validator about each, in a process of its own with a
limit of memory. Every bent container has a number: the same seed and number make the same bytes again (the
good ones are kept beside the lab; one that went wrong is written there too, as wrong-SEED-NUMBER.asice).

What passes must prove nothing but what the good ones prove (`tests.contracts.containers.proofs`). Exit
status 0: no crash, no false accept, none over 2 s, memory within 256 MB; 1 otherwise, saying which.
"""

import argparse
import json
import mmap
import resource
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from tests.contracts.containers.bending import Bender
from tests.contracts.containers.proofs import Known
from tests.simulators.eid import default_folder

MEMORY = 256 * 1024 * 1024  # bytes
SLOW = 2.0  # seconds for one container
SILENCE = 20.0  # seconds without a sign of the worker: it hangs
Counts = tuple[Counter[str], Counter[str]]  # of mutations, of problems found


@dataclass
class Tally:
    """What a run found; `wrong` names number, mutation and what happened."""

    seed: int
    seconds: float = 0
    tried: int = 0
    passed: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    slowest_ms: float = 0
    slowest: int = 0
    peak_mb: float = 0
    wrong: list[dict[str, str | int]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.wrong and self.peak_mb * 1024 * 1024 <= MEMORY and self.slowest_ms <= SLOW * 1000


def work(seed: int, seconds: float, only: int | None, place: Path) -> Tally:
    """The worker: bends and asks until the time is over."""
    warnings.simplefilter("ignore")  # zipfile is told to write doubled names
    known = Known()
    bender = Bender(known.goods)
    # Address space, which is more than the memory that is used: what is measured is the peak of that.
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + MEMORY, resource.RLIM_INFINITY))
    tally = Tally(seed)
    kinds, codes = Counter[str](), Counter[str]()
    with place.open("r+b") as handle, mmap.mmap(handle.fileno(), 64) as sign:
        started, number = time.monotonic(), 0 if only is None else only
        while only is None or number == only:
            if time.monotonic() - started > seconds:
                break
            sign[:20] = b"%020d" % number
            _one(known, bender, tally, (kinds, codes), number)
            number += 1
    tally.seconds = round(time.monotonic() - started, 1)
    tally.peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    tally.by_kind, tally.by_code = dict(kinds.most_common()), dict(codes.most_common())
    return tally


def _one(known: Known, bender: Bender, tally: Tally, counts: Counts, number: int) -> None:
    good, kind, data = bender.bent(Random(f"{tally.seed}:{number}"))
    begun = time.perf_counter()
    try:
        report = good.validator.validate(data)
        trouble = known.trouble(good, data, report)
    except MemoryError:
        report, trouble = None, "memory"
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        report, trouble = None, traceback.format_exc(limit=3)
    took = (time.perf_counter() - begun) * 1000
    tally.tried += 1
    counts[0][kind] += 1
    if took > tally.slowest_ms:
        tally.slowest_ms, tally.slowest = round(took, 1), number
    if report is not None:
        tally.passed += report.verdict.value == "passed"
        counts[1].update({p.code for p in report.everything_wrong()})
    if trouble:
        (default_folder() / f"wrong-{tally.seed}-{number}.asice").write_bytes(data)
        tally.wrong.append({"number": number, "good": good.name, "kind": kind, "what": trouble})


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def supervise(seed: int, seconds: float, only: int | None) -> Tally:
    """Runs the worker; one that dies or hangs is a finding too, with the number it was at."""
    with tempfile.NamedTemporaryFile() as place:
        place.write(b"0" * 64)
        place.flush()
        command = [sys.executable, "-m", "tests.contracts.containers.fuzz", "--worker", place.name]
        command += ["--seconds", str(seconds), "--seed", str(seed)]
        command += ["--only", str(only)] if only is not None else []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            said, last, since = "", b"", time.monotonic()
            while not said and worker.poll() is None:
                try:
                    said = worker.communicate(timeout=1)[0]
                except subprocess.TimeoutExpired:
                    now = Path(place.name).read_bytes()[:20]
                    if now != last:
                        last, since = now, time.monotonic()
                    elif time.monotonic() - since > SILENCE:
                        worker.kill()
            number = int(Path(place.name).read_bytes()[:20])
    if worker.returncode == 0 and said:
        return Tally(**json.loads(said))
    what = "it hung or died" if worker.returncode is None else f"the process ended with {worker.returncode}"
    return Tally(seed, wrong=[{"number": number, "what": what}])


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    reader.add_argument("--seconds", type=float, default=30)
    reader.add_argument("--seed", type=int, default=int(time.time()))
    reader.add_argument("--only", type=int, help="number of the one bent container to look at")
    reader.add_argument("--json", action="store_true")
    reader.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    asked = reader.parse_args()
    if asked.worker:
        print(json.dumps(asdict(work(asked.seed, asked.seconds, asked.only, asked.worker))))
        return 0
    tally = supervise(asked.seed, asked.seconds, asked.only)
    print(json.dumps(asdict(tally)) if asked.json else _as_text(tally))
    return 0 if tally.good else 1


def _as_text(tally: Tally) -> str:
    lines = [
        f"seed {tally.seed}: {tally.tried} bent containers in {tally.seconds} s, {tally.passed} harmless,",
        f"slowest {tally.slowest_ms} ms (number {tally.slowest}), peak {tally.peak_mb} MB",
        f"mutations: {', '.join(f'{k} {n}' for k, n in tally.by_kind.items())}",
        f"refused for: {', '.join(f'{k} {n}' for k, n in list(tally.by_code.items())[:20])}",
    ]
    lines += [f"WRONG number {each['number']}: {each}" for each in tally.wrong[:20]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
