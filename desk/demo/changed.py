"""A client whose board changed after its power of attorney was accepted: the last night found it."""

import io
import zipfile
from datetime import datetime, time, timedelta

from contracts import actions, nights, tasks
from contracts.actions import rechecks
from contracts.enums import ContainerSource, PackageState, ReturnVerdict
from contracts.models import (
    Container,
    CountedSignature,
    Finding,
    Kind,
    Package,
    Portal,
    Publication,
    Rendering,
    Verification,
)
from contracts.workflow import move
from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.demo.clients import ORGANISATIONS, PEOPLE
from desk.demo.moment import ago
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from registry import actions as registry
from registry.enums import Purpose
from registry.inquiry import Finding as Found
from registry.models import Check
from registry.rules import Answer, Person, judge

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
    _answer(registry.ask(client=client, purpose=Purpose.DRAFT, subject=("client", client.pk), by=user))
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
    _answer(Check.objects.for_subject("package", package.pk)[0])
    rendered(package)
    return rendered(actions.send(package=package, to=email, by=user))


def rendered(package: Package) -> Package:
    """The package once the worker has made its documents."""
    for job in Rendering.jobs.filter(authorisation__package=package):
        tasks.render(job.pk)
    package.refresh_from_db()
    return package


def _accepted(package: Package) -> None:
    """What the check of a signed container leaves behind; here are no keys to sign a real one with."""
    document = package.authorisations.select_related("pdf", "kind").get()
    assert document.pdf is not None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as container:
        container.writestr(document.file_name, blobs.read(document.pdf))
    move(package, PackageState.RETURNED)
    returned = Container.objects.create(
        package=package,
        blob=blobs.store(packed.getvalue(), "application/vnd.etsi.asic-e+zip", "container"),
        file_name="volikiri.asice",
        source=ContainerSource.CLIENT,
        received_at=clock.now(),
    )
    verification = Verification.jobs.create(container=returned, state=JobState.SENT)
    first, last, code = PEOPLE["eva"][:3]
    CountedSignature.objects.create(
        verification=verification,
        identity=f"EE{code}",
        name=f"{first} {last}",
        level="QESIG",
        signed_at=clock.now() - timedelta(minutes=20),
    )
    check = registry.ask(
        client=package.client, purpose=Purpose.ACCEPTANCE, subject=("package", package.pk), by=None,
        issue=package.issue, against=package.check_at_sending,
    )  # fmt: skip
    Finding.objects.create(
        verification=verification,
        verdict=ReturnVerdict.PASSED,
        check_at_sending=package.check_at_sending,
        check_at_acceptance=_answer(check),
        found_at=clock.now(),
    )
    actions.accept(package=package, by=None)
    for publication in Publication.jobs.filter(authorisation__package=package):
        actions.confirm_added(publication=publication, reference="EKA-20417", by=package.drafted_by)


def _night(left: bool) -> None:
    day = nights.night_of(clock.now())
    rechecks.ask_portion(day=day)
    for check in Check.objects.filter(purpose=Purpose.RECHECK).waiting():
        _answer(check, left)
    rechecks.compare_answers()
    rechecks.ask_portion(day=day)


def _answer(check: Check, left: bool = False) -> Check:
    board = [_member("oleg")] if left else [_member("oleg"), _member("eva")]
    answer = Answer(CODE, ORGANISATIONS[CODE][1], "R", "MTÜ", tuple(board))
    Check.jobs.filter(pk=check.pk).update(state=JobState.SENT)
    registry.answered(check, Found(answer, judge(answer), ()))
    return Check.objects.get(pk=check.pk)


def _member(key: str) -> Person:
    first, last, code = PEOPLE[key][:3]
    return Person(code, "EST", first, last, "JUHL", "Juhatuse liige", True)
