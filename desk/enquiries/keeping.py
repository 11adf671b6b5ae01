"""What this room keeps about people, how long, and how it is let go of.

The row of an enquiry stays with its number, topic and times, since figures are counted from it: who asked,
what was asked, promised and written goes.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.clients.keeping.persons import SELF
from desk.enquiries.models import (
    ClosingOverride,
    DeadlineChange,
    Draft,
    DraftFile,
    Enquiry,
    Glance,
    LastLetter,
    Promise,
)
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import delete, forget_history
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

ENQUIRIES, DRAFTS = "enquiries", "letter_drafts"
BASIS = "Kinnitada arhivaaril: pöördumine 5 aastat lahendamisest"
DRAFT_BASIS = "Kinnitada arhivaaril: saatmata kirja ei ole vaja hoida"
# Where the database wants words.
NOTHING = "–"

_FULL = ~Q(question="") | Q(person__isnull=False) | Q(client__kind__in=SELF)


def _of(subject: Subject) -> Q:
    return Q(person__in=subject.person_ids) | Q(client__in=subject.client_ids)


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def tell_enquiries(subject: Subject) -> Iterator[Held]:
    """What was asked, how it ended, what was promised."""
    rule = retention.rule_of(ENQUIRIES)
    rows = Enquiry.objects.filter(_of(subject)).shown().prefetch_related("promises", "overrides")
    for enquiry in rows.order_by("pk"):
        lines = [gettext("Topic: %(topic)s") % {"topic": enquiry.topic.name}]
        if enquiry.client is not None:
            lines.append(gettext("On behalf of: %(client)s") % {"client": enquiry.client.name})
        if enquiry.question:
            lines.append(enquiry.question)
        if enquiry.outcome is not None:
            lines.append(gettext("Outcome: %(outcome)s") % {"outcome": enquiry.outcome.name})
        for promise in enquiry.promises.all():
            said = f"{promise.what} ({_day(promise.due_at)}, {promise.get_state_display()})"
            lines.append(gettext("Promised: %(what)s") % {"what": said})
        lines += [gettext("Note: %(text)s") % {"text": each.reason} for each in enquiry.overrides.all()]
        for letter in LastLetter.objects.filter(promise__enquiry=enquiry).order_by("pk"):
            lines.append(gettext("Letter: %(text)s") % {"text": f"{letter.address} {letter.text}".strip()})
        title = gettext("Enquiry %(number)s") % {"number": enquiry.number}
        until = retention.last_day(rule, enquiry.closed_at) if enquiry.closed_at else None
        yield Held("enquiry", enquiry.pk, enquiry.opened_at, title, tuple(lines), until=until)


def erase_enquiries(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """What is open is closed first: somebody waits for an answer."""
    first = gettext("Close the enquiry first.")
    things = [
        Thing(enquiry.pk, enquiry.closed_at or enquiry.opened_at, first if enquiry.is_open else "")
        for enquiry in Enquiry.objects.filter(_of(subject)).order_by("pk")
    ]
    return let_go(things, erasure, kind="enquiry", store=ENQUIRIES, destroy=destroy_enquiry)


def due_enquiries(before: datetime) -> QuerySet[Enquiry]:
    """Closed before then, and still telling of somebody."""
    return Enquiry.objects.filter(_FULL, closed_at__lt=before)


@transaction.atomic
def destroy_enquiry(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Who asked and what; an organisation's enquiry still says whose it was."""
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("client").filter(pk=pk).first()
    if enquiry is None or enquiry.is_open:
        return False
    files = DraftFile.objects.filter(draft__enquiry=pk)

    def empty() -> None:
        for model in (ClosingOverride, DeadlineChange):
            model._default_manager.filter(enquiry=pk).delete()
        Draft.objects.filter(enquiry=pk).delete()
        Glance.objects.filter(enquiry=pk).delete()
        promises = Promise.objects.filter(enquiry=pk)
        delete(LastLetter.objects.filter(promise__in=promises))
        promises.update(what=NOTHING, said_by="")
        promises.exclude(reason="").update(reason=NOTHING)
        forget_history(Promise, list(promises.values_list("pk", flat=True)))
        own = enquiry.client is not None and enquiry.client.kind in SELF
        client = None if own else enquiry.client_id
        Enquiry.objects.filter(pk=pk).update(question="", person=None, client=client)
        forget_history(Enquiry, [pk])

    records.destroy(
        rule=rule, subject=("enquiry", pk), client_id=enquiry.client_id, by=by, let_go=empty,
        kept=list(Blob.objects.filter(pk__in=files.values("blob"))),
    )  # fmt: skip
    return True


def tell_drafts(subject: Subject) -> Iterator[Held]:
    """Letters to the person that are written and not sent."""
    rows = Draft.objects.filter(enquiry__in=Enquiry.objects.filter(_of(subject)))
    for draft in rows.prefetch_related("files__blob").order_by("pk"):
        lines = tuple(word for word in (draft.to, draft.subject, draft.text) if word)
        files = tuple((each.name, each.blob) for each in draft.files.all())
        yield Held("draft", draft.pk, draft.begun_at, gettext("Letter that was not sent"), lines, files)


def erase_drafts(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A draft is needed by nobody but its writer."""
    theirs = Q(enquiry__in=Enquiry.objects.filter(_of(subject)).values("pk")) | Q(
        to__in=subject.emails - {""}
    )
    things = [Thing(draft.pk, draft.saved_at) for draft in Draft.objects.filter(theirs).order_by("pk")]
    return let_go(things, erasure, kind="draft", store=DRAFTS, destroy=destroy_draft, fate=Fate.DESTROYED)


def due_drafts(before: datetime) -> QuerySet[Draft]:
    """Not touched since then."""
    return Draft.objects.filter(saved_at__lt=before, leaves_at=None)


@transaction.atomic
def destroy_draft(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The letter with its files."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("enquiry")
    draft = rows.filter(pk=pk, leaves_at=None).first()
    if draft is None:
        return False
    kept = list(Blob.objects.filter(pk__in=draft.files.values("blob")))
    records.destroy(
        rule=rule, subject=("draft", pk), client_id=draft.enquiry.client_id, by=by, kept=kept,
        let_go=draft.delete,
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "enquiries", _("What you asked"),
        (
            "enquiries.Enquiry", "enquiries.EnquiryMail", "enquiries.ClosingOverride", "enquiries.Pause",
            "enquiries.DeadlineChange", "enquiries.Promise", "enquiries.ReachAttempt",
            "enquiries.LastLetter", "enquiries.Glance", "enquiries.FaultTie", "enquiries.UsedGuide",
        ),
        tell_enquiries, erase_enquiries, BASIS,
    ),
    Holding(
        "letter_drafts", _("Letters that were not sent"), ("enquiries.Draft", "enquiries.DraftFile"),
        tell_drafts, erase_drafts, DRAFT_BASIS,
    ),
)  # fmt: skip

# Proposed, to be confirmed by the archivist: the agency's own schedule was not found.
STORES: tuple[Store, ...] = (
    Store(
        ENQUIRIES, _("Enquiries: who asked and what"), 1825, BASIS, due_enquiries, destroy_enquiry, "enquiry"
    ),
    Store(
        DRAFTS, _("Letters that were not sent"), 90, DRAFT_BASIS, due_drafts, destroy_draft, "draft",
        "enquiry__client_id",
    ),
)  # fmt: skip
