"""What this room keeps about people, how long, and how it is let go of.

That the register was asked, when, for what act and with what verdict stays as proof; what it said of persons
goes. Readings and proofs go once no answer that is still told rests on them.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.outbox import JobState
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store
from registry.enums import Standing
from registry.models import Check, CheckPayload, Exchange, MandateQuestion, Proof, ProofPerson, Reading

CHECKS, READINGS, PROOFS, MANDATES = "register_checks", "register_readings", "register_proofs", "mandates"
DAYS = 1825
BASIS = "Kinnitada arhivaaril: kontroll koos dokumendiga (lõpp ja 10 aastat), dokumendita 5 aastat"
MANDATES_BASIS = "Kinnitada arhivaaril: Pääsukese vastus 2 aastat"

_WAITING = (JobState.PENDING, JobState.SENDING)
_OVER = (Standing.ENDED, Standing.DECLINED)


def _telling(prefix: str = "") -> Q:
    """Checks that still say something of persons."""
    return ~Q(**{f"{prefix}code": ""}) | Q(**{f"{prefix}payload__isnull": False})


def _digits(subject: Subject) -> list[str]:
    """The codes as they stand within what the register said: without their country."""
    return sorted(code for code in subject.codes if code[:1].isdecimal())


def _named(field: str, subject: Subject) -> Q:
    """Rows of which this column of JSON, annotated as `said_FIELD`, names the person."""
    told = [Q(**{f"said_{field}__contains": code}) for code in _digits(subject)]
    return reduce(or_, told, Q(pk__in=[]))


# Checks


def checks_of(subject: Subject) -> QuerySet[Check]:
    """About the person as a client, or whose answer names the person; the newest first."""
    named = CheckPayload.objects.annotate(
        said_answer=Cast("answer", TextField()), said_judgement=Cast("judgement", TextField())
    ).filter(_named("answer", subject) | _named("judgement", subject))
    own = Q(client__in=subject.client_ids) | Q(pk__in=named.order_by().values("check_row"))
    return Check.objects.filter(own).filter(_telling()).order_by("-pk")


def tell_checks(subject: Subject) -> Iterator[Held]:
    """Each question to the register and what followed from the answer."""
    rule = retention.rule_of(CHECKS)
    for check in checks_of(subject).select_related("client"):
        lines = [gettext("Asked for: %(purpose)s") % {"purpose": check.get_purpose_display()}]
        if check.client is not None:
            lines.append(gettext("On behalf of: %(client)s") % {"client": check.client.name})
        if check.verdict:
            lines.append(gettext("Verdict: %(verdict)s") % {"verdict": check.get_verdict_display()})
        title = gettext("Question to the Business Register")
        until = retention.last_day(rule, check.asked_at)
        yield Held("check", check.pk, check.asked_at, title, tuple(lines), until=until)


def erase_checks(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What a document rests on stays with it."""
    rows = list(checks_of(subject))
    resting = set(
        _resting(Check.objects.filter(pk__in=[row.pk for row in rows])).values_list("pk", flat=True)
    )
    document = gettext("A document rests on it: it is kept as long as the document, and goes with it.")
    waits = gettext("Wait until the register has answered.")
    things = [
        Thing(row.pk, row.asked_at, waits if row.waits else document if row.pk in resting else "")
        for row in rows
    ]
    return let_go(things, erasure, kind="check", store=CHECKS, destroy=destroy_check)


def _resting(rows: QuerySet[Check]) -> QuerySet[Check]:
    """Those on which something of a room above rests."""
    needed = [Q(pk__in=pks) for pks in retention.still_needed("check")]
    return rows.filter(reduce(or_, needed, Q(pk__in=[])))


def due_checks(before: datetime) -> QuerySet[Check]:
    """Asked before then, and no document rests on them any more."""
    rows = Check.objects.filter(_telling(), asked_at__lt=before).exclude(state__in=_WAITING)
    for pks in retention.still_needed("check"):
        rows = rows.exclude(pk__in=pks)
    return retention.about_nothing_open(rows)


@transaction.atomic
def destroy_check(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What the register said, its own bytes too; the question, its hashes and the verdict stay."""
    rows = Check.objects.filter(_telling(), pk=pk).exclude(state__in=_WAITING)
    check = rows.select_for_update(of=("self",)).first()
    if check is None:
        return False
    raw = list(Exchange.objects.filter(check_row=pk).values_list("raw", flat=True))

    def empty() -> None:
        Exchange.objects.filter(check_row=pk).delete()
        CheckPayload.objects.filter(check_row=pk).delete()
        Check.objects.filter(pk=pk).update(code="", issue="", read_as=None, proof=None)

    records.destroy(
        rule=rule, subject=("check", pk), client_id=check.client_id, by=by,
        kept=Blob.objects.filter(pk__in=raw), let_go=empty,
    )  # fmt: skip
    return True


# Readings of what the register says in words


def readings_of(subject: Subject) -> QuerySet[Reading]:
    """Of the person's own card, or that name the person."""
    rows = Reading.objects.annotate(said_groups=Cast("groups", TextField()))
    return rows.filter(Q(client__in=subject.client_ids) | _named("groups", subject)).order_by("pk")


def tell_readings(subject: Subject) -> Iterator[Held]:
    """How the register's words were understood."""
    for row in readings_of(subject).select_related("client"):
        lines = (gettext("On behalf of: %(client)s") % {"client": row.client.name}, row.reason)
        yield Held("reading", row.pk, row.made_at, gettext("How the register was read"), lines)


def _bearing(field: str) -> Exists:
    """An answer that is still told rests on the row."""
    return Exists(Check.objects.filter(_telling(), **{field: OuterRef("pk")}))


def erase_readings(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Once no answer rests on them."""
    rests = gettext("An answer of the register rests on it: it goes with that answer.")
    rows = readings_of(subject).annotate(bears=_bearing("read_as"))
    things = [Thing(row.pk, row.ended_at or row.made_at, rests if row.bears else "") for row in rows]
    return let_go(
        things, erasure, kind="reading", store=READINGS, destroy=destroy_reading, fate=Fate.DESTROYED
    )


def due_readings(before: datetime) -> QuerySet[Reading]:
    """Over before then, or so old that no answer rests on them."""
    over = Q(state__in=_OVER, ended_at__lt=before) | Q(state=Standing.IN_FORCE)
    return Reading.objects.filter(over, ~_bearing("read_as"), made_at__lt=before)


@transaction.atomic
def destroy_reading(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Who was to sign, and why it was understood so."""
    rows = Reading.objects.filter(~_bearing("read_as"), pk=pk)
    reading = rows.select_for_update(of=("self",)).first()
    if reading is None:
        return False

    def empty() -> None:
        Check.objects.filter(read_as=pk).update(read_as=None)
        Reading.objects.filter(pk=pk).delete()

    records.destroy(
        rule=rule, subject=("reading", pk), client_id=reading.client_id, by=by, kept=[], let_go=empty
    )  # fmt: skip
    return True


# Proofs that do not come from the register


def proofs_of(subject: Subject) -> QuerySet[Proof]:
    """About the person as a client, or that name the person."""
    named = ProofPerson.objects.filter(code__in=subject.codes - {""}).order_by().values("proof")
    return Proof.objects.filter(Q(client__in=subject.client_ids) | Q(pk__in=named)).order_by("pk")


def tell_proofs(subject: Subject) -> Iterator[Held]:
    """Each proof with who is named in it, and its files."""
    rule = retention.rule_of(PROOFS)
    rows = proofs_of(subject).select_related("client", "file", "translation_file").prefetch_related("persons")
    for proof in rows:
        lines = [gettext("On behalf of: %(client)s") % {"client": proof.client.name}, proof.basis_text]
        lines += [f"{one.first} {one.last} {one.code} {one.role}".strip() for one in proof.persons.all()]
        files = [(proof.file_name, proof.file)]
        if proof.translation_file is not None:
            files.append((proof.translation_name, proof.translation_file))
        until = retention.last_day(rule, proof.ended_at) if proof.ended_at else None
        title = gettext("Proof of representation")
        yield Held("proof", proof.pk, proof.made_at, title, tuple(lines), tuple(files), until)


def _is_over(proof: Proof) -> bool:
    return proof.state in _OVER or proof.is_over


def erase_proofs(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Ended first, and once no answer rests on them."""
    rests = gettext("An answer of the register rests on it: it goes with that answer.")
    end = gettext("End the proof first.")
    things = []
    for row in proofs_of(subject).annotate(bears=_bearing("proof")):
        # A document's end leaves the proof behind: it needs no end of its own where everything goes.
        first = rests if row.bears else "" if _is_over(row) or erasure.everything else end
        things.append(Thing(row.pk, row.ended_at or row.made_at, first))
    return let_go(things, erasure, kind="proof", store=PROOFS, destroy=destroy_proof, fate=Fate.DESTROYED)


def due_proofs(before: datetime) -> QuerySet[Proof]:
    """Over before then, with no answer that rests on them."""
    over = Q(state__in=_OVER, ended_at__lt=before) | Q(valid_until__lt=workdays.day_of(before))
    return Proof.objects.filter(over, ~_bearing("proof"))


@transaction.atomic
def destroy_proof(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The proof, who was named in it, and its files."""
    rows = Proof.objects.filter(~_bearing("proof"), pk=pk)
    proof = rows.select_for_update(of=("self",)).first()
    if proof is None:
        return False
    files = [pk for pk in (proof.file_id, proof.translation_file_id) if pk is not None]

    def empty() -> None:
        Check.objects.filter(proof=pk).update(proof=None)
        ProofPerson.objects.filter(proof=pk).delete()
        Proof.objects.filter(pk=pk).delete()

    records.destroy(
        rule=rule, subject=("proof", pk), client_id=proof.client_id, by=by,
        kept=Blob.objects.filter(pk__in=files), let_go=empty,
    )  # fmt: skip
    return True


# Questions about mandates


def mandates_of(subject: Subject) -> QuerySet[MandateQuestion]:
    """About the person, as who acts or for whom."""
    own = Q(person__in=subject.person_ids) | Q(client__in=subject.client_ids)
    return MandateQuestion.objects.filter(own).order_by("pk")


def tell_mandates(subject: Subject) -> Iterator[Held]:
    """Each question and the roles that were answered."""
    rule = retention.rule_of(MANDATES)
    for row in mandates_of(subject).select_related("client"):
        lines = (
            gettext("On behalf of: %(client)s") % {"client": row.client.name}, ", ".join(map(str, row.roles)),
        )  # fmt: skip
        until = retention.last_day(rule, row.asked_at)
        yield Held("mandate", row.pk, row.asked_at, gettext("Question about mandates"), lines, until=until)


def erase_mandates(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Once they are answered."""
    waits = gettext("Wait until the register has answered.")
    things = [Thing(row.pk, row.asked_at, waits if row.waits else "") for row in mandates_of(subject)]
    return let_go(
        things, erasure, kind="mandate", store=MANDATES, destroy=destroy_mandate, fate=Fate.DESTROYED
    )


def due_mandates(before: datetime) -> QuerySet[MandateQuestion]:
    """Asked before then."""
    return MandateQuestion.objects.filter(asked_at__lt=before).exclude(state__in=_WAITING)


@transaction.atomic
def destroy_mandate(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The question with its answer."""
    rows = MandateQuestion.objects.filter(pk=pk).exclude(state__in=_WAITING)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return False
    records.destroy(
        rule=rule, subject=("mandate", pk), client_id=row.client_id, by=by, kept=[], let_go=row.delete
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "register_proofs", _("Proofs of representation"), ("registry.Proof", "registry.ProofPerson"),
        tell_proofs, erase_proofs, BASIS,
    ),
    Holding(
        "register_readings", _("How the register was read"), ("registry.Reading",),
        tell_readings, erase_readings, BASIS,
    ),
    Holding(
        "register_checks", _("Questions to the Business Register"),
        ("registry.Check", "registry.CheckPayload", "registry.Exchange"),
        tell_checks, erase_checks, BASIS,
    ),
    Holding(
        "mandates", _("Questions about mandates"), ("registry.MandateQuestion",),
        tell_mandates, erase_mandates, MANDATES_BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(CHECKS, _("Answers of the Business Register"), DAYS, BASIS, due_checks, destroy_check, "check"),
    Store(
        READINGS, _("How the register was read"), DAYS, BASIS, due_readings, destroy_reading, "reading"
    ),
    Store(PROOFS, _("Proofs of representation"), DAYS, BASIS, due_proofs, destroy_proof, "proof"),
    Store(
        MANDATES, _("Questions about mandates"), 730, MANDATES_BASIS, due_mandates, destroy_mandate, "mandate"
    ),
)  # fmt: skip
