"""What was changed in the process: written down with its reason, watched in figures, judged afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.enquiries.deadlines import due_in
from desk.enquiries.models import Topic
from desk.http import Refused
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.models import User
from desk.people.permissions import LEADS, leads
from desk.records.actions import note
from stats.actions.ideas import written
from stats.enums.process import Became, Expected
from stats.figures import FIGURES
from stats.models import ChangeMove, Idea, Judgement, ProcessChange

SUBJECT = "process_change"
JUDGE = "stats.change_judge"
WATCHED = 8  # weeks before and after the day on which a change takes effect
MOST_FIGURES = 4
AT_ONCE = 100  # changes of one night


@dataclass(frozen=True)
class Entry:
    """What is said of a change. `moves`: by a figure's code which way it should go (Expected)."""

    title: str
    text: str
    why: str
    from_day: date
    owner: User
    topics: Iterable[Topic] = ()
    ideas: Iterable[Idea] = ()
    moves: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def write_change(*, entry: Entry, by: User, grounds: Iterable[str] = ()) -> ProcessChange:
    """Write a change down; whoever suggested it is told. `grounds`: what else it came from, as kind:id.

    The same entry twice in a row is one.
    """
    _refuse(entry, by)
    User.objects.select_for_update().get(pk=by.pk)
    last = ProcessChange.objects.filter(written_by=by).order_by("-pk").first()
    if last is not None and (last.title, last.from_day) == (entry.title.strip(), entry.from_day):
        return last
    change = ProcessChange(written_by=by, written_at=clock.now(), grounds=list(grounds))
    _keep(change, entry, by)
    _log("stats.change_written", change, by)
    return change


@transaction.atomic
def edit_change(*, change: ProcessChange, entry: Entry, by: User) -> ProcessChange:
    """Put it otherwise, until it is judged; its history keeps what stood there."""
    change.refresh_from_db(from_queryset=ProcessChange.objects.select_for_update())
    _refuse(entry, by)
    if change.judgements.exists():
        raise Refused(_("This change is judged already, so its entry stays: write a new one."))
    _keep(change, entry, by)
    _log("stats.change_changed", change, by)
    return change


@transaction.atomic
def judge(*, change: ProcessChange, became: str, text: str, by: User) -> Judgement:
    """Say what became of it, and what the figures and the people say. A later judgement follows."""
    change.refresh_from_db(from_queryset=ProcessChange.objects.select_for_update())
    if refusal := leads(by):
        raise Refused(refusal)
    if became not in Became.values:
        raise Refused(_("Say what became of the change."))
    if change.from_day > workdays.today():
        raise Refused(_("This change has not taken effect yet: judge it afterwards."))
    text = written(text, _("Write what the figures and the people say."))
    last = change.judgements.last()
    if last is not None and (last.became, last.text, last.by_id) == (became, text, by.pk):
        return last
    made = Judgement.objects.create(change=change, became=became, text=text, by=by, at=clock.now())
    settle_todos(kind=JUDGE, subject=(SUBJECT, change.pk), by=by)
    _log("stats.change_judged", change, by)
    return made


def ask_for_judgements() -> int:
    """By rule: whoever answers for a change is asked to judge it when its weeks are over; how many."""
    due = list(ProcessChange.objects.to_judge(workdays.today()).order_by("judge_on", "pk")[:AT_ONCE])
    for change in due:
        give_todo(
            kind=JUDGE, owner=change.owner, subject=(SUBJECT, change.pk), due_at=due_in(clock.now(), 5),
            title=change.title,
        )  # fmt: skip
    return len(due)


def _refuse(entry: Entry, by: User) -> None:
    if refusal := leads(by):
        raise Refused(refusal)
    if not entry.owner.holds(*LEADS):
        raise Refused(_("One of those who lead the work answers for a change."))
    if len(entry.moves) > MOST_FIGURES:
        raise Refused(_("Choose at most %(count)s figures.") % {"count": MOST_FIGURES})
    if wrong := [code for code in entry.moves if code not in FIGURES]:
        raise Refused(_("There is no figure “%(code)s”.") % {"code": wrong[0]})
    if any(way not in Expected.values for way in entry.moves.values()):
        raise Refused(_("Say which way each figure should go."))


def _keep(change: ProcessChange, entry: Entry, by: User) -> None:
    change.title = written(entry.title, _("Write the change in one sentence."))
    change.text = written(entry.text, _("Write what is done otherwise."))
    change.why = written(entry.why, _("Write why it was changed."))
    change.from_day, change.owner = entry.from_day, entry.owner
    change.judge_on = entry.from_day + timedelta(weeks=WATCHED)
    change.save()
    change.topics.set(entry.topics)
    before = set(change.ideas.values_list("pk", flat=True))
    ideas = list(entry.ideas)
    change.ideas.set(ideas)
    change.moves.all().delete()
    ChangeMove.objects.bulk_create(
        ChangeMove(change=change, figure=code, expected=way) for code, way in entry.moves.items()
    )
    for idea in ideas:
        if idea.pk not in before and idea.made_by_id != by.pk:
            tell(
                users=[idea.made_by], kind="stats.idea_changed_process", subject=(SUBJECT, change.pk),
                title=idea.title,
            )  # fmt: skip


def _log(kind: str, change: ProcessChange, by: User) -> None:
    note(kind=kind, subject=(SUBJECT, change.pk), client_id=None, by=by)
