"""Documents that show who represents a client where the register cannot: taken in, looked at, ended."""

from dataclasses import asdict, replace
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.clients import practice
from desk.clients.codes import tidy
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.people.actions import ask_second, give_todo, settle_todos, withdraw_about
from desk.people.enums import ApprovalState
from desk.people.models import Approval, Todo, User
from desk.records import blobs
from desk.records.actions import note
from desk.records.models import Blob
from registry import papers
from registry.actions.asking import Act, ask, by_proof
from registry.actions.readings import ask_anew
from registry.enums import ProofKind, Purpose, Standing
from registry.models import Check, Proof, ProofPerson
from registry.papers import Paper
from registry.uploads import Upload

KIND = "registry.proof"
ENDS = "registry.proof_ends"  # the to-do before the last day
WARNED = timedelta(days=30)


@transaction.atomic
def take_print_out(
    *, check: Check, paper: Paper, file: Upload, by: User, translation: Upload | None = None
) -> Proof:
    """Proof for the act of this check alone, because the register cannot be asked or disagrees with paper.

    Once in force it makes a check by hand for the same act, and that act goes on. Refused with everything
    that is wrong with the document or its file.
    """
    if check.client is None:
        raise Refused(_("This question is about no client of ours."))
    if check.waits and not check.reason:
        raise Refused(_("The Business Register is being asked: wait for its answer."))
    Client.objects.select_for_update().get(pk=check.client.pk)
    if check.proofs.filter(state=Standing.PROPOSED).exists():
        raise Refused(_("Proof for this act waits for a second person already."))
    client = check.client.merged_into or check.client
    return _taken(ProofKind.PRINT_OUT, client, paper, file, translation, by, check)


@transaction.atomic
def take_standing(
    *, client: Client, paper: Paper, file: Upload, by: User, translation: Upload | None = None
) -> Proof:
    """Proof for every act of a body outside the register, or of a unit of one, while it is valid."""
    if client.kind == Kind.PERSON:
        raise Refused(_("A natural person acts for themselves; no proof is needed."))
    return _taken(ProofKind.STANDING, client, paper, file, translation, by, None)


def hold(approval: Approval) -> None:
    """The proof is locked before what is asked about it, as where it is taken back."""
    Proof.objects.select_for_update().filter(pk=approval.subject_id).first()


def decided(approval: Approval) -> None:
    """The second person's word on a proof (inside the transaction of the decision)."""
    proof = Proof.objects.get(pk=approval.subject_id)
    _fresh(proof)
    if proof.state != Standing.PROPOSED:
        raise Refused(_("This proof does not wait for a second person."))
    if approval.state == ApprovalState.APPROVED:
        _into_force(proof, approval.decided_by)
        return
    _over(proof, Standing.DECLINED, approval.decided_by, approval.reason)
    _note("registry.proof_declined", proof, approval.decided_by)


@transaction.atomic
def withdraw_proof(*, proof: Proof, by: User) -> Proof:
    """Whoever took it in takes it back before anybody has looked at it; the file stays where it is."""
    _fresh(proof)
    if proof.state != Standing.PROPOSED:
        raise Refused(_("The proof has been decided already."))
    if proof.by_id != by.pk:
        raise Refused(_("Only the person who took it in takes it back."))
    _over(proof, Standing.DECLINED, by, "")
    withdraw_about(kind=KIND, subject=("proof", proof.pk), by=by)
    _note("registry.proof_withdrawn", proof, by)
    return proof


@transaction.atomic
def end_proof(*, proof: Proof, why: str, by: User) -> Proof:
    """The proof no longer counts. Acts of the last day that rest on it get a fresh answer."""
    _fresh(proof)
    if proof.state != Standing.IN_FORCE:
        raise Refused(_("The proof is not in force."))
    if not why.strip():
        raise Refused(_("Write why it ends."))
    _over(proof, Standing.ENDED, by, why)
    settle_todos(kind=ENDS, subject=("proof", proof.pk), by=by)
    _note("registry.proof_ended", proof, by)
    ask_anew(Check.objects.resting_on(proof=proof), by)
    return proof


@transaction.atomic
def warn_of_ends() -> int:
    """A to-do for whoever looked at a standing proof that is soon over, once each; how many."""
    soon = Proof.objects.standing().ending_by(workdays.today() + WARNED).select_related("by", "second_by")
    todos = Todo.objects.filter(kind=ENDS, subject_kind="proof", subject_id=OuterRef("pk"))
    found = list(soon.filter(~Exists(todos))[:200])
    for proof in found:
        assert proof.valid_until is not None
        give_todo(
            kind=ENDS, owner=proof.second_by or proof.by, subject=("proof", proof.pk),
            client_id=proof.client_id, date=proof.valid_until.strftime("%d.%m.%Y"),
            due_at=datetime.combine(proof.valid_until, time(17), workdays.TALLINN),
        )  # fmt: skip
    return len(found)


def _taken(
    kind: ProofKind, client: Client, paper: Paper, file: Upload, translation: Upload | None, by: User,
    check: Check | None,
) -> Proof:  # fmt: skip
    practice.refuse(client)
    persons = [replace(each, code=tidy(each.code, each.country)) for each in paper.persons]
    paper = replace(paper, persons=persons)
    found = papers.problems(paper, kind, workdays.today(), translated=translation is not None)
    if texts := list(dict.fromkeys(text for _field, text in found)):
        raise Refused(*texts)
    values = {name: value for name, value in asdict(paper).items() if name != "persons"}
    proof = Proof.objects.create(
        kind=kind, client=client, check_row=check, by=by, made_at=clock.now(), **values,
        file=_stored(file), file_name=file.name,
        translation_file=_stored(translation) if translation else None,
        translation_name=translation.name if translation else "",
        subject_kind=check.subject_kind if check else "", subject_id=check.subject_id if check else None,
    )  # fmt: skip
    ProofPerson.objects.bulk_create(ProofPerson(proof=proof, **asdict(each)) for each in persons)
    _note("registry.proof_proposed", proof, by)
    about = ("proof", proof.pk)
    if ask_second(kind=KIND, subject=about, by=by, client_id=client.pk, verdict=kind.value) is None:
        _into_force(proof, None)
    return proof


def _stored(file: Upload) -> Blob:
    return blobs.store(file.data, file.content_type, "proof")


def _into_force(proof: Proof, second: User | None) -> None:
    at, by = (clock.now() if second else None), second or proof.by
    _written(proof, state=Standing.IN_FORCE, second_by=second, second_at=at)
    _note("registry.proof_in_force", proof, by)
    client = proof.client.merged_into or proof.client
    if proof.kind == ProofKind.STANDING:
        for older in Proof.objects.for_client(proof.client_id).standing().exclude(pk=proof.pk):
            settle_todos(kind=ENDS, subject=("proof", older.pk), by=by)
        if proof.valid_from <= workdays.today():
            ask(client=client, purpose=Purpose.LOOK, subject=("client", client.pk), by=by)
        return
    check = proof.check_row
    assert check is not None  # a print-out stands in the place of a question
    act = Act(Purpose(check.purpose), (check.subject_kind, check.subject_id), check.issue, check.against)
    by_proof(proof=proof, client=client, act=act, by=by)


def _over(proof: Proof, state: Standing, by: User | None, why: str) -> None:
    _written(proof, state=state, ended_by=by, ended_at=clock.now(), ended_why=why.strip())


def _written(proof: Proof, **values: object) -> None:
    for name, value in values.items():
        setattr(proof, name, value)
    proof.save(update_fields=list(values))


def _fresh(proof: Proof) -> None:
    proof.refresh_from_db(from_queryset=Proof.objects.select_for_update(of=("self",)))


def _note(kind: str, proof: Proof, by: User | None) -> None:
    note(kind=kind, subject=("proof", proof.pk), client_id=proof.client_id, by=by)
