"""Documents under way: lacking something, being made, at the client's and before the agency."""

from datetime import datetime, timedelta
from typing import Any

from contracts import actions
from contracts.actions import reminding
from contracts.models import Kind, Package, Portal, SigningMandate
from contracts.reference import seed_reference
from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint
from desk.demo import changed, delegated, life, paper, returned, several, signing, sitting, takeover, texts
from desk.demo.moment import ago
from desk.people.models import User
from registry import actions as registry
from registry.models import Check
from registry.rules import Answer, Person

BOOKKEEPER = {
    "person_first_name": "Kadri",
    "person_last_name": "Lepp",
    "person_code": "24402020080",
    "person_position": "raamatupidaja",
    "person_email": "kadri.lepp@raamat.example",
    "may_sign": True,
}


def seed(at: datetime) -> None:
    """Soo Turvas waits for a confirmed e-mail, Kaasiku's are being made, Volga Veod has been reminded, and a
    refusal waits for the agency's signature."""
    seed_reference()
    _mandate(at)
    with ago(timedelta(days=3)):
        _draft("10000024", "user_contract", by="spetsialist2", at=at)
    with ago(timedelta(days=8)):
        _sent_to_volga(at)
    reminding.remind()
    with ago(timedelta(hours=30)):
        _signed_by_anna(at)
    with ago(timedelta(hours=3)):
        _refused(at)
    _confirm("jaan.kask@kaasiku.example")
    _draft("10000018", "user_contract", "main_user_poa", by="spetsialist", at=at)
    returned.seed(at)
    changed.seed(at)
    delegated.seed(at)
    paper.seed(at)
    texts.seed(at)
    several.seed(at)
    sitting.seed(at)
    life.seed(at)
    takeover.seed(at)


def _mandate(at: datetime) -> None:
    """The head signs for the agency, with the card 14101010079 of the test lab."""
    head = User.objects.get(username="juht")
    since = at.date() - timedelta(days=200)
    SigningMandate.objects.create(
        user=head, personal_code="14101010079", basis="Peadirektori käskkiri", valid_from=since
    )


def _draft(code: str, *kinds: str, by: str, at: datetime, **values: Any) -> Package:
    portal = Portal.objects.get(code="e-keskkonnaamet")
    client = Client.objects.get(registry_code=code)
    documents = [
        actions.Wanted(Kind.objects.get(code=kind), portal, {**BOOKKEEPER, "valid_from": at.date(), **values})
        for kind in kinds
    ]
    user = User.objects.get(username=by)
    return actions.draft(client=client, documents=documents, language=client.language, by=user)


def _confirm(email: str) -> ContactPoint:
    contact = ContactPoint.objects.get(value=email)
    return clients.confirm_contact(contact=contact, by=User.objects.get(username="spetsialist"))


def _sent_to_volga(at: datetime) -> None:
    """Her register answer and PDFs are made here, so that the letter can go out at once. One of the powers
    named the wrong services and was recalled."""
    client, user = Client.objects.get(registry_code="10000076"), User.objects.get(username="venekeelne")
    email = _confirm("anna.ivanova@volga.example")
    _answer(registry.ask(client=client, purpose="draft", subject=("client", client.pk), by=user))
    kinds = ("user_contract", "main_user_poa", "user_poa")
    package = _draft("10000076", *kinds, by="venekeelne", at=at, services=["waste"])
    _answer(Check.objects.for_subject("package", package.pk)[0])
    signing.rendered(package)
    package = signing.rendered(actions.send(package=package, to=email, by=user))
    wrong = package.authorisations.get(kind__code="user_poa")
    actions.recall_one(authorisation=wrong, by=user, tell=True)


def _signed_by_anna(at: datetime) -> None:
    """Volga Veod's agreement for the other portal came back signed; now the agency signs."""
    client, user = Client.objects.get(registry_code="10000076"), User.objects.get(username="venekeelne")
    kind, portal = Kind.objects.get(code="user_contract"), Portal.objects.get(code="kotkas")
    package = actions.draft(
        client=client, documents=[actions.Wanted(kind, portal, {"valid_from": at.date()})],
        language=client.language, why_by_hand="cannot_log_in", by=user,
    )  # fmt: skip
    signing.all_answered(package, _answer)
    signing.rendered(package)
    email = ContactPoint.objects.get(value="anna.ivanova@volga.example")
    signing.rendered(actions.send(package=package, to=email, by=user))
    with ago(-timedelta(hours=2)):
        signing.returned(package, "anna", answer=_answer)


def _refused(at: datetime) -> None:
    """The bankrupt company asked through one who may not act for it; the head has the refusal to sign."""
    email, user = _confirm("eva.parn@haldur.example"), User.objects.get(username="spetsialist")
    said = {
        "request": "Taotlus sõlmida kasutusleping.",
        "circumstances": "Pankrotis ühingut esindab pankrotihaldur; taotluse esitas juhatuse liige.",
        "legal_basis": "pankrotiseadus § 54¹",
        "remedy": "Esitage taotlus pankrotihalduri kaudu.",
    }
    package = _draft("10000062", "agency_refusal", by="spetsialist", at=at, **said)
    signing.rendered(package)
    signing.rendered(actions.send(package=package, to=email, by=user))


def _answer(check: Check) -> None:
    anna = Person("24708300056", "EST", "Anna", "Ivanova", "JUHL", "Juhatuse liige", True)
    signing.answered(check, Answer(check.code, "Volga Veod OÜ", "R", "OÜ", (anna,)))
