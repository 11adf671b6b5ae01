"""What the portal is told of an end, over HTTP: from which day, for whom, and what ends with it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from contracts import tasks, workflow
from contracts.actions import Wanted, accept
from contracts.enums import PackageState
from contracts.models import Authorisation, EndRule, Kind, Publication
from desk import clock, workdays
from tests.contracts.conftest import Ground
from tests.simulators.portal import Running, start

pytestmark = pytest.mark.slow

KADRI, OLEG = "24402020080", "14303030098"
OLEG_ROW = {"first_name": "Oleg", "last_name": "Smirnov", "code": OLEG, "email": "oleg@volga.example"}
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def running_portal() -> Iterator[Running]:
    running = start("portal-test-token")
    yield running
    running.stop()


@pytest.fixture
def portal(running_portal: Running, settings: Any) -> Running:
    running_portal.state.reset()
    settings.PORTAL_URL, settings.PORTAL_TOKEN = running_portal.url, "portal-test-token"
    return running_portal


def published(ground: Ground, *wanted: Wanted) -> Authorisation:
    """The first document of a package that was accepted and told to the portal."""
    package = ground.sent(*wanted)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    for job in Publication.jobs.due():
        tasks.publish(job.pk)
    document = package.authorisations.order_by("pk").first()
    assert document is not None and document.publication.added_at is not None
    return document


def told(portal: Running, document: Authorisation) -> dict[str, Any]:
    body: dict[str, Any] = portal.state.entries[str(document.uuid)]["body"]
    return body


def power(ground: Ground, *others: dict[str, str]) -> Wanted:
    wanted = ground.wanted("main_user_poa", valid_from=workdays.today())
    return Wanted(wanted.kind, wanted.portal, wanted.values, others)


def test_what_opens_says_nothing_of_an_end(portal: Running, ground: Ground) -> None:
    document = published(ground, ground.wanted())
    assert told(portal, document)["effective_on"] is None and told(portal, document)["also_ends"] == []


def test_a_withdrawal_closes_the_access_from_the_day_after_the_last(portal: Running, ground: Ground) -> None:
    published(ground, ground.wanted())
    given = published(ground, power(ground))
    ends: dict[str, Any] = {"ended_number": given.number, "ends_on": workdays.today()}
    notice = published(ground, ground.wanted("mandate_withdrawal", **ends))
    given.refresh_from_db()
    assert given.last_day is not None
    body = told(portal, notice)
    assert body["effective_on"] == (given.last_day + DAY).isoformat()
    assert (body["ends"], body["also_ends"]) == (given.number, [])
    assert portal.state.access("10000001", KADRI, given.last_day)[0]
    assert not portal.state.access("10000001", KADRI, given.last_day + DAY)[0]


def test_the_end_of_an_agreement_names_the_powers_that_end_with_it(portal: Running, ground: Ground) -> None:
    package = ground.sent(ground.wanted(), power(ground))
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    contract, given = package.authorisations.order_by("kind__position", "pk")
    for job in Publication.jobs.due():
        tasks.publish(job.pk)
    rule = EndRule.objects.filter(kind__code="contract_termination", days=30).first()
    wanted = ground.wanted(
        "contract_termination", ended_number=contract.number, ends_on=workdays.today(),
        end_rule=rule.code if rule else "",
    )  # fmt: skip
    notice = published(ground, wanted)
    contract.refresh_from_db()
    given.refresh_from_db()
    assert contract.last_day is not None and contract.last_day == given.last_day
    body = told(portal, notice)
    assert body["effective_on"] == (contract.last_day + DAY).isoformat()
    assert body["also_ends"] == [given.number]
    assert portal.state.access("10000001", KADRI, contract.last_day)[0]
    assert not portal.state.access("10000001", KADRI, contract.last_day + DAY)[0]


def test_a_notice_that_names_one_of_several_ends_it_for_that_one(portal: Running, ground: Ground) -> None:
    Kind.objects.filter(code="user_poa").update(several=True)
    published(ground, ground.wanted())
    base = ground.wanted("user_poa", services=["waste"], valid_from=workdays.today())
    given = published(ground, Wanted(base.kind, base.portal, base.values, (OLEG_ROW,)))
    ends: dict[str, Any] = {"ended_number": given.number, "ends_on": workdays.today()}
    notice = published(ground, ground.wanted("mandate_withdrawal", **ends))
    one = given.persons.get(code=KADRI)
    given.refresh_from_db()
    assert one.last_day is not None and given.last_day is None
    body = told(portal, notice)
    assert [each["code"] for each in body["holders"]] == [KADRI]
    assert body["effective_on"] == (one.last_day + DAY).isoformat()
    later = one.last_day + DAY
    assert not portal.state.access("10000001", KADRI, later)[0]
    assert portal.state.access("10000001", OLEG, later)[0]


def test_told_twice_a_notice_says_the_same(portal: Running, ground: Ground) -> None:
    published(ground, ground.wanted())
    given = published(ground, power(ground))
    portal.state.faults.append({"kind": "error", "method": "PUT"})
    package = ground.sent(
        ground.wanted("mandate_withdrawal", ended_number=given.number, ends_on=workdays.today())
    )
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    given.refresh_from_db()
    for _time in range(3):
        for job in Publication.jobs.due():
            tasks.publish(job.pk)
        clock.move(timedelta(days=2))  # the portal was away for days: the day does not move with it
    notice = package.authorisations.get()
    assert given.last_day is not None
    assert told(portal, notice)["effective_on"] == (given.last_day + DAY).isoformat()
    assert portal.state.writes == 3
