"""What people wrote as their work here: to heads of units, about how the work goes, for a decision.

It is the agency's, and names its author while the account has a name; it goes by rules of its own.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.outbox import JobState
from desk.people.models import User
from desk.records import actions as records
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store
from stats.models import (
    ChangeMove,
    Decision,
    FollowUp,
    Forecast,
    Idea,
    IdeaAnswer,
    IdeaSupport,
    Judgement,
    ProcessChange,
    Proposal,
    Report,
    ReportAnswer,
    ReportContent,
    ReportLetter,
    SavedChoice,
    Signal,
)

FIVE, TEN = 1825, 3650
BASIS = "Kinnitada arhivaaril: märkused ja ettepanekud töö kohta 5 aastat"
DECIDED = "Kinnitada arhivaaril: otsustatud ettepanekud ja aruanded 10 aastat"

# What, whose column, when and in which words.
_WRITTEN: tuple[tuple[type[Model], str, str, str], ...] = (
    (Signal, "by", "at", "text"), (Idea, "made_by", "made_at", "title"), (IdeaAnswer, "by", "at", "text"),
    (ProcessChange, "written_by", "written_at", "title"), (Judgement, "by", "at", "text"),
    (Proposal, "written_by", "written_at", "title"), (Decision, "by", "at", "reason"),
    (ReportAnswer, "by", "at", "text"), (FollowUp, "by", "at", "note"),
)  # fmt: skip


def _written(subject: Subject) -> Iterator[tuple[type[Model], Any, str, str]]:
    for model, whose, at, words in _WRITTEN:
        rows = model._default_manager.filter(**{f"{whose}__in": subject.user_ids}).order_by("pk")
        for row in rows:
            yield model, row, at, words


def tell_written(subject: Subject) -> Iterator[Held]:
    """Everything that the person wrote here as work, and choices saved for oneself."""
    for model, row, at, words in _written(subject):
        title = str(model._meta.verbose_name)
        yield Held(model._meta.model_name or "", row.pk, getattr(row, at), title, (getattr(row, words),))
    for choice in SavedChoice.objects.filter(owner__in=subject.user_ids).order_by("pk"):
        yield Held("savedchoice", choice.pk, choice.made_at, choice.name)


def erase_written(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Kept as work of the agency; the author's name goes with the account."""
    reason = gettext(
        "It was written as work and is the agency's; the name of its author goes with the account."
    )
    for model, row, _at, _words in _written(subject):
        yield Outcome(model._meta.model_name or "", row.pk, Fate.KEPT, reason)
    for choice in list(SavedChoice.objects.filter(owner__in=subject.user_ids).order_by("pk")):
        yield Outcome("savedchoice", choice.pk, Fate.DESTROYED)
        if not erasure.dry:
            choice.delete()


def _let_go(
    model: type[Model], kind: str, empty: Callable[[int], object], files: Callable[[int], Iterable[int]]
) -> Callable[[RetentionRule, int, User | None], bool]:
    """How a row of `model` goes: `empty` takes what hangs on it away, then the row goes with its history."""

    @transaction.atomic
    def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
        rows = model._default_manager.filter(pk=pk)
        if not rows.select_for_update(of=("self",)).exists():
            return False

        def go() -> None:
            empty(pk)
            delete(rows)

        kept = Blob.objects.filter(pk__in=list(files(pk)))
        records.destroy(rule=rule, subject=(kind, pk), client_id=None, by=by, kept=kept, let_go=go)
        return True

    return destroy


def _nothing(_pk: int) -> list[int]:
    return []


def due_signals(before: datetime) -> QuerySet[Signal]:
    """Told before then."""
    return Signal.objects.filter(at__lt=before)


def due_ideas(before: datetime) -> QuerySet[Idea]:
    """Made before then, and no kept change of the process grew out of them."""
    grew = ProcessChange.ideas.through._default_manager.filter(idea=OuterRef("pk"))
    return Idea.objects.filter(~Exists(grew), made_at__lt=before)


def _without_idea(pk: int) -> None:
    IdeaAnswer.objects.filter(idea=pk).delete()
    IdeaSupport.objects.filter(idea=pk).delete()


def due_changes(before: datetime) -> QuerySet[ProcessChange]:
    """Written before then, and nobody judges them any more."""
    judged = Judgement.objects.filter(change=OuterRef("pk"), at__gte=before)
    return ProcessChange.objects.filter(~Exists(judged), written_at__lt=before)


def _without_change(pk: int) -> None:
    Judgement.objects.filter(change=pk).delete()
    ChangeMove.objects.filter(change=pk).delete()
    ProcessChange.ideas.through._default_manager.filter(processchange=pk).delete()


def due_proposals(before: datetime) -> QuerySet[Proposal]:
    """Written before then, not sent or decided since."""
    decided = Decision.objects.filter(proposal=OuterRef("pk"), at__gte=before)
    return Proposal.objects.filter(~Exists(decided), written_at__lt=before).exclude(sent_at__gte=before)


def _without_proposal(pk: int) -> None:
    Decision.objects.filter(proposal=pk).delete()


def due_forecasts(before: datetime) -> QuerySet[Forecast]:
    """Asked for before then, and no kept proposal rests on them."""
    used = Proposal.objects.filter(forecast=OuterRef("pk"))
    over = ~Q(state__in=[JobState.PENDING, JobState.SENDING])
    return Forecast.objects.filter(~Exists(used), over, asked_at__lt=before)


def due_reports(before: datetime) -> QuerySet[Report]:
    """Asked for before then, and no kept report stands in their place."""
    newer = Report.objects.filter(replaces=OuterRef("pk"))
    return Report.objects.filter(~Exists(newer), asked_at__lt=before)


def _without_report(pk: int) -> None:
    FollowUp.objects.filter(answer__report=pk).delete()
    ReportAnswer.objects.filter(report=pk).delete()
    ReportLetter.objects.filter(report=pk).delete()
    ReportContent.objects.filter(report=pk).delete()


def _files_of_report(pk: int) -> list[int]:
    rows = ReportContent.objects.filter(report=pk).values_list("pdf", "xlsx")
    return [file for row in rows for file in row]


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "written_work", _("What you wrote as work"),
        (
            "stats.Signal", "stats.Idea", "stats.IdeaAnswer", "stats.IdeaSupport", "stats.ProcessChange",
            "stats.ChangeMove", "stats.Judgement", "stats.Forecast", "stats.Proposal", "stats.Decision",
            "stats.Report", "stats.ReportContent", "stats.ReportLetter", "stats.ReportAnswer",
            "stats.FollowUp", "stats.SavedChoice",
        ),
        tell_written, erase_written, BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        "signals", _("Told to heads of units"), FIVE, BASIS, due_signals,
        _let_go(Signal, "signal", _nothing, _nothing), "signal",
    ),
    Store(
        "ideas", _("Ideas for the process"), FIVE, BASIS, due_ideas,
        _let_go(Idea, "idea", _without_idea, _nothing), "idea",
    ),
    Store(
        "process_changes", _("Changes of the process"), TEN, DECIDED, due_changes,
        _let_go(ProcessChange, "process_change", _without_change, _nothing), "process_change",
    ),
    Store(
        "proposals", _("Proposals of staffing"), TEN, DECIDED, due_proposals,
        _let_go(Proposal, "proposal", _without_proposal, _nothing), "proposal",
    ),
    Store(
        "forecasts", _("Forecasts without a proposal"), 365, BASIS, due_forecasts,
        _let_go(Forecast, "forecast", _nothing, _nothing), "forecast",
    ),
    Store(
        "reports", _("Reports to heads of units"), TEN, DECIDED, due_reports,
        _let_go(Report, "report", _without_report, _files_of_report), "report",
    ),
)  # fmt: skip
