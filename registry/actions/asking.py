"""Asking the register, and keeping what it said."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.calls import actions as calls
from desk.clients import practice
from desk.clients.codes import HOME
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from desk.records import blobs
from desk.records.actions import note
from registry import rules, said
from registry.enums import Purpose, Source, Verdict
from registry.inquiry import Finding
from registry.models import Check, CheckPayload, Exchange, Proof
from registry.stored import answer_to, card_digest, digest, judgement_to, rows_to


@dataclass(frozen=True)
class Act:
    """For what a question is put: its purpose, the thing it is about, our number, and an earlier check."""

    purpose: Purpose
    subject: tuple[str, int]
    issue: str = ""
    against: Check | None = None


@transaction.atomic
def ask(
    *, client: Client, purpose: str, subject: tuple[str, int], by: User | None, issue: str = "",
    against: Check | None = None,
) -> Check:  # fmt: skip
    """Ask the register afresh who may represent the client; the worker brings the answer.

    `issue` is our number of the matter (of the document or enquiry), for the register's own log. Where the
    answer differs from the check `against`, the dated rows of the register are asked for too. Answered at
    once: a natural person, who represents himself, and a body outside the register, by its standing proof
    (no longer valid: the answer says so and lets nobody pass). Refused if such a body never had a proof.
    """
    practice.refuse(client)
    person = client.kind == Kind.PERSON
    proof = None if person else proof_instead(client)
    if proof is not None:
        act = Act(Purpose(purpose), subject, issue, against)
        return by_proof(proof=proof, client=client, act=act, by=by)
    check = Check.objects.create(
        client=client,
        code=client.registry_code,
        purpose=Purpose(purpose),
        subject_kind=subject[0],
        subject_id=subject[1],
        by=by,
        asked_at=clock.now(),
        issue=issue,
        against=against,
        source=_source(person),
        channel="" if person else settings.REGISTRY_CHANNEL,
        state=JobState.SENT if person else JobState.PENDING,
    )
    if person:
        _keep(check, None, rules.itself(f"EE{client.personal_code}" if client.personal_code else ""))
    else:
        _note(check, f"registry.asked.{check.purpose}", by=by)
        outbox.wake("registry.ask", check.pk)
    return check


@transaction.atomic
def keep(
    *, code: str, finding: Finding, asked_at: datetime, channel: str, source: Source, by: User | None,
    narrowed: bool = False,
) -> Check:  # fmt: skip
    """Keep what was asked outside the queue, on the command line; of our client if the code is one's.

    `narrowed`: asked about one person only, which says nothing of how the client can act: kept beside them.
    """
    client = None if narrowed else Client.objects.with_code(code).first()
    check = Check.objects.create(
        client=client,
        code=code,
        purpose=Purpose.LOOK,
        subject_kind="client" if client else "command",
        subject_id=client.pk if client else 0,
        by=by,
        asked_at=asked_at,
        source=source,
        channel=channel,
        state=JobState.SENT,
    )
    answered(check, finding)
    return check


def by_proof(*, proof: Proof, client: Client, act: Act, by: User | None) -> Check:
    """A check that is answered by a document, for one act; no register is asked (inside a transaction)."""
    check = Check.objects.create(
        client=client,
        code=client.registry_code,
        purpose=act.purpose,
        subject_kind=act.subject[0],
        subject_id=act.subject[1],
        by=by,
        asked_at=clock.now(),
        issue=act.issue,
        against=act.against,
        source=Source.MANUAL,
        state=JobState.SENT,
        proof=proof,
    )
    _keep(check, None, said.by_proof(proof))
    return check


def answered(check: Check, finding: Finding) -> None:
    """The register answered (inside the outbox's transaction)."""
    for exchange in finding.exchanges:
        Exchange.objects.create(
            check_row=check,
            service=exchange.service,
            message_id=exchange.message_id,
            request_hash=exchange.request_hash,
            sent_at=exchange.sent_at,
            received_at=exchange.received_at,
            raw_hash=exchange.raw_hash,
            raw=blobs.store(exchange.raw, "text/xml", "register_answer"),
        )
    _keep(check, finding.answer, finding.judgement, finding.rows)


def given_up(check: Check) -> None:
    """The register could not be asked: never a yes and never a no (inside the outbox's transaction)."""
    Check.objects.filter(pk=check.pk).update(verdict=Verdict.UNAVAILABLE)
    _note(check, "registry.unavailable")
    if check.client_id:
        calls.decide_anew(client_id=check.client_id)


@transaction.atomic
def ask_again(*, check: Check, by: User) -> bool:
    """A person wants a question that was given up to be asked again; whether it will be."""
    if not outbox.retry(check):
        return False
    _note(check, "registry.again", by=by)
    outbox.wake("registry.ask", check.pk)
    return True


def _keep(
    check: Check, answer: rules.Answer | None, judgement: rules.Judgement,
    rows: tuple[rules.DatedRow, ...] | None = None,
) -> None:  # fmt: skip
    """Write the answer once; from here on the database refuses to change the row.

    If a person has read the text of this very card, the judgement carries what he found there.
    """
    card_hash = card_digest(answer) if answer else ""
    judgement, reading = said.read(check.client_id, card_hash, judgement)
    told, judged, dated = answer_to(answer), judgement_to(judgement), rows_to(rows)
    CheckPayload.objects.create(check_row=check, answer=told, judgement=judged, rows=dated)
    values = {
        "answered_at": clock.now(),
        "verdict": judgement.verdict,
        "reasons": judged["reasons"],
        "rule_version": judgement.rule_version,
        "payload_hash": digest(told, judged, dated),
        "card_hash": card_hash,
        "read_as": reading,
    }
    Check.objects.filter(pk=check.pk).update(**values)
    for name, value in values.items():
        setattr(check, name, value)
    told_by = "proven" if check.proof_id else "answered"
    _note(check, f"registry.{told_by}.{judgement.verdict}")
    if check.client_id:
        calls.decide_anew(client_id=check.client_id)


def proof_instead(client: Client) -> Proof | None:
    """The standing proof that answers in place of the register; Refused where neither can."""
    standing = Proof.objects.for_client(client.pk).standing()
    if not client.registry_code or client.country != HOME:
        found = standing.in_force().first() or standing.over().first()
        if found is not None:
            return found
        if client.registry_code:
            raise Refused(_("The Business Register does not know foreigners: add a standing proof."))
        raise Refused(_("The client has no registry code, so the register cannot be asked."))
    found = standing.in_force().first()
    if found is None or client.parent_id is not None or _not_in_register(client):
        return found
    return None


def _not_in_register(client: Client) -> bool:
    """Whether the register itself said, when last asked, that it knows no such organisation."""
    asked = Check.objects.for_client(client.pk).answered().exclude(source=Source.MANUAL)
    return asked.values_list("verdict", flat=True).first() == Verdict.ORG_NOT_FOUND


def _source(person: bool) -> Source:
    if person:
        return Source.NONE
    return Source.SAMPLE if settings.REGISTRY_SAMPLE else Source.LIVE


def _note(check: Check, kind: str, by: User | None = None) -> None:
    if check.purpose == Purpose.RECHECK and by is None:
        return  # every night of every client would bury the story; what a night finds is told by who asked
    subject = (check.subject_kind, check.subject_id)
    note(kind=kind, subject=subject, client_id=check.client_id, by=by, check=check.pk)
