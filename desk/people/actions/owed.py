"""To-dos and notices: what rooms above write down for a person to do or to know."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from desk import clock, live
from desk.people.models import Notice, Todo, User


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
    live.push([todo.owner_id], "owed", todo.pk)
    return todo


@transaction.atomic
def settle_todos(*, kind: str, subject: tuple[str, int], by: User | None) -> int:
    """What was to be done about this thing is done; how many to-dos were open."""
    return Todo.objects.open().of(kind, subject).update(done_at=clock.now(), done_by=by)


@transaction.atomic
def tell(
    *,
    users: Iterable[User],
    kind: str,
    subject: tuple[str, int],
    client_id: int | None = None,
    **params: str | int,
) -> list[Notice]:
    """Tell these people something; their open pages show it at once."""
    notices = Notice.objects.bulk_create(
        Notice(
            user=user, kind=kind, subject_kind=subject[0], subject_id=subject[1],
            client_id=client_id, params=params,
        )
        for user in {user.pk: user for user in users}.values()
    )  # fmt: skip
    live.push([notice.user_id for notice in notices], "notice", 0)
    return notices


@transaction.atomic
def see(*, notices: Iterable[int], by: User) -> int:
    """The person has looked at these of their own notices; how many were new."""
    return Notice.objects.unseen().filter(user=by, pk__in=list(notices)).update(seen_at=clock.now())
