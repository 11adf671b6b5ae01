"""A regular user's power of attorney that the principal user signed, by the power that is held here."""

import io
import zipfile
from datetime import datetime, timedelta

from contracts import actions, powers, rights
from contracts.actions.returns.judging import conclude
from contracts.actions.returns.receiving import locked
from contracts.enums import ContainerSource, PackageState
from contracts.models import Container, CountedSignature, Kind, Package, Portal, Publication, Verification
from contracts.workflow import move
from desk import clock
from desk.clients.models import Client, ContactPoint
from desk.demo import changed
from desk.demo.clients import PEOPLE
from desk.demo.moment import ago
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from registry.models import Check


def seed(at: datetime) -> None:
    """Kadri Lepp, principal user of Näidisala Külaselts, let Peeter Mägi in; the board was not asked."""
    with ago(timedelta(days=21)):
        package = _sent(at)
    with ago(timedelta(days=20)):
        _signed_by_holder(package)


def _sent(at: datetime) -> Package:
    user, client = User.objects.get(username="spetsialist"), Client.objects.get(registry_code=changed.CODE)
    values = {
        "person_first_name": "Peeter", "person_last_name": "Mägi", "person_code": "14201110044",
        "person_email": "peeter.magi@kaasiku.example", "services": ["waste"],
        "valid_from": (at - timedelta(days=20)).date(),
    }  # fmt: skip
    kind, portal = Kind.objects.get(code="user_poa"), Portal.objects.get(code="e-keskkonnaamet")
    package = actions.draft(client=client, documents=[actions.Wanted(kind, portal, values)], by=user)
    for check in Check.objects.for_subject("package", package.pk).waiting():
        changed._answer(check)
    changed.rendered(package)
    email = ContactPoint.objects.get(value="info@kylaselts.example")
    return changed.rendered(actions.send(package=package, to=email, by=user))


def _signed_by_holder(package: Package) -> None:
    """What the check of her container leaves behind; here are no keys to sign a real one with."""
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
    first, last, code = PEOPLE["kadri"][:3]
    signed = CountedSignature.objects.create(
        verification=verification, identity=f"EE{code}", name=f"{first} {last}", level="QESIG",
        signed_at=clock.now() - timedelta(minutes=20),
    )  # fmt: skip
    package = locked(verification)
    power = powers.held_for(package, {signed.identity: signed.signed_at})
    assert power is not None
    conclude(package, verification, rights.PASSED, power=power)
    for publication in Publication.jobs.filter(authorisation__package=package):
        actions.confirm_added(publication=publication, reference="EKA-20533", by=package.drafted_by)
