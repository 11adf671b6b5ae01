"""What the register, a reading or a proof says of a caller, as a ground for telling more."""

from datetime import timedelta
from typing import Any

import pytest

from desk import clock, workdays
from desk.clients.enums import Kind
from desk.clients.models import Client, Person
from desk.people.models import User
from desk.records import blobs
from desk.slots import Weight
from registry import actions
from registry.enums import Basis, Channel, ProofKind, Source, Standing
from registry.grounds import of_caller
from registry.inquiry import Finding
from registry.models import Proof, ProofPerson
from registry.rules import Answer, judge
from registry.rules import Person as Row
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

MARI = Row("24503120016", "EST", "Mari", "Tamm", "JUHL", "Juhatuse liige", True)
MARSH = (Row("13902140067", "EST", "Karl", "Rebane", "JUHL", "", False),
         Row("23809230033", "EST", "Liis", "Saar", "JUHL", "", False))  # fmt: skip


def client(code: str = "10000001", **more: object) -> Client:
    return Client.objects.create(kind=Kind.ORGANISATION, name="Klient", registry_code=code, **more)


def caller(row: Row, code: str | None = None) -> Person:
    return Person.objects.create(
        first_name=row.first, last_name=row.last, personal_code=row.code if code is None else code
    )


def kinds(whose: Client, who: Person) -> dict[str, Weight]:
    return {ground.kind: ground.weight for ground in of_caller(whose, who)}


def said(answer: Answer) -> None:
    actions.keep(
        code=answer.code, finding=Finding(answer, judge(answer), ()), asked_at=clock.now(),
        channel=Channel.DIRECT, source=Source.LIVE, by=None,
    )  # fmt: skip


def proven(whose: Client, by: User, steps: tuple[str, ...] = (Standing.IN_FORCE,), **values: object) -> Proof:
    """Standing proof that names Mari and went these steps."""
    row = MARI
    today = workdays.today()
    proof = Proof.objects.create(
        **{
            "kind": ProofKind.STANDING, "client": whose, "basis": Basis.ORDER, "basis_text": "Käskkiri 4",
            "reason": "Ei ole registris.", "valid_from": today - timedelta(days=9), "by": by,
            "made_at": clock.now(), "file": blobs.store(b"%PDF", "application/pdf", "proof"),
            "file_name": "k.pdf", "state": Standing.PROPOSED, **values,
        }
    )  # fmt: skip
    ProofPerson.objects.create(proof=proof, country="EE", code=row.code, first=row.first, last=row.last)
    for step in steps:
        Proof.objects.filter(pk=proof.pk).update(state=step)
    return proof


def test_who_may_represent_alone_has_a_right_and_a_stranger_of_the_name_has_none() -> None:
    whose = client()
    said(Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", (MARI,)))
    assert kinds(whose, caller(MARI)) == {"register.alone": Weight.RIGHT}
    assert kinds(whose, caller(MARI, code="")) == {"register.by_name": Weight.SAID}
    assert kinds(whose, caller(MARSH[0])) == {"register.not_named": Weight.NONE}


def test_a_reading_of_the_text_says_whether_he_acts_alone(as_specialist: Actor) -> None:
    whose = client("10000024")
    card = Answer("10000024", "Soo Turvas OÜ", "R", "OÜ", MARSH, ("Ühiselt.",))
    said(card)
    karl = caller(MARSH[0])
    assert kinds(whose, karl) == {"register.together": Weight.RIGHT}

    check = whose.checks.get()
    reading = actions.read_text(
        check=check, groups=[{"EE13902140067"}], reason="Karl üksi.", by=as_specialist.user
    )
    type(reading).objects.filter(pk=reading.pk).update(state=Standing.IN_FORCE)
    said(card)
    assert kinds(whose, karl) == {"register.alone": Weight.RIGHT}


def test_standing_proof_that_names_the_caller_is_a_right(as_specialist: Actor, own_store: None) -> None:
    whose = client("")
    proof = proven(whose, as_specialist.user, valid_until=workdays.today())
    mari = caller(MARI)
    assert kinds(whose, mari) == {"register.proof": Weight.RIGHT}
    assert kinds(whose, caller(MARSH[0])) == {}

    clock.move(timedelta(days=1))
    assert kinds(whose, mari) == {}  # its last day is over
    assert proof.valid_until is not None


@pytest.mark.parametrize("steps", [(), (Standing.DECLINED,), (Standing.IN_FORCE, Standing.ENDED)])
def test_proof_that_is_not_in_force_is_no_ground(
    steps: tuple[str, ...], as_specialist: Actor, own_store: None
) -> None:
    whose = client("")
    proven(whose, as_specialist.user, steps)
    assert kinds(whose, caller(MARI)) == {}


def test_a_print_out_serves_its_act_and_is_no_ground(as_specialist: Actor, own_store: None) -> None:
    whose = client("")
    act: dict[str, Any] = {"subject_kind": "client", "subject_id": whose.pk}
    proven(whose, as_specialist.user, kind=ProofKind.PRINT_OUT, **act)
    assert kinds(whose, caller(MARI)) == {}
