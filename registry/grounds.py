"""What the register said of a caller, as a ground for telling more (slot DISCLOSURE_GROUNDS)."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists
from django.utils import timezone

from desk import clock
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.clients.models import Person as Caller
from desk.ordering import fold
from desk.slots import Ground, Weight
from registry import vocabulary
from registry.enums import ProofKind, Source
from registry.models import Check, Proof, ProofQuerySet
from registry.rules import Judgement, Person

# Boards change; what the register said before this is no longer what it says.
FRESH = timedelta(days=30)


def of_caller(client: Client, caller: Caller | None) -> Iterator[Ground]:
    """What standing proof in force says of this caller, and what the register's newest answer does."""
    if client.kind == Kind.PERSON or caller is None:
        return
    checks, proofs = Check.objects.for_client(client.pk), _naming(client, caller)
    waiting = checks.waiting()
    # What a person took in is a ground by its own dates, not by the day of an answer that rests on it.
    answers = checks.answered().exclude(source=Source.MANUAL)
    flags = {"awaited": Exists(waiting), "proven": Exists(proofs)}
    check = answers.select_related("payload").annotate(**flags).first()
    if check is not None:
        waits, proven = check.awaited, check.proven  # type: ignore[attr-defined]  # annotated
    else:
        waits, proven = Client.objects.annotate(**flags).values_list(*flags).get(pk=client.pk)
    if proven:
        yield from _by_proof(proofs)
    if waits:
        yield Ground("register.waits", Weight.NONE)
    if check is None or check.answered_at is None:
        if client.registry_code and not waits:
            yield Ground("register.not_asked", Weight.NONE)
        return
    said = {"date": timezone.localtime(check.answered_at).strftime("%d.%m.%Y")}
    judgement = check.judgement
    row, by_code = _row(judgement, caller)
    if row is None:
        yield Ground("register.not_named", Weight.NONE, said)
    elif check.answered_at < clock.now() - FRESH:
        yield Ground("register.stale", Weight.SAID, said)
    elif not by_code:
        yield Ground("register.by_name", Weight.SAID, said)
    else:
        alone = frozenset({row.identity}) in judgement.groups
        role = {"role": vocabulary.role(row)}
        yield Ground("register.alone" if alone else "register.together", Weight.RIGHT, said | role)


def _naming(client: Client, caller: Caller) -> ProofQuerySet:
    """Standing proof in force that names the caller: by code, so a name alone is not one of them."""
    proofs = Proof.objects.for_client(client.pk).in_force().filter(kind=ProofKind.STANDING)
    if not caller.personal_code:
        return proofs.none()
    return proofs.filter(persons__country=caller.country, persons__code=caller.personal_code)


def _by_proof(proofs: ProofQuerySet) -> Iterator[Ground]:
    proof = proofs.first()
    if proof is not None:
        said = {"basis": str(proof.get_basis_display()), "date": f"{proof.valid_from:%d.%m.%Y}"}
        yield Ground("register.proof", Weight.RIGHT, said)


def _row(judgement: Judgement, caller: Caller) -> tuple[Person | None, bool]:
    """The row of the card that names the caller, and whether it is surely he: a name alone is not proof.

    The judgement holds only those who represent the organisation in its present state.
    """
    rows = [row for row in judgement.persons if not row.legal]
    if caller.personal_code:
        identity = f"{caller.country}{caller.personal_code}"
        return next((row for row in rows if row.identity == identity), None), True
    return next((row for row in rows if fold(row.name) == fold(str(caller))), None), False
