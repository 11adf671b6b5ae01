"""What tests of the nightly questions share: documents in force, a night, and a register that answers."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db import connection

from contracts.actions import rechecks
from contracts.enums import AuthorisationState, PackageState
from contracts.models import Authorisation, Package, TemplateVersion
from desk import clock, workdays
from desk.clients.models import Client
from registry.enums import Purpose
from registry.models import Check
from tests.contracts.conftest import Ground, let_register_answer
from tests.contracts.returns.returning import JAAN, LIIS, give_back, signed, work
from tests.simulators.eid import Lab


def in_force(ground: Ground, lab: Lab) -> Package:
    """A power of attorney of Kaasiku that two of its three board members signed."""
    ground.ask(ground.kaasiku)
    package = ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)
    give_back(package, signed(lab, package, JAAN, LIIS))
    work(package)
    assert package.state == PackageState.ACCEPTED
    return package


def many_in_force(ground: Ground, codes: Iterable[str]) -> list[Client]:
    """Clients of these registry codes, a document in force each; nothing else about them is there."""
    made = [Client(kind="organisation", name=f"Klient {code}", registry_code=code) for code in codes]
    clients = Client.objects.bulk_create(made)
    version = TemplateVersion.objects.filter(template__kind__code="main_user_poa").first()
    wanted = ground.wanted("main_user_poa")
    packages = Package.objects.bulk_create(
        Package(client=each, drafted_by=ground.user, state=PackageState.TOLD) for each in clients
    )
    Authorisation.objects.bulk_create(
        Authorisation(
            package=package, kind=wanted.kind, portal=wanted.portal, number=f"PV-{number:06}",
            template_version=version, state=AuthorisationState.IN_FORCE,
            accepted_at=clock.now(),
        )
        for number, package in enumerate(packages)
    )  # fmt: skip
    # Without it PostgreSQL may still think that the tables are empty, and look through all for each row.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE clients_client, contracts_package, contracts_authorisation")
    return clients


def night_falls(hour: int = 23) -> date:
    """The clock goes on to this hour of Tallinn; the day whose night it is."""
    now = clock.now()
    at = workdays.at(workdays.day_of(now), time(hour))
    if at <= now:
        at = workdays.at(workdays.day_of(now) + timedelta(days=1), time(hour))
    clock.move(at - now)
    return workdays.day_of(at)


def register_answers_all() -> list[Check]:
    waiting = Check.objects.filter(purpose=Purpose.RECHECK).waiting().order_by("pk")
    return [let_register_answer(check) for check in waiting]


def a_night_passes() -> None:
    """Night falls, everybody is asked, the register answers, the answers are compared."""
    night_falls()
    rechecks.work()
    register_answers_all()
    rechecks.work()
