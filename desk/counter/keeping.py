"""What this room keeps about people, how long, and how it is let go of.

Visits and papers stay as rows, since they are counted: what tells of the visitor or the sender goes out of
them. The files of papers have rules of their own (desk/counter/actions/destroying.py).
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.counter import retention as fates
from desk.counter.actions import destroying
from desk.counter.enums import OVER, MailState
from desk.counter.models import IncomingMail, MailFile, Quarantined, Visit
from desk.counter.papers import SUBJECT
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import delete, forget_history
from desk.records.holdings import Erasure, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

VISITS, PAPERS, QUARANTINED = "visits", "papers", "quarantine_rows"
GONE = "–"  # where a text may not be empty
VISITS_BASIS = "Kinnitada arhivaaril: külastuse andmed nagu kõne metaandmed, 2 aastat"
PAPERS_BASIS = "Kinnitada arhivaaril: saabunud dokumendi andmed nagu pöördumine, 5 aastat"
QUARANTINE_BASIS = "Kinnitada arhivaaril: teade karantiini pandud failist, 1 aasta"

_NAMELESS_VISIT = Q(visitor="", email="", reason="", notes="", client=None, person=None)
_NAMELESS_PAPER = Q(
    Q(title__in=["", GONE]), sender_name="", sender_code="", sender_reference="", client=None, person=None
)  # fmt: skip
_TAKEN = (MailState.ACCEPTED, MailState.DROPPED)


# Visits


def visits_of(subject: Subject) -> QuerySet[Visit]:
    """Theirs by who came or for whom; by name or address where nobody else was named."""
    own = Q(person__in=subject.person_ids) | Q(client__in=subject.client_ids)
    for address in subject.emails - {""}:
        own |= Q(email__iexact=address)
    for name in subject.names:
        own |= Q(visitor__iexact=name, person=None)
    return Visit.objects.filter(own).order_by("made_at", "pk")


def tell_visits(subject: Subject) -> Iterator[Held]:
    """Each visit: where, how it ended, and what was noted."""
    rule = retention.rule_of(VISITS)
    for visit in visits_of(subject).select_related("office", "client", "outcome"):
        lines = [gettext("Office: %(office)s") % {"office": visit.office.name}]
        if visit.client is not None:
            lines.append(gettext("On behalf of: %(client)s") % {"client": visit.client.name})
        if visit.identified:
            lines.append(
                gettext("You were identified: %(result)s") % {"result": visit.get_identified_display()}
            )
        if visit.outcome is not None:
            lines.append(gettext("Outcome: %(outcome)s") % {"outcome": visit.outcome.name})
        lines += [text for text in (visit.visitor, visit.email, visit.reason) if text]
        if visit.notes:
            lines.append(gettext("Notes: %(text)s") % {"text": visit.notes})
        until = retention.last_day(rule, visit.over_at) if visit.over_at else None
        at = visit.arrived_at or visit.booked_for or visit.made_at
        yield Held("visit", visit.pk, at, gettext("Visit"), tuple(lines), until=until)


def erase_visits(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A visit that is booked or going on is ended first."""
    first = gettext("End the visit, or cancel the booking, first.")
    rows = visits_of(subject).values_list("pk", "over_at")
    things = [Thing(pk, over or clock.now(), "" if over else first) for pk, over in rows]
    return let_go(things, erasure, kind="visit", store=VISITS, destroy=destroy_visit)


def due_visits(before: datetime) -> QuerySet[Visit]:
    """Visits that were over before then and still tell of somebody."""
    return Visit.objects.filter(over_at__lt=before).exclude(_NAMELESS_VISIT)


@transaction.atomic
def destroy_visit(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Who came and what was said; that somebody was there, and about which enquiry, stays counted."""
    rows = Visit.objects.filter(pk=pk, state__in=OVER).exclude(_NAMELESS_VISIT)
    visit = rows.select_for_update(of=("self",)).first()
    if visit is None:
        return False

    def empty() -> None:
        Visit.objects.filter(pk=pk).update(
            visitor="", email="", reason="", notes="", client=None, person=None
        )
        forget_history(Visit, [pk])

    records.destroy(
        rule=rule, subject=("visit", pk), client_id=visit.client_id, by=by, kept=[], let_go=empty
    )  # fmt: skip
    return True


# Papers


def papers_of(subject: Subject) -> QuerySet[IncomingMail]:
    """Theirs by client or sender; by code or name where the sender is nobody we know."""
    own = Q(person__in=subject.person_ids) | Q(client__in=subject.client_ids)
    own |= Q(sender_code__in=subject.codes - {""})
    for name in subject.names:
        own |= Q(sender_name__iexact=name)
    return IncomingMail.objects.filter(own).order_by("received_at", "pk")


def tell_papers(subject: Subject) -> Iterator[Held]:
    """Each paper: when it came, from whom, where it went, with what is still here of its files."""
    rule = retention.rule_of(PAPERS)
    for paper in papers_of(subject).prefetch_related("files__blob").select_related("document"):
        lines = [text for text in (paper.sender_name, paper.sender_code, paper.sender_reference) if text]
        if paper.reference:
            lines.append(gettext("In the document register: %(number)s") % {"number": paper.reference})
        files = [
            (each.name or paper.number, each.blob) for each in paper.files.all() if each.blob is not None
        ]
        since = paper.accepted_at or paper.dropped_at
        yield Held(
            SUBJECT, paper.pk, paper.received_at, paper.title or paper.number, tuple(lines), tuple(files),
            until=retention.last_day(rule, since) if since else None,
        )  # fmt: skip


def erase_papers(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A paper that nobody has accepted is handed over first: it belongs to the document register."""
    first = gettext("Hand the paper over, and have it accepted, first.")
    rows = papers_of(subject).values_list("pk", "state", "accepted_at", "dropped_at")
    things = [
        Thing(pk, accepted or dropped or clock.now(), "" if state in _TAKEN else first)
        for pk, state, accepted, dropped in rows
    ]
    return let_go(things, erasure, kind=SUBJECT, store=PAPERS, destroy=destroy_paper)


def due_papers(before: datetime) -> QuerySet[IncomingMail]:
    """Papers that were accepted or dropped before then and still tell of somebody."""
    taken = Q(accepted_at__lt=before) | Q(dropped_at__lt=before)
    return IncomingMail.objects.filter(taken).exclude(_NAMELESS_PAPER)


@transaction.atomic
def destroy_paper(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Sender, title and whatever is left of its files; that a paper came, and its reference, stays."""
    paper = destroying.held(pk)
    if paper is None or not due_papers(clock.now()).filter(pk=pk).exists():
        return False
    taken_in = Quarantined.objects.filter(mail=pk)
    stored = fates.blobs_of(paper).union(taken_in.exclude(blob=None).values_list("blob", flat=True))
    client = paper.client_id

    def empty() -> None:
        delete(taken_in)
        if paper.destroyed_at is None:
            destroying.let_go(paper)
        MailFile.objects.filter(mail=pk).update(name="")
        IncomingMail.objects.filter(pk=pk).update(
            sender_name="", sender_code="", sender_reference="", client=None, person=None, returned_reason="",
            title=GONE if paper.title else "", dropped_reason=GONE if paper.dropped_reason else "",
        )  # fmt: skip
        forget_history(IncomingMail, [pk])

    records.destroy(
        rule=rule, subject=(SUBJECT, pk), client_id=client, by=by, kept=Blob.objects.filter(pk__in=stored),
        let_go=empty,
    )  # fmt: skip
    return True


# Files in quarantine


def due_quarantined(before: datetime) -> QuerySet[Quarantined]:
    """What was decided before then: its bytes are gone or in a paper."""
    return Quarantined.objects.filter(settled_at__lt=before)


@transaction.atomic
def destroy_quarantined(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """That a file lay there, with its name."""
    rows = Quarantined.objects.filter(pk=pk, settled_at__isnull=False)
    row = rows.select_for_update(of=("self",)).select_related("mail").first()
    if row is None:
        return False
    records.destroy(
        rule=rule, subject=("quarantined", pk), client_id=row.mail.client_id if row.mail else None, by=by,
        kept=[], let_go=lambda: delete(Quarantined.objects.filter(pk=pk)),
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "visits", _("Visits"), ("counter.Visit", "counter.Period", "counter.VisitEnquiry"),
        tell_visits, erase_visits, VISITS_BASIS,
    ),
    Holding(
        "papers", _("Papers received"),
        (
            "counter.IncomingMail", "counter.MailFile", "counter.MailPage", "counter.MailText",
            "counter.PageWork", "counter.Quarantined",
        ),
        tell_papers, erase_papers, PAPERS_BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        VISITS, _("Visits: who came and what was noted"), 730, VISITS_BASIS, due_visits, destroy_visit,
        kind="visit",
    ),
    Store(
        PAPERS, _("Papers: sender and title"), 1826, PAPERS_BASIS, due_papers, destroy_paper, kind=SUBJECT
    ),
    Store(
        QUARANTINED, _("Files in quarantine: what became of them"), 365, QUARANTINE_BASIS, due_quarantined,
        destroy_quarantined, client="mail__client_id",
    ),
)  # fmt: skip
