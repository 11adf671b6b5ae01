"""A client whose board changed after its power of attorney was accepted: the last night found it."""

from datetime import datetime, time, timedelta

from contracts import actions
from contracts.actions import rechecks
from contracts.models import Kind, Package, Portal, Publication
from contracts.representation import nights
from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.demo import signing
from desk.demo.clients import ORGANISATIONS, PEOPLE
from desk.demo.moment import ago
from desk.people.models import User
from registry import actions as registry
from registry.enums import Purpose
from registry.models import Check
from registry.rules import Answer, Person

CODE = "80000014"
NIGHTS = 3


def seed(at: datetime) -> None:
    """Eva Pärn signed for Näidisala Külaselts two months ago; since last night she is not on its board."""
    with ago(timedelta(days=61)):
        package = _sent(at)
    with ago(timedelta(days=60)):
        _accepted(package)
    for days in range(NIGHTS, 0, -1):
        evening = workdays.at(workdays.day_of(at) - timedelta(days=days), time(23, 10))
        with ago(at - evening):
            _night(left=days == 1)


def _sent(at: datetime) -> Package:
    user = User.objects.get(username="spetsialist")
    client = Client.objects.get(registry_code=CODE)
    email = clients.add_contact(
        kind="email", value="info@kylaselts.example", client=client, source="register", by=user
    )
    email = clients.confirm_contact(contact=email, by=user)
    answer(registry.ask(client=client, purpose=Purpose.DRAFT, subject=("client", client.pk), by=user))
    first, last, code, _language, _phone, address = PEOPLE["kadri"]
    values = {
        "person_first_name": first, "person_last_name": last, "person_code": code, "person_email": address,
        "person_position": "raamatupidaja", "may_sign": True, "may_delegate": True,
        "valid_from": (at - timedelta(days=60)).date(),
    }  # fmt: skip
    wanted = actions.Wanted(
        Kind.objects.get(code="main_user_poa"), Portal.objects.get(code="e-keskkonnaamet"), values
    )
    package = actions.draft(client=client, documents=[wanted], by=user)
    answer(Check.objects.for_subject("package", package.pk)[0])
    signing.rendered(package)
    return signing.rendered(actions.send(package=package, to=email, by=user))


def _accepted(package: Package) -> None:
    signing.returned(package, "eva", answer=answer)
    for publication in Publication.jobs.filter(authorisation__package=package):
        actions.confirm_added(publication=publication, reference="EKA-20417", by=package.drafted_by)


def _night(left: bool) -> None:
    day = nights.night_of(clock.now())
    rechecks.ask_portion(day=day)
    for check in Check.objects.filter(purpose=Purpose.RECHECK).waiting():
        answer(check, left)
    rechecks.compare_answers()
    rechecks.ask_portion(day=day)


def answer(check: Check, left: bool = False) -> Check:
    """Its board today, or after Eva Pärn `left`."""
    board = [_member("oleg")] if left else [_member("oleg"), _member("eva")]
    return signing.answered(check, Answer(CODE, ORGANISATIONS[CODE][1], "R", "MTÜ", tuple(board)))


def _member(key: str) -> Person:
    first, last, code = PEOPLE[key][:3]
    return Person(code, "EST", first, last, "JUHL", "Juhatuse liige", True)
