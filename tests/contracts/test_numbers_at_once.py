"""Sending at the same instant, on a real database: one numbering each, no number twice, none left out."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from contracts import tasks
from contracts.actions import reminding, send
from contracts.enums import PackageState
from contracts.models import Package, Rendering
from contracts.printing.rendering import Rendered
from desk import clock
from desk.http import Refused
from desk.mail.models import Message
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts.conftest import Ground

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "contracts.printing.rendering.make", lambda job: Rendered(f"%PDF {job.pk}".encode(), "none")
    )


def sending(ground: Ground, package: Package) -> Callable[[], object]:
    """Sent by somebody at a screen of his own; whether it went, or what it was refused for."""

    def deed() -> object:
        try:
            return send(package=Package.objects.get(pk=package.pk), to=ground.email, by=ground.user)
        except Refused as refused:
            return refused

    return deed


def test_two_who_send_the_same_package_give_it_one_numbering(transactional_db: None, ground: Ground) -> None:
    package = ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))
    done = at_once([sending(ground, package), sending(ground, package)])
    assert sorted(isinstance(each, Refused) for each in done) == [False, True]
    numbers = [each.number for each in package.authorisations.all()]
    assert [number[-4:] for number in numbers] == ["0001", "0001"]


def test_packages_sent_together_get_numbers_without_gaps(transactional_db: None, ground: Ground) -> None:
    packages = [ground.drafted(ground.wanted(), ground.wanted("main_user_poa")) for _ in range(6)]
    done = at_once([sending(ground, each) for each in packages])
    assert not [each for each in done if isinstance(each, Refused)]
    for prefix in ("KL", "PV"):
        numbers = [
            each.number[-4:]
            for package in packages
            for each in package.authorisations.all()
            if each.number.startswith(prefix)
        ]
        assert sorted(numbers) == [f"{n:04d}" for n in range(1, 7)]


def test_two_documents_made_at_once_send_one_letter(transactional_db: None, ground: Ground) -> None:
    package = ground.drafted(ground.wanted(), ground.wanted("main_user_poa"))
    send(package=package, to=ground.email, by=ground.user)
    jobs = list(Rendering.jobs.due())
    at_once([partial(tasks.render, job.pk) for job in jobs])
    package.refresh_from_db()
    assert package.state == PackageState.SENT and Message.objects.count() == 1


def test_two_sweeps_at_once_remind_once(transactional_db: None, ground: Ground) -> None:
    ground.sent()
    clock.move(timedelta(days=8))
    done = at_once([reminding.remind, reminding.remind])
    assert sorted(done) == [0, 1]
    assert Message.objects.count() == 2
