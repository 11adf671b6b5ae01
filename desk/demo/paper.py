"""An agreement that an association signed on paper: taken in yesterday, it waits for a second person."""

from datetime import datetime, timedelta

from contracts import actions, tasks
from contracts.actions import handsigned as taking
from contracts.enums import ContainerSource, HandSeen
from contracts.models import Kind, Package, Portal, RightCheck
from contracts.verification import handsigned
from desk import workdays
from desk.clients.models import Client, ContactPoint
from desk.demo import changed, signing
from desk.demo.clients import PEOPLE
from desk.demo.moment import ago
from desk.people.models import User
from desk.records import blobs
from registry.models import Check


def seed(at: datetime) -> None:
    """Oleg Smirnov, of Näidisala Külaselts, signed an agreement by hand and brought it to the counter."""
    with ago(timedelta(days=3)):
        package = _sent(at)
    with ago(timedelta(hours=20)):
        _taken_in(package)


def _sent(at: datetime) -> Package:
    user, client = User.objects.get(username="spetsialist"), Client.objects.get(registry_code=changed.CODE)
    values = {"valid_from": at.date()}
    kind, portal = Kind.objects.get(code="user_contract"), Portal.objects.get(code="kotkas")
    package = actions.draft(
        client=client, documents=[actions.Wanted(kind, portal, values)], by=user, why_by_hand="cannot_log_in"
    )
    signing.all_answered(package, changed.answer)
    signing.rendered(package)
    email = ContactPoint.objects.get(value="info@kylaselts.example")
    return signing.rendered(actions.send(package=package, to=email, by=user))


def _taken_in(package: Package) -> None:
    document = package.authorisations.select_related("pdf").get()
    assert document.pdf is not None
    # Stands for the scan: what was printed is what was signed.
    scan = blobs.read(document.pdf) + b"% scanned\n"
    first, last, code = PEOPLE["oleg"][:3]
    taking.take_in(
        package=package,
        file=handsigned.checked("skann.pdf", scan, ContainerSource.PAPER),
        source=ContainerSource.PAPER,
        signed_on=workdays.today(),
        seen=HandSeen.ORIGINAL,
        note="Allkirjastas leti ees minu nähes; võrdlesin isikutunnistusega.",
        signers=[handsigned.Signer(f"EE{code}", f"{first} {last}")],
        by=User.objects.get(username="spetsialist2"),
    )
    for check in Check.objects.for_subject("package", package.pk).waiting():
        changed.answer(check, left=True)
    for right in RightCheck.jobs.filter(verification__container__package=package):
        tasks.decide(right.pk)
