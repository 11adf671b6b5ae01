"""Suggestions: anybody at the desk makes one, and each gets an answer from those who lead."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.enquiries.deadlines import due_in
from desk.enquiries.models import Topic
from desk.guides.models import Guide
from desk.http import Refused
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.enums import Role
from desk.people.models import Todo, User, UserRole
from desk.people.permissions import DESK, LEADS
from desk.records.actions import note
from stats.actions.signals import personal
from stats.enums.process import IdeaState, Verdict
from stats.models import Idea, IdeaAnswer, IdeaSupport

SUBJECT = "idea"
ANSWERED_IN = 10  # working days
UNANSWERED = "stats.idea_unanswered"
AT_ONCE = 100  # suggestions of one night


@transaction.atomic
def suggest(
    *, title: str, text: str, by: User, topic: Topic | None = None, guide: Guide | None = None, step: str = ""
) -> Idea:
    """Write a suggestion down; those who lead are told. The same words twice in a row are one suggestion."""
    if not by.holds(*DESK):
        raise Refused(_("Suggestions are made by those who work at the desk."))
    title, text = _words(title, text)
    User.objects.select_for_update().get(pk=by.pk)
    last = Idea.objects.filter(made_by=by).newest_first().first()
    if last is not None and (last.title, last.text, last.state) == (title, text, IdeaState.NEW):
        return last
    now = clock.now()
    idea = Idea.objects.create(
        title=title, text=text, topic=topic, guide=guide, step=step.strip(), made_by=by, made_at=now,
        answer_due_at=due_in(now, ANSWERED_IN),
    )  # fmt: skip
    _log("stats.idea_made", idea, by)
    tell(users=_leads().exclude(pk=by.pk), kind="stats.idea_made", subject=(SUBJECT, idea.pk), title=title)
    return idea


@transaction.atomic
def reword(
    *, idea: Idea, title: str, text: str, by: User, topic: Topic | None = None, guide: Guide | None = None,
    step: str = "",
) -> Idea:  # fmt: skip
    """Its maker puts it otherwise, until it is answered."""
    _hold_own(idea, by)
    idea.title, idea.text = _words(title, text)
    idea.topic, idea.guide, idea.step = topic, guide, step.strip()
    idea.save()
    _log("stats.idea_changed", idea, by)
    return idea


@transaction.atomic
def take_back(*, idea: Idea, by: User) -> None:
    """Its maker wants no answer any more; done twice it is taken back once."""
    if idea.made_by_id == by.pk and idea.state == IdeaState.WITHDRAWN:
        return
    _hold_own(idea, by)
    idea.state = IdeaState.WITHDRAWN
    idea.save()
    settle_todos(kind=UNANSWERED, subject=(SUBJECT, idea.pk), by=by)
    _log("stats.idea_withdrawn", idea, by)


@transaction.atomic
def support(*, idea: Idea, by: User, supports: bool = True) -> None:
    """Say that one finds it right too, or does not any more. One's own needs no support."""
    _hold(idea)
    if idea.made_by_id == by.pk:
        raise Refused(_("You made this suggestion yourself."))
    if not supports:
        IdeaSupport.objects.filter(idea=idea, by=by).delete()
    else:
        IdeaSupport.objects.get_or_create(idea=idea, by=by)


@transaction.atomic
def answer(*, idea: Idea, verdict: str, text: str, by: User) -> IdeaAnswer:
    """Answer with a reason; maker and supporters are told. A later answer follows, none is changed."""
    _hold(idea)
    if not by.holds(*LEADS):
        raise Refused(_("Those who lead the work answer suggestions."))
    if idea.made_by_id == by.pk:
        raise Refused(_("Nobody answers his own suggestion: ask another who leads."))
    if idea.state == IdeaState.WITHDRAWN:
        raise Refused(_("This suggestion was taken back: there is nothing to answer."))
    if verdict not in Verdict.values:
        raise Refused(_("Say what you answer."))
    text = written(text, _("Write why, and what follows."))
    last = idea.answers.last()
    if last is not None and (last.verdict, last.text, last.by_id) == (verdict, text, by.pk):
        return last
    made = IdeaAnswer.objects.create(idea=idea, verdict=verdict, text=text, by=by, at=clock.now())
    idea.state = IdeaState(verdict)
    idea.save()
    settle_todos(kind=UNANSWERED, subject=(SUBJECT, idea.pk), by=by)
    _log("stats.idea_answered", idea, by)
    told = User.objects.filter(is_active=True, pk__in=[idea.made_by_id, *_supporters(idea)]).exclude(pk=by.pk)
    tell(users=told, kind=f"stats.idea_{verdict}", subject=(SUBJECT, idea.pk), title=idea.title)
    return made


def ask_for_answers() -> int:
    """By rule: what nobody has answered in time becomes a to-do of one who leads; how many new ones."""
    waiting = list(Idea.objects.overdue().order_by("answer_due_at", "pk")[:AT_ONCE])
    return sum(_ask_for_answer(idea.pk) for idea in waiting)


@transaction.atomic
def _ask_for_answer(pk: int) -> bool:
    idea = Idea.objects.select_for_update().get(pk=pk)
    leads = [user for user in _leads() if user.pk != idea.made_by_id]
    asked = Todo.objects.open().of(UNANSWERED, (SUBJECT, idea.pk)).exists()
    if idea.state != IdeaState.NEW or asked or not leads:
        return False
    # The one who coordinates the work, else the head.
    owner = next((user for user in leads if user.holds(Role.SENIOR)), leads[0])
    give_todo(
        kind=UNANSWERED, owner=owner, subject=(SUBJECT, idea.pk), due_at=due_in(clock.now(), 1),
        title=idea.title,
    )  # fmt: skip
    return True


def _supporters(idea: Idea) -> list[int]:
    return list(idea.supports.values_list("by", flat=True))


def _leads() -> QuerySet[User]:
    roles = UserRole.objects.in_force(workdays.today()).filter(role__in=LEADS)
    return User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by("pk")


def _hold(idea: Idea) -> None:
    idea.refresh_from_db(from_queryset=Idea.objects.select_for_update())


def _hold_own(idea: Idea, by: User) -> None:
    _hold(idea)
    if idea.made_by_id != by.pk:
        raise Refused(_("Only its maker changes a suggestion."))
    if idea.state != IdeaState.NEW:
        raise Refused(_("This suggestion is answered already, so its words stay."))


def _words(title: str, text: str) -> tuple[str, str]:
    return (
        written(title, _("Write the suggestion in one sentence.")),
        written(text, _("Write what is wrong now, and what would be better.")),
    )


def written(text: str, why: str) -> str:
    """What was typed; refused when nothing was, or when it holds what points at a person outside."""
    text = text.strip()
    if not text:
        raise Refused(why)
    if reason := personal(text):
        raise Refused(reason)
    return text


def _log(kind: str, idea: Idea, by: User) -> None:
    note(kind=kind, subject=(SUBJECT, idea.pk), client_id=None, by=by)
