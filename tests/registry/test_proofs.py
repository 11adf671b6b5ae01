"""Print-outs and standing proof: what is taken in, who looks at it, and what goes on by it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from desk import clock
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.people.models import Approval, Todo, User
from desk.records.models import TimelineEntry
from registry import actions, tasks
from registry.enums import Basis, Purpose, Reason, Source, Standing, Verdict
from registry.models import Check, Proof, ProofPerson
from registry.papers import Named, Paper
from registry.rules import covers
from tests.calls.test_at_the_same_instant import at_once
from tests.registry.paper import (
    MARI,
    approve,
    asked,
    extract,
    file,
    given_up,
    newest,
    print_out,
    texts_of,
    worked,
)
from tests.simulators.business_register import Running

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("rules_of_the_desk", "in_english"),
    pytest.mark.slow,
]


@pytest.fixture
def standing(abroad: Client, riina: User, helena: User) -> Proof:
    proof = actions.take_standing(client=abroad, paper=extract(), file=file(), by=riina)
    approve(helena)
    proof.refresh_from_db()
    return proof


def test_where_the_register_is_silent_a_print_out_answers_for_that_act(
    tamme: Client, register: Running, riina: User, kalle: User
) -> None:
    check = given_up(tamme, register)
    proof = actions.take_print_out(check=check, paper=print_out(), file=file(), by=riina)
    assert (proof.state, proof.subject_kind, proof.subject_id) == (Standing.PROPOSED, "package", 7)
    assert newest() == check
    assert list(Check.objects.unanswered()) == [check]

    approve(kalle)
    made = newest()
    assert (made.source, made.verdict, made.purpose, made.issue) == ("manual", "sole", "sending", "KL-7")
    assert (made.proof, made.by, made.exchanges.count()) == (proof, kalle, 0)
    assert covers(made.judgement, {"EE24503120016"}).ok
    assert not Check.objects.unanswered().exists()

    check.refresh_from_db()
    assert (check.verdict, check.answered_at) == (Verdict.UNAVAILABLE, None)


def test_a_print_out_that_disagrees_with_the_register_counts_for_its_act_alone(
    tamme: Client, riina: User, kalle: User
) -> None:
    check = worked(asked(tamme))
    together = [replace(MARI, alone=False), Named("EE", "14007050024", "Jaan", "Kask", alone=False)]
    paper = print_out(persons=together, reason="Uus juhatus on kaardil veel kandmata.")
    actions.take_print_out(check=check, paper=paper, file=file(), by=riina)
    approve(kalle)
    assert (newest().verdict, newest().source) == (Verdict.JOINT, Source.MANUAL)
    assert not covers(newest().judgement, {"EE24503120016"}).ok
    assert covers(newest().judgement, {"EE24503120016", "EE14007050024"}).ok

    later = worked(actions.ask(client=tamme, purpose=Purpose.SENDING, subject=("package", 8), by=None))
    assert later.source == Source.SAMPLE


def test_a_print_out_is_looked_at_by_another_and_standing_proof_by_a_lead(
    tamme: Client, abroad: Client, register: Running, riina: User, kalle: User, helena: User
) -> None:
    actions.take_print_out(check=given_up(tamme, register), paper=print_out(), file=file(), by=riina)
    assert "Nobody is second person" in texts_of(lambda: approve(riina))
    approve(kalle)
    actions.take_standing(client=abroad, paper=extract(), file=file(), by=riina)
    assert "second person is wanted" in texts_of(lambda: approve(kalle))
    approve(helena)
    assert Proof.objects.filter(state=Standing.IN_FORCE).count() == 2


def test_a_declined_proof_makes_no_check_and_another_may_follow(
    tamme: Client, register: Running, riina: User, kalle: User
) -> None:
    check = given_up(tamme, register)
    proof = actions.take_print_out(check=check, paper=print_out(), file=file(), by=riina)
    waits = texts_of(lambda: actions.take_print_out(check=check, paper=print_out(), file=file(), by=kalle))
    assert "waits for a second person already" in waits
    approve(kalle, False, "Vale firma")
    proof.refresh_from_db()
    assert (proof.state, proof.ended_why, proof.was_withdrawn) == (Standing.DECLINED, "Vale firma", False)
    assert newest() == check
    assert list(Check.objects.unanswered()) == [check]
    assert actions.take_print_out(check=check, paper=print_out(), file=file(), by=kalle).pk


def test_a_proof_is_taken_back_only_by_its_taker_and_only_while_it_waits(
    tamme: Client, register: Running, riina: User, kalle: User
) -> None:
    check = given_up(tamme, register)
    proof = actions.take_print_out(check=check, paper=print_out(), file=file(), by=riina)
    assert "Only the person who took it in" in texts_of(lambda: actions.withdraw_proof(proof=proof, by=kalle))
    actions.withdraw_proof(proof=proof, by=riina)
    assert proof.was_withdrawn
    assert not Approval.objects.waiting().exists()
    assert "decided already" in texts_of(lambda: actions.withdraw_proof(proof=proof, by=riina))


def test_a_question_that_is_just_being_asked_takes_no_print_out(tamme: Client, riina: User) -> None:
    check = asked(tamme)
    refused = texts_of(lambda: actions.take_print_out(check=check, paper=print_out(), file=file(), by=riina))
    assert "wait for its answer" in refused


def test_an_ended_print_out_lets_the_act_ask_the_register_anew(
    tamme: Client, register: Running, riina: User, kalle: User
) -> None:
    proof = actions.take_print_out(check=given_up(tamme, register), paper=print_out(), file=file(), by=riina)
    approve(kalle)
    proof.refresh_from_db()
    assert "Write why" in texts_of(lambda: actions.end_proof(proof=proof, why=" ", by=riina))
    actions.end_proof(proof=proof, why="Väljatrükk oli vana.", by=riina)
    fresh = newest()
    assert (fresh.waits, fresh.source) == (True, Source.SAMPLE)


def test_a_body_outside_the_register_is_answered_by_its_standing_proof(
    abroad: Client, riina: User, helena: User, register: Running
) -> None:
    assert "add a standing proof" in texts_of(lambda: asked(abroad))
    actions.take_standing(client=abroad, paper=extract(), file=file(), by=riina)
    assert "add a standing proof" in texts_of(lambda: asked(abroad))
    approve(helena)

    check = asked(abroad)
    assert (check.verdict, check.source) == (Verdict.STANDING_PROOF, Source.MANUAL)
    assert covers(check.judgement, {"LV010203-12345"}).ok
    assert not covers(check.judgement, {"EE24503120016"}).ok
    assert not register.state.calls
    assert Check.objects.for_client(abroad.pk).filter(purpose=Purpose.LOOK).exists()


def test_a_proof_past_its_last_day_answers_but_lets_nobody_pass(standing: Proof, abroad: Client) -> None:
    clock.move(timedelta(days=201))
    check = asked(abroad)
    assert check.reasons == [Reason.PROOF_ENDED]
    assert not covers(check.judgement, {"LV010203-12345"}).ok


def test_an_ended_proof_takes_the_right_from_what_still_waits(
    standing: Proof, abroad: Client, riina: User
) -> None:
    assert covers(asked(abroad).judgement, {"LV010203-12345"}).ok
    actions.end_proof(proof=standing, why="Esindaja vahetus.", by=riina)
    assert newest().reasons == [Reason.PROOF_ENDED]
    assert not covers(newest().judgement, {"LV010203-12345"}).ok


def test_the_newest_standing_proof_in_force_answers(
    standing: Proof, abroad: Client, riina: User, helena: User
) -> None:
    actions.take_standing(client=abroad, paper=extract(persons=[MARI]), file=file(), by=riina)
    assert covers(asked(abroad).judgement, {"LV010203-12345"}).ok
    approve(helena)
    assert covers(asked(abroad).judgement, {"EE24503120016"}).ok
    assert not covers(asked(abroad).judgement, {"LV010203-12345"}).ok


def test_a_unit_of_an_authority_stands_on_its_proof_even_if_it_shares_the_code(
    register: Running, riina: User, helena: User
) -> None:
    board = Client.objects.create(kind=Kind.AGENCY, name="Metsavald", registry_code="70000013")
    unit = Client.objects.create(kind=Kind.AGENCY, name="Metsavalla kool", parent=board)
    paper = Paper(Basis.ORDER, "Käskkiri nr 3", "Üksus ei ole registris.", date(2026, 1, 1), persons=[MARI])
    actions.take_standing(client=unit, paper=paper, file=file(), by=riina)
    approve(helena)
    assert asked(unit).verdict == Verdict.STANDING_PROOF
    assert worked(asked(board)).verdict == Verdict.SOLE


def test_proof_never_stands_before_the_register_where_that_knows_the_client(
    tamme: Client, riina: User, helena: User, register: Running
) -> None:
    paper = extract(basis=Basis.ORDER, country="EE", language="", apostille_why="", translation="not_needed")
    actions.take_standing(client=tamme, paper=paper, file=file(), by=riina)
    approve(helena)
    assert worked(asked(tamme)).source == Source.SAMPLE

    unknown = Client.objects.create(kind=Kind.ORGANISATION, name="Kogudus", registry_code="10000030")
    actions.take_standing(client=unknown, paper=paper, file=file(), by=riina)
    approve(helena)
    assert worked(asked(unknown)).verdict == Verdict.ORG_NOT_FOUND
    assert asked(unknown).verdict == Verdict.STANDING_PROOF


def test_whose_country_has_no_certificates_here_cannot_sign_but_is_named(
    abroad: Client, riina: User, helena: User
) -> None:
    far = Named("JP", "A1234567", "Kenji", "Sato")
    actions.take_standing(client=abroad, paper=extract(persons=[far]), file=file(), by=riina)
    approve(helena)
    judgement = asked(abroad).judgement
    assert [person.name for person in judgement.persons] == ["Kenji Sato"]
    assert not judgement.groups


def test_a_natural_person_needs_no_standing_proof(riina: User) -> None:
    person = Client.objects.create(kind=Kind.PERSON, name="Mari Tamm", personal_code="24503120016")
    refused = texts_of(lambda: actions.take_standing(client=person, paper=extract(), file=file(), by=riina))
    assert "acts for themselves" in refused


def test_whoever_looked_at_a_proof_is_told_a_month_before_it_ends_and_only_once(
    standing: Proof, helena: User, riina: User
) -> None:
    assert actions.warn_of_ends() == 0
    clock.move(timedelta(days=171))
    tasks.sweep()
    todo = Todo.objects.get(kind="registry.proof_ends")
    assert (todo.owner, todo.subject_id) == (helena, standing.pk)
    assert standing.valid_until is not None
    assert todo.params == {"date": standing.valid_until.strftime("%d.%m.%Y")}
    assert actions.warn_of_ends() == 0
    actions.end_proof(proof=standing, why="Uus tuleb.", by=riina)
    todo.refresh_from_db()
    assert todo.done_at is not None


def test_a_proof_is_evidence_and_only_ends(standing: Proof, riina: User) -> None:
    for change in (
        lambda: Proof.objects.update(basis_text="muu"),
        lambda: Proof.objects.update(valid_until=None),
        lambda: Proof.objects.update(state=Standing.PROPOSED),
        lambda: Proof.objects.update(second_by=riina),
        lambda: Proof.objects.all().delete(),
        lambda: ProofPerson.objects.update(alone=False),
        lambda: ProofPerson.objects.all().delete(),
        lambda: ProofPerson.objects.create(proof=standing, country="EE", code="1", first="A", last="B"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_story_names_nobody(standing: Proof) -> None:
    told = TimelineEntry.objects.for_subject("proof", standing.pk)
    assert [entry.kind for entry in told] == ["registry.proof_in_force", "registry.proof_proposed"]
    assert all(entry.params == {} for entry in told)
    look = TimelineEntry.objects.for_subject("client", standing.client_id)[0]
    assert look.kind == "registry.proven.standing_proof"


def test_proof_stays_with_clients_that_turn_out_to_be_one(
    standing: Proof, abroad: Client, riina: User
) -> None:
    kept = Client.objects.create(kind=Kind.ORGANISATION, name="Ozols", country="LV")
    merge = clients.merge_clients(lost=abroad, kept=kept, by=riina)
    standing.refresh_from_db()
    assert standing.client == abroad
    kept.refresh_from_db()
    assert covers(asked(kept).judgement, {"LV010203-12345"}).ok
    clients.undo_merge(merge=merge, by=riina)
    standing.refresh_from_db()
    assert standing.state == Standing.IN_FORCE


def test_a_proof_that_waits_while_its_client_is_merged_serves_the_one_that_was_kept(
    abroad: Client, riina: User, helena: User
) -> None:
    actions.take_standing(client=abroad, paper=extract(), file=file(), by=riina)
    kept = Client.objects.create(kind=Kind.ORGANISATION, name="Ozols", country="LV")
    clients.merge_clients(lost=abroad, kept=kept, by=riina)
    approve(helena)
    assert Check.objects.get(source=Source.MANUAL).client == kept


@pytest.mark.django_db(transaction=True)
def test_of_two_print_outs_for_one_act_at_once_one_is_refused(
    tamme: Client, register: Running, riina: User, kalle: User
) -> None:
    check = given_up(tamme, register)

    def take(by: User) -> Callable[[], str]:
        def deed() -> str:
            try:
                return actions.take_print_out(check=check, paper=print_out(), file=file(), by=by).state
            except Refused:
                return "refused"

        return deed

    assert sorted(at_once([take(riina), take(kalle)])) == ["proposed", "refused"]
