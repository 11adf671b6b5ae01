"""A power of attorney that one of the two needed has signed: the others were asked for their signatures."""

import io
import zipfile
from datetime import datetime, timedelta

from contracts import actions, counting
from contracts.actions.returns.judging import conclude
from contracts.actions.returns.receiving import locked
from contracts.enums import ContainerSource, PackageState
from contracts.models import Container, CountedSignature, Kind, Package, Portal, Verification
from contracts.workflow import move
from desk import clock
from desk.clients.models import Client, ContactPoint
from desk.demo import changed
from desk.demo.moment import ago
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from registry import actions as registry
from registry.inquiry import Finding
from registry.models import Check
from registry.rules import Answer, Group, Person, judge

CODE = "10000018"
BOARD = tuple(
    Person(code, "EST", first, last, "JUHL", "Juhatuse liige", False)
    for code, first, last in (
        ("14007050024", "Jaan", "Kask"),
        ("23809230033", "Liis", "Saar"),
        ("14201110044", "Peeter", "Mägi"),
    )
)
PAIRS = tuple(
    Group(number, pair) for number, pair in enumerate([BOARD[:2], BOARD[1:], (BOARD[0], BOARD[2])], start=1)
)
BOOKKEEPER = {
    "person_first_name": "Kadri", "person_last_name": "Lepp", "person_code": "24402020080",
    "person_position": "raamatupidaja", "person_email": "kadri.lepp@raamat.example", "may_sign": True,
}  # fmt: skip


def seed(at: datetime) -> None:
    """Jaan Kask signed yesterday for Kaasiku, whose board represents two by two."""
    with ago(timedelta(days=4)):
        package = _sent(at)
    with ago(timedelta(days=1)):
        _signed_by_one(package)


def _sent(at: datetime) -> Package:
    user, client = User.objects.get(username="spetsialist"), Client.objects.get(registry_code=CODE)
    email = ContactPoint.objects.get(value="jaan.kask@kaasiku.example")
    _answer(registry.ask(client=client, purpose="draft", subject=("client", client.pk), by=user))
    values = {**BOOKKEEPER, "valid_from": at.date()}
    wanted = actions.Wanted(Kind.objects.get(code="main_user_poa"), Portal.objects.get(code="kotkas"), values)
    package = actions.draft(client=client, documents=[wanted], why_by_hand="joint", by=user)
    _answer(Check.objects.for_subject("package", package.pk)[0])
    changed.rendered(package)
    return changed.rendered(actions.send(package=package, to=email, by=user))


def _signed_by_one(package: Package) -> None:
    """What the check of his container leaves behind; here are no keys to sign a real one with."""
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
    jaan = BOARD[0]
    signed = CountedSignature.objects.create(
        verification=verification, identity=jaan.identity, name=jaan.name, level="QESIG",
        signed_at=clock.now() - timedelta(minutes=20),
    )  # fmt: skip
    package = locked(verification)
    outcome = counting.standing(package, {signed.identity: signed.signed_at})
    assert outcome is not None  # one of two
    conclude(package, verification, outcome)


def _answer(check: Check) -> None:
    answer = Answer(CODE, "Kaasiku Kaevandus AS", "R", "AS", BOARD, (), PAIRS)
    Check.jobs.filter(pk=check.pk).update(state=JobState.SENT)
    registry.answered(check, Finding(answer, judge(answer), ()))
