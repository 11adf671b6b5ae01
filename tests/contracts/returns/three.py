"""Three clients whose documents wait for their signers, for tests of one container with all of them."""

from dataclasses import dataclass

import pytest

from contracts.models import Package
from desk.clients import actions as clients
from registry import rules
from tests.contracts import conftest
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import drafts_of, with_address, work

ANNA = "24708300056"


@dataclass
class Three:
    """Documents of three clients at their signers: Mari alone, two of Kaasiku's board, Anna alone."""

    tamme: Package
    kaasiku: Package
    volga: Package

    def drafts(self, *but: Package) -> dict[str, bytes]:
        wanted = [each for each in self.all() if each not in but]
        return {name: data for each in wanted for name, data in drafts_of(each).items()}

    def all(self) -> list[Package]:
        return [self.tamme, self.kaasiku, self.volga]

    def verdicts(self) -> list[str]:
        return [work(each).verdict for each in self.all()]


def three_clients(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Three:
    """Agreements of Tamme and Kaasiku, and a power of attorney of Volga Veod, all sent."""
    anna = rules.Person(ANNA, "EST", "Anna", "Ivanova", "JUHL", "Juhatuse liige", True)
    answer = rules.Answer("10000076", "Volga Veod OÜ", "R", "OÜ", (anna,))
    monkeypatch.setitem(conftest.ANSWERS, "10000076", answer)
    volga = clients.create_client(
        kind="organisation", name="Volga Veod OÜ", registry_code="10000076", by=ground.user
    )
    for each in (ground.kaasiku, volga):
        ground.ask(each)
    with_address(ground, ground.kaasiku, "info@kaasiku.example")
    power = ground.wanted("main_user_poa")
    return Three(ground.sent(), ground.sent(client=ground.kaasiku), ground.sent(power, client=volga))
