"""Print-outs and standing proof: what is taken in, who looks at it, and what goes on by it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from desk import clock, workdays
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.people.actions import decide_second
from desk.people.enums import Role
from desk.people.models import Approval, Todo, User
from desk.records import filecheck
from desk.records.models import TimelineEntry
from registry import actions, tasks
from registry.enums import Apostille, Basis, Purpose, Reason, Source, Standing, Translation, Verdict
from registry.models import Check, Proof, ProofPerson
from registry.papers import Named, Paper
from registry.reference import seed_reference
from registry.rules import covers
from registry.uploads import Upload, checked
from tests.calls.test_at_the_same_instant import at_once
from tests.simulators.business_register import Running

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MARI = Named("EE", "24503120016", "Mari", "Tamm", "juhatuse liige")
OLEG = Named("LV", "010203-12345", "Olegs", "Ozols", "valdes loceklis")


@pytest.fixture(autouse=True)
def rules_of_the_desk(db: None) -> None:
    seed_reference()


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def riina(someone: Callable[..., User]) -> User:
    return someone("riina", Role.SPECIALIST)


@pytest.fixture
def kalle(someone: Callable[..., User]) -> User:
    return someone("kalle", Role.SPECIALIST)


@pytest.fixture
def helena(someone: Callable[..., User]) -> User:
    return someone("helena", Role.SENIOR)


@pytest.fixture
def tamme(register: Running) -> Client:
    return Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")


@pytest.fixture
def abroad(register: Running) -> Client:
    return Client.objects.create(
        kind=Kind.ORGANISATION, name="Ozols SIA", registry_code="40003000001", country="LV"
    )


def file(name: str = "valjavote.pdf", data: bytes = PDF) -> Upload:
    return checked(name, data)


def print_out(**changes: Any) -> Paper:
    paper = Paper(
        Basis.PRINT_OUT, "B-kaardi väljatrükk", "Register ei vasta.", workdays.today(), persons=[MARI]
    )
    return replace(paper, **changes)


def extract(**changes: Any) -> Paper:
    today = workdays.today()
    paper = Paper(
        Basis.FOREIGN_REGISTER, "Läti äriregistri väljavõte nr 5", "Ei ole Eesti registris.",
        today - timedelta(days=5), today + timedelta(days=200), country="LV", language="lv",
        apostille_why="Õigusabileping Lätiga", translation=Translation.OWN, persons=[OLEG],
    )  # fmt: skip
    return replace(paper, **changes)


def asked(client: Client, purpose: str = Purpose.SENDING) -> Check:
    return actions.ask(client=client, purpose=purpose, subject=("package", 7), by=None, issue="KL-7")


def worked(check: Check) -> Check:
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def given_up(client: Client, register: Running) -> Check:
    register.state.fault = "access_denied"
    check = worked(asked(client))
    register.state.fault = ""
    Check.objects.filter(pk=check.pk).update(state="failed")
    check.refresh_from_db()
    assert check.verdict == Verdict.UNAVAILABLE
    return check


def newest() -> Check:
    return Check.objects.for_subject("package", 7)[0]


def approve(by: User, approved: bool = True, reason: str = "") -> None:
    decide_second(approval=Approval.objects.waiting().get(), approved=approved, by=by, reason=reason)


def texts_of(deed: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return " | ".join(refusal.value.texts)


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


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"basis_text": " "}, "Write which document it is"),
        ({"reason": ""}, "Write why the register is not enough"),
        ({"valid_from": date(2030, 1, 1)}, "of a day to come"),
        ({"valid_from": date(2020, 1, 1)}, "older than 30 days"),
        ({"persons": []}, "Name at least one person"),
        ({"persons": [MARI, MARI]}, "named twice"),
        ({"persons": [replace(MARI, alone=False)]}, "together with nobody"),
        ({"persons": [replace(MARI, code="24503120017")]}, "not an Estonian personal code"),
        ({"persons": [replace(MARI, code=" ")]}, "Everyone needs a personal code"),
        ({"basis": Basis.FOREIGN_REGISTER}, "Choose the country of the foreign register"),
        ({"translator": "Vandetõlk"}, "only for a document from abroad"),
        ({"apostille": Apostille.APOSTILLE}, "only for a document from abroad"),
    ],
)
def test_what_is_wrong_with_a_print_out_is_said(
    changes: dict[str, Any], text: str, tamme: Client, register: Running, riina: User
) -> None:
    check = given_up(tamme, register)
    paper = print_out(**changes)
    assert text in texts_of(lambda: actions.take_print_out(check=check, paper=paper, file=file(), by=riina))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"basis": Basis.PRINT_OUT}, "serves one act only"),
        ({"valid_until": date(2020, 1, 1)}, "The last day is before the first"),
        ({"valid_from": date(2020, 1, 1), "valid_until": date(2020, 2, 1)}, "no longer valid"),
        ({"basis": Basis.POWER_OF_ATTORNEY, "valid_until": None}, "until when the power of attorney"),
        ({"apostille_why": ""}, "Write why no apostille is needed"),
        ({"apostille": Apostille.APOSTILLE}, "Write the number of the apostille"),
        ({"apostille": Apostille.LEGALISED, "apostille_number": "7"}, "Write the date of the apostille"),
        (
            {"apostille": Apostille.APOSTILLE, "apostille_number": "7", "apostille_on": date(2030, 1, 1)},
            "An apostille cannot be of a day to come",
        ),
        ({"language": ""}, "Choose the language"),
        ({"translation": Translation.SWORN}, "name of the sworn translator"),
        ({"translation": Translation.SWORN, "translator": "Vera Vaher"}, "file of the translation"),
    ],
)
def test_what_is_wrong_with_a_document_from_abroad_is_said(
    changes: dict[str, Any], text: str, abroad: Client, riina: User
) -> None:
    paper = extract(**changes)
    assert text in texts_of(lambda: actions.take_standing(client=abroad, paper=paper, file=file(), by=riina))


def test_everything_that_is_wrong_is_said_at_once(abroad: Client, riina: User) -> None:
    paper = extract(basis_text="", reason="", apostille_why="", language="", persons=[])
    said = texts_of(lambda: actions.take_standing(client=abroad, paper=paper, file=file(), by=riina))
    assert said.count("|") == 4


def test_an_apostille_and_a_sworn_translation_are_kept_with_their_file(abroad: Client, riina: User) -> None:
    paper = extract(
        apostille=Apostille.APOSTILLE, apostille_number="LV-77", apostille_on=workdays.today(),
        apostille_why="", translation=Translation.SWORN, translator="Vera Vaher",
    )  # fmt: skip
    proof = actions.take_standing(
        client=abroad, paper=paper, file=file(), translation=file("tolge.pdf", PDF + b"\n"), by=riina
    )
    assert (proof.apostille_number, proof.translator, proof.translation_name) == (
        "LV-77", "Vera Vaher", "tolge.pdf",
    )  # fmt: skip
    assert proof.translation_file != proof.file


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("tyhi.pdf", b"", "empty"),
        ("programm.exe", b"MZ\x90\x00", "program"),
        ("leht.html", b"<html><body>x</body></html>", "Add a PDF"),
        ("vale.pdf", b"\x89PNG\r\n\x1a\n0000", "not what its name says"),
        ("lukus.pdf", PDF + b"/Encrypt 5 0 R", "protected by a password"),
        ("suur.pdf", PDF + b"0" * 11_000_000, "bigger than the desk takes"),
    ],
)
def test_a_file_that_is_no_proof_is_refused(name: str, data: bytes, text: str) -> None:
    assert text in texts_of(lambda: checked(name, data))


def test_a_file_that_the_virus_scanner_refuses_or_cannot_see_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CLAMAV, settings.CLAMAV_AWAY = "tcp://127.0.0.1:1", "wait"
    for reason, text in (("virus", "something harmful"), ("not_scanned", "has not looked at the file")):
        monkeypatch.setattr(filecheck.clamd, "scan", lambda _data, reason=reason: reason)
        assert text in texts_of(lambda: checked("valjavote.pdf", PDF))


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
