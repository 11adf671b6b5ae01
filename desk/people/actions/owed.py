"""To-dos: what rooms above write down for a person to do, and what people do with it themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock, live, workdays
from desk.http import Refused
from desk.people import deputies, gone, permissions
from desk.people.actions.approvals import withdraw_second
from desk.people.actions.notices import tell
from desk.people.models import Todo, TodoChange, User

EVENT = "owed"  # what the pages of those concerned are told
ASKED = "people.asked"  # what one person asked of another, in words
LONGEST = 200  # characters of it


@transaction.atomic
def give_todo(
    *,
    kind: str,
    owner: User,
    subject: tuple[str, int],
    client_id: int | None = None,
    due_at: datetime | None = None,
    **params: str | int,
) -> Todo:
    """Write down a piece of work; while one of this kind about this thing is open, it is that one."""
    todo, _made = Todo.objects.get_or_create(
        kind=kind,
        subject_kind=subject[0],
        subject_id=subject[1],
        done_at=None,
        defaults={"owner": owner, "client_id": client_id, "due_at": due_at, "params": params},
    )
    live.push(deputies.doing(todo.owner_id), EVENT, todo.pk)
    return todo


@transaction.atomic
def settle_todos(*, kind: str, subject: tuple[str, int], by: User | None) -> int:
    """What was to be done about this thing is done; how many to-dos were open."""
    found = list(Todo.objects.select_for_update().open().of(kind, subject))
    Todo.objects.filter(pk__in=[todo.pk for todo in found]).update(done_at=clock.now(), done_by=by)
    for todo in found:
        live.push(deputies.doing(todo.owner_id), EVENT, todo.pk)
    return len(found)


@transaction.atomic
def give_todos(todos: Sequence[Todo]) -> None:
    """Write down much work at once, all of it about things that are new; each owner is told once."""
    made = Todo.objects.bulk_create(todos, batch_size=1000)
    for owner_id, todo in {todo.owner_id: todo for todo in made}.items():
        live.push(deputies.doing(owner_id), EVENT, todo.pk)


@transaction.atomic
def settle_many_todos(
    *, subject_kind: str, subject_ids: Collection[int], by: User | None, kind: str = ""
) -> int:
    """The same about many things at once, whatever was to be done about them where no `kind` is named."""
    about = Todo.objects.open().filter(subject_kind=subject_kind, subject_id__in=subject_ids)
    about = about.filter(kind=kind) if kind else about
    found = list(about.select_for_update().order_by("pk"))
    Todo.objects.filter(pk__in=[todo.pk for todo in found]).update(done_at=clock.now(), done_by=by)
    for owner_id, todo in {todo.owner_id: todo for todo in found}.items():
        live.push(deputies.doing(owner_id), EVENT, todo.pk)
    return len(found)


@transaction.atomic
def finish_todo(*, todo: Todo, by: User) -> bool:
    """The person has done it; False when it was done already."""
    _hold(todo, by)
    if todo.done_at is not None:
        return False
    todo.done_at, todo.done_by = clock.now(), by
    todo.save(update_fields=["done_at", "done_by"])
    live.push(deputies.doing(todo.owner_id), EVENT, todo.pk)
    return True


@transaction.atomic
def reopen_todo(*, todo: Todo, by: User) -> None:
    """It was not done after all. Refused while another of this kind about the same thing is open."""
    _hold(todo, by)
    if todo.done_at is None:
        return
    about = (todo.subject_kind, todo.subject_id)
    if Todo.objects.open().of(todo.kind, about).exists():
        raise Refused(_("The same is to be done already."))
    todo.done_at = todo.done_by = None
    todo.save(update_fields=["done_at", "done_by"])
    live.push(deputies.doing(todo.owner_id), EVENT, todo.pk)


@transaction.atomic
def give_on(*, todo: Todo, owner: User, by: User, reason: str = "") -> None:
    """Another person does it from now on, and is told; where that person is away, the deputy is told too."""
    _hold(todo, by)
    _refuse_done(todo)
    if not deputies.able(workdays.today()).filter(user=owner).exists():
        raise Refused(_("This person does not work at the desk now."))
    if todo.owner_id == owner.pk:
        raise Refused(_("This person has it already."))
    before, todo.owner = todo.owner_id, owner
    todo.save(update_fields=["owner"])
    TodoChange.objects.create(todo=todo, by=by, owner=owner, reason=reason.strip())
    live.push({*deputies.doing(before), *deputies.doing(owner.pk)}, EVENT, todo.pk)
    if owner != by:
        tell(users=[owner], kind="people.given", subject=("todo", todo.pk), client_id=todo.client_id)


@transaction.atomic
def change_due(*, todo: Todo, due_at: datetime | None, reason: str, by: User) -> None:
    """Another time for it; why stands beside it."""
    _hold(todo, by)
    _refuse_done(todo)
    if not reason.strip():
        raise Refused(_("Write why the time changes."))
    todo.due_at = due_at
    todo.save(update_fields=["due_at"])
    TodoChange.objects.create(todo=todo, by=by, due_at=due_at, reason=reason.strip())
    live.push(deputies.doing(todo.owner_id), EVENT, todo.pk)


@transaction.atomic
def ask_of(*, owner: User, text: str, due_at: datetime | None, by: User) -> Todo:
    """Somebody who leads asks a person to do something, in words that name no client."""
    if refusal := permissions.own_todo_or_leads(by, owner):
        raise Refused(refusal)
    text = text.strip()
    if not text:
        raise Refused(_("Write what is to be done."))
    if not deputies.able(workdays.today()).filter(user=owner).exists():
        raise Refused(_("This person does not work at the desk now."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('people_todo', 'id'))")
        pk: int = cursor.fetchone()[0]
    # It is about nothing else, so it is about itself.
    todo = Todo.objects.create(
        pk=pk, kind=ASKED, owner=owner, subject_kind="todo", subject_id=pk, due_at=due_at,
        params={"text": text[:LONGEST]},
    )  # fmt: skip
    TodoChange.objects.create(todo=todo, by=by, owner=owner, due_at=due_at)
    live.push(deputies.doing(owner.pk), EVENT, todo.pk)
    if owner != by:
        tell(users=[owner], kind="people.given", subject=("todo", todo.pk))
    return todo


@transaction.atomic
def settle_gone() -> int:
    """By rule: nobody need do, or look at, what is about nothing any more; how many there were."""
    todos, waiting = gone.todos(), gone.approvals()
    for todo in todos:
        settle_todos(kind=todo.kind, subject=(todo.subject_kind, todo.subject_id), by=None)
    for approval in waiting:
        withdraw_second(approval=approval, by=None)
    return len(todos) + len(waiting)


def _hold(todo: Todo, by: User) -> None:
    """The row as it stands, held to the end of the transaction; refused to whom it is no matter of."""
    todo.refresh_from_db(from_queryset=Todo.objects.select_for_update())
    if refusal := deputies.refusal(by, todo.owner_id):
        raise Refused(refusal)


def _refuse_done(todo: Todo) -> None:
    if todo.done_at is not None:
        raise Refused(_("This is done already."))
