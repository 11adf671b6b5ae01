"""A regular user's power of attorney that the principal user signed, by the power that is held here."""

from datetime import datetime, timedelta

from contracts import actions
from contracts.models import Kind, Package, Portal, Publication
from desk.clients.models import Client, ContactPoint
from desk.demo import changed, signing
from desk.demo.moment import ago
from desk.people.models import User


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
    signing.all_answered(package, changed.answer)
    signing.rendered(package)
    email = ContactPoint.objects.get(value="info@kylaselts.example")
    return signing.rendered(actions.send(package=package, to=email, by=user))


def _signed_by_holder(package: Package) -> None:
    signing.returned(package, "kadri")
    for publication in Publication.jobs.filter(authorisation__package=package):
        actions.confirm_added(publication=publication, reference="EKA-20533", by=package.drafted_by)
