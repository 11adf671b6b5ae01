"""What the register said of people goes; that it was asked, and with what verdict, stays."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from desk import clock
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.people.models import User
from desk.records import actions as records
from desk.records import blobs
from desk.records.holdings import Erasure, Fate, Ground, Subject
from desk.records.models import Blob, Destruction
from registry import actions, keeping, rules
from registry.enums import Purpose, Standing
from registry.inquiry import Finding
from registry.models import Check, CheckPayload, Exchange, Proof, ProofPerson, Reading
from tests.conftest import Actor

pytestmark = pytest.mark.django_db

CODE = "14007050024"
MARI = rules.Person(CODE, "EST", "Jaan", "Kask", "JUHL", "Juhatuse liige", True)
LONG_AGO = timedelta(days=1826)


@pytest.fixture
def puit(as_specialist: Actor) -> Client:
    return clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=as_specialist.user
    )


@pytest.fixture
def check(puit: Client, as_specialist: Actor) -> Check:
    return answered(puit, as_specialist.user, LONG_AGO)


def answered(puit: Client, by: User, ago: timedelta) -> Check:
    """An answered question, with the register's own bytes beside it."""
    check = actions.ask(client=puit, purpose=Purpose.LOOK, subject=("client", puit.pk), by=by)
    Check.jobs.filter(pk=check.pk).update(state="sent", asked_at=clock.now() - ago)
    check.refresh_from_db()
    answer = rules.Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", (MARI,))
    actions.answered(check, Finding(answer, rules.judge(answer, None, rules.Policy()), ()))
    raw = blobs.store(f"<xml>{CODE}</xml>".encode(), "text/xml", "exchange")
    Exchange.objects.create(
        check_row=check, service="esindus_v2", message_id="m", sent_at=clock.now(), received_at=clock.now(),
        raw_hash=raw.sha256, raw=raw,
    )  # fmt: skip
    return Check.objects.get(pk=check.pk)


def subject(**known: object) -> Subject:
    nothing: dict[str, object] = dict.fromkeys(
        ("codes", "client_ids", "person_ids", "user_ids", "acts_for", "emails", "phones"), frozenset()
    )
    return Subject(**{"names": (), "language": "et", **nothing, **known})  # type: ignore[arg-type]


JAAN = {"codes": frozenset({CODE, f"EE{CODE}"})}
ORDERED = Ground.ORDERED


def test_the_answer_goes_after_five_years_and_the_verdict_stays(check: Check) -> None:
    verdict, said = check.verdict, check.payload_hash
    raw = Exchange.objects.get().raw
    assert records.destroy_due(store=keeping.CHECKS) == 1
    check = Check.objects.get(pk=check.pk)
    assert (check.code, check.verdict, check.payload_hash) == ("", verdict, said)
    assert not check.judgement.groups
    assert not CheckPayload.objects.exists()
    assert not Exchange.objects.exists()
    assert not Blob.objects.filter(pk=raw.pk).exists()
    assert Destruction.objects.get(store=keeping.CHECKS).digests == [raw.sha256]
    assert records.destroy_due(store=keeping.CHECKS) == 0


def test_an_answer_of_last_year_stays(puit: Client, as_specialist: Actor) -> None:
    answered(puit, as_specialist.user, timedelta(days=365))
    assert records.destroy_due(store=keeping.CHECKS) == 0


def test_nothing_else_of_an_answered_check_can_be_changed_even_while_it_is_let_go_of(check: Check) -> None:
    for change in ({"verdict": "none"}, {"code": "99999999"}, {"payload_hash": "x"}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('abilaud.destruction', 'on', true)")
            Check.objects.filter(pk=check.pk).update(**change)


def test_who_is_named_in_an_answer_is_told_of_it_and_forgotten_when_ordered(check: Check) -> None:
    jaan = subject(**JAAN)
    assert [held.pk for held in keeping.tell_checks(jaan)] == [check.pk]
    dry = list(keeping.erase_checks(jaan, Erasure(ORDERED, None)))
    assert [(outcome.pk, outcome.fate) for outcome in dry] == [(check.pk, Fate.ANONYMISED)]
    assert CheckPayload.objects.exists()
    assert list(keeping.erase_checks(jaan, Erasure(ORDERED, None, dry=False))) == dry
    assert not CheckPayload.objects.exists()
    assert list(keeping.tell_checks(jaan)) == []


def test_a_reading_and_a_proof_go_when_no_answer_rests_on_them(
    check: Check, puit: Client, as_specialist: Actor
) -> None:
    by, at = as_specialist.user, clock.now() - LONG_AGO
    reading = Reading.objects.create(
        client=puit, card_hash=hashlib.sha256(b"card").hexdigest(), check_row=check, groups=[[f"EE{CODE}"]],
        reason="Kaks juhatuse liiget koos", by=by, made_at=at,
    )  # fmt: skip
    file = blobs.store(b"%PDF-1.7 proof", "application/pdf", "proof")
    proof = Proof.objects.create(
        kind="standing", client=puit, basis="guardian", basis_text="Määrus", reason="Registris ei ole",
        valid_from=at.date(), file=file, file_name="maarus.pdf", by=by, made_at=at,
    )  # fmt: skip
    ProofPerson.objects.create(proof=proof, country="EE", code=CODE, first="Jaan", last="Kask")
    for row in (reading, proof):
        type(row)._default_manager.filter(pk=row.pk).update(
            state=Standing.DECLINED, ended_by=by, ended_at=at, ended_why="Ekslik"
        )
    jaan = subject(**JAAN)
    assert [held.pk for held in keeping.tell_readings(jaan)] == [reading.pk]
    assert [len(held.files) for held in keeping.tell_proofs(jaan)] == [1]
    assert records.destroy_due(store=keeping.READINGS) == 1
    assert records.destroy_due(store=keeping.PROOFS) == 1
    for model in (Reading, Proof, ProofPerson):
        assert not model._default_manager.exists()
    assert not Blob.objects.filter(pk=file.pk).exists()
