"""What a state of a ticket opens for a person: a to-do, once, with its own clock; it ends with the state.

Whoever changes a ticket's state calls `follow` in the same transaction. The duty to tell the client is no
to-do: it is a promise (actions/following.py).
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from desk import clock, workdays
from desk.enquiries.deadlines import due_in
from desk.people.actions import give_todo, settle_todos, tell
from desk.people.enums import Role
from desk.people.models import Todo, User, UserRole
from desk.people.permissions import LEADS
from tickets import workflow
from tickets.actions.escalating import lock
from tickets.enums import Gone, State
from tickets.leaving.named import named
from tickets.models import Escalation, Issue, Return
from tickets.models.tickets import EscalationQuerySet

ESCALATION, ISSUE = "escalation", "issue"
NEEDS_INFO, REOPENED, NO_ACCESS = "tickets.needs_info", "tickets.reopened", "tickets.no_access"
OF_STATE: dict[str, str] = {
    State.NEEDS_INFO: NEEDS_INFO,
    State.REFUSED: "tickets.refused",
    State.DUPLICATE: "tickets.duplicate",
    State.LOST: "tickets.lost",
}
DAYS = 1  # working days for all that the unit sets no other time for
AT_ONCE = 200  # tickets of one sweep
SECOND = 2  # from this return on it is the senior's


def follow(escalation: Escalation, by: User | None = None) -> None:
    """Open the to-do of the ticket's state as it is now, and end those of states that it left."""
    kind = _owed(escalation)
    open_ones = Todo.objects.open().filter(subject_kind=ESCALATION, subject_id=escalation.pk)
    for left in open_ones.filter(kind__in=OF_STATE.values()).exclude(kind=kind):
        settle_todos(kind=left.kind, subject=(ESCALATION, escalation.pk), by=by)
    if kind == NEEDS_INFO:
        times = escalation.returns.count()
        owner = owner_of(escalation, senior=times >= SECOND)
        _give(escalation, kind, owner, escalation.unit.info_days, times=times)
    elif kind:
        _give(escalation, kind, owner_of(escalation))


def open_missing() -> int:
    """By rule: what a state asks for is to be done until the state is left, whoever ticked it off; how many.

    So do tickets that came back before there were such to-dos.
    """
    opened = 0
    for pk in _unowed().values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            escalation = Escalation.objects.select_related("issue").get(pk=pk)
            lock(escalation)
            if not _unowed().filter(pk=pk).exists():
                continue
            if escalation.state == State.NEEDS_INFO and not escalation.returns.exists():
                returned(escalation, "")
            follow(escalation)
            opened += 1
    return opened


def _unowed() -> EscalationQuerySet:
    """Tickets whose state asks for a to-do, and none is open."""
    returns = Return.objects.filter(escalation=OuterRef("pk"))
    asked = Q(state__in=workflow.REFUSALS) | Q(state=State.LOST, issue__gone=Gone.DELETED)
    asked |= Q(Exists(returns.waiting()) | ~Exists(returns), state=State.NEEDS_INFO)
    there = Todo.objects.open().filter(
        kind__in=OF_STATE.values(), subject_kind=ESCALATION, subject_id=OuterRef("pk")
    )
    return Escalation.objects.filter(asked).exclude(Exists(there)).order_by("pk")


def _owed(escalation: Escalation) -> str:
    """The kind of to-do that its state asks for; empty when the desk owes nothing now."""
    if escalation.state == State.NEEDS_INFO and not escalation.returns.waiting().exists():
        return ""  # supplied: the second level has it
    if escalation.state == State.LOST and escalation.issue.gone != Gone.DELETED:
        return ""  # the issue is there, only hidden from us: `hidden` asks the administrator
    return OF_STATE.get(escalation.state, "")


def _give(
    escalation: Escalation, kind: str, owner: User | None, days: int = DAYS, **params: str | int
) -> None:
    if owner is not None:
        give_todo(
            kind=kind, owner=owner, subject=(ESCALATION, escalation.pk),
            client_id=escalation.enquiry.client_id, due_at=due_in(clock.now(), days), key=str(escalation),
            **params,
        )  # fmt: skip


def reopened(escalation: Escalation) -> None:
    """The issue was opened again after the client was told, or while the letter is on its way."""
    _give(escalation, REOPENED, owner_of(escalation))


def seen_to(escalation: Escalation, by: User) -> bool:
    """Somebody decided what becomes of a reopened issue; whether that was open."""
    return settle_todos(kind=REOPENED, subject=(ESCALATION, escalation.pk), by=by) > 0


def asks_about(issue: Issue) -> bool:
    """It was opened again, and nobody has decided yet whether a client who was told is told anew."""
    pks = issue.escalations.values("pk")
    todos = Todo.objects.open().filter(kind=REOPENED, subject_kind=ESCALATION)
    return todos.filter(subject_id__in=pks).exists()


def hidden(issue: Issue, escalations: list[Escalation]) -> None:
    """JIRA does not show us the issue any more: the administrator mends our access, the owners know of it."""
    subject = (ISSUE, issue.pk)
    for owner in keepers()[:1]:
        give_todo(
            kind=NO_ACCESS, owner=owner, subject=subject, due_at=due_in(clock.now(), DAYS), key=str(issue)
        )
    for escalation in escalations:
        if (whose := owner_of(escalation)) is not None:
            tell(
                users=[whose], kind="tickets.hidden", subject=(ESCALATION, escalation.pk),
                client_id=escalation.enquiry.client_id, key=str(escalation),
            )  # fmt: skip


def shown_again(issue: Issue) -> None:
    """JIRA shows the issue again."""
    settle_todos(kind=NO_ACCESS, subject=(ISSUE, issue.pk), by=None)


def owner_of(escalation: Escalation, *, senior: bool = False) -> User | None:
    """Who answers for the ticket: the enquiry's owner, and a senior where nobody does or it is the senior's.

    Never the person whom a complaint is about. None where the desk has nobody at all.
    """
    enquiry = escalation.enquiry
    owner = enquiry.owner if enquiry.owner is not None and enquiry.owner.is_active else None
    if owner is not None and (not senior or owner.holds(*LEADS)):
        return owner
    leading = holding(Role.SENIOR, Role.HEAD)
    return next((user for user in leading if user.pk != enquiry.concerns_id), owner)


def holding(*roles: Role) -> list[User]:
    """Who holds one of these roles today, each person once: in the order of the roles, then of the people."""
    held = UserRole.objects.in_force(workdays.today()).filter(role__in=roles, user__is_active=True)
    rows = sorted(held.select_related("user").order_by("user"), key=lambda row: roles.index(Role(row.role)))
    return list({row.user_id: row.user for row in rows}.values())


def keepers() -> list[User]:
    """Who keeps the line to JIRA: administrators and heads, the administrators first."""
    return holding(Role.ADMINISTRATOR, Role.HEAD)


def returned(
    escalation: Escalation, text: str, *, missing: Collection[str] | None = None, anew: bool = True
) -> None:
    """The second level misses something: what, in its words, is kept (the caller saves the state).

    Which questions it means is read out of its words where nobody says it by `missing`. While it is not
    supplied, more words are the same return; after that, only what is said `anew` is one.
    """
    waiting = escalation.returns.waiting().first()
    if (waiting is None and not anew) or (waiting is not None and waiting.text == text):
        return
    keys = list(_named(escalation, text) if missing is None else missing)
    if waiting is None:
        Return.objects.create(escalation=escalation, text=text, missing=keys)
        return
    waiting.missing = [*waiting.missing, *(key for key in keys if key not in waiting.missing)]
    waiting.text = text
    waiting.save(update_fields=["missing", "text"])


def missing_again(escalation: Escalation, supplied: Return, by: User) -> None:
    """What was supplied never went to JIRA: the second level misses it still, unless it went on without."""
    if escalation.state != State.NEEDS_INFO or escalation.returns.waiting().exists():
        return
    supplied.supplied_at = supplied.supplied_by = None
    supplied.save(update_fields=["supplied_at", "supplied_by"])
    follow(escalation, by)


def not_waited_for(escalation: Escalation) -> None:
    """The second level went on without what it had missed."""
    escalation.returns.waiting().update(supplied_at=clock.now())


def _named(escalation: Escalation, text: str) -> list[str]:
    questions = escalation.form.questions.all()
    return named(text, [(one.key, f"{one.label_et} {one.label_en}") for one in questions])
