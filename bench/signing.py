"""The agency's signature on one container, in ms: what the browser waits for, and what the worker does.

    .local/venv/bin/python -m bench.signing [ROUNDS]

*Prepare* reads the container and writes the signature that the card is asked for; *take* checks the card's
value; *complete* stamps, asks for the certificate's state, adds the signature and verifies the whole. The
authorities answer over loopback; *of which they* is their part, which a real network makes longer. The card's
own work and the PIN are not counted. No database is asked.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

import django

django.setup()

from contracts.agency.preparing import unsigned  # noqa: E402
from contracts.containers.trusted_list import load_folder  # noqa: E402
from contracts.signing import assembling, xades  # noqa: E402
from contracts.signing.web_eid import WebEid  # noqa: E402
from tests.browser.card import Card  # noqa: E402
from tests.simulators import eid  # noqa: E402

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400  # a hundred kilobytes, as our documents have
CARDS = {"P-384": "24503120016", "RSA": "23809230033"}
P = ParamSpec("P")
T = TypeVar("T")


class Watch:
    """Milliseconds by name, of every round."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    def timed(self, name: str, call: Callable[P, T]) -> Callable[P, T]:
        def called(*args: P.args, **kwargs: P.kwargs) -> T:
            begun = time.perf_counter()
            done = call(*args, **kwargs)
            self.times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
            return done

        return called

    def median(self, name: str) -> float:
        return statistics.median(self.times[name])


def measured(authorities: eid.Running, code: str, source: bytes, rounds: int) -> Watch:
    watch, means, card = Watch(), WebEid(), Card(authorities.state.lab, code)
    trust = load_folder(authorities.state.lab.anchors)
    services = assembling.over_http(trust, f"{authorities.url}/tsa", f"{authorities.url}/ocsp")
    chosen = means.choose(card.answer({"action": "web-eid:get-signing-certificate"}))
    prepare, take = watch.timed("prepare", xades.prepare), watch.timed("take", means.take)
    complete = watch.timed("complete", assembling.complete)
    stamp, ask = watch.timed("stamp", services["stamp"]), watch.timed("ask", services["ask"])
    for _ in range(rounds):
        at = datetime.now(UTC)
        prepared = prepare(source, chosen.certificate, chosen.method, at)
        said = card.answer({"action": "web-eid:sign", **means.ask(prepared).message})
        value = take(prepared, said)
        complete(source, prepared.xml, value, chosen.der, stamp=stamp, ask=ask, trust=trust, at=at)
    return watch


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    authorities = eid.start()
    lab = authorities.state.lab
    one, three = {"leping.pdf": PDF}, {f"volikiri{n}.pdf": PDF for n in range(3)}
    sources = {
        "one document, not signed": unsigned(one),
        "one document, signed by the client": eid.sign_files(lab, "14007050024", one),
        "three documents, signed by two": eid.add_signature(
            lab, "13902140067", eid.sign_files(lab, "14007050024", three)
        ),
    }
    heads = f"{'prepare':>9}{'take':>7}{'complete':>10}{'of which they':>15}"
    print(f"{'container':<38}{'card':<7}{heads}   ms, medians of {rounds}")
    for name, source in sources.items():
        for card, code in CARDS.items():
            found = measured(authorities, code, source, rounds).median
            theirs = found("stamp") + found("ask")
            ours = f"{found('prepare'):>9.1f}{found('take'):>7.1f}{found('complete'):>10.1f}"
            print(f"{name:<38}{card:<7}{ours}{theirs:>15.1f}")
    authorities.stop()


if __name__ == "__main__":
    main()
