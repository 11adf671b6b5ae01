"""A power of attorney that one of the two needed has signed: the others were asked for their signatures."""

from datetime import datetime, timedelta

from contracts import actions
from contracts.models import Kind, Package, Portal
from desk.clients.models import Client, ContactPoint
from desk.demo import signing
from desk.demo.moment import ago
from desk.people.models import User
from registry import actions as registry
from registry.models import Check
from registry.rules import Answer, Group, Person

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
        signing.returned(package, "jaan")


def _sent(at: datetime) -> Package:
    user, client = User.objects.get(username="spetsialist"), Client.objects.get(registry_code=CODE)
    email = ContactPoint.objects.get(value="jaan.kask@kaasiku.example")
    answer(registry.ask(client=client, purpose="draft", subject=("client", client.pk), by=user))
    values = {**BOOKKEEPER, "valid_from": at.date()}
    wanted = actions.Wanted(Kind.objects.get(code="main_user_poa"), Portal.objects.get(code="kotkas"), values)
    package = actions.draft(client=client, documents=[wanted], why_by_hand="joint", by=user)
    answer(Check.objects.for_subject("package", package.pk)[0])
    signing.rendered(package)
    return signing.rendered(actions.send(package=package, to=email, by=user))


def answer(check: Check) -> Check:
    """Its board, which represents two by two."""
    return signing.answered(check, Answer(CODE, "Kaasiku Kaevandus AS", "R", "AS", BOARD, (), PAIRS))
