"""Instructions that people have not read (slot OWED): only they themselves can read them, no deputy."""

from collections.abc import Collection, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from desk import workdays
from desk.guides.actions.holding import end_of_day
from desk.guides.models import Instruction, Reading
from desk.people.models import UserRole
from desk.slots import Work


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """The instructions that stand and these people have not confirmed, two queries for all of them."""
    standing = list(Instruction.objects.standing(workdays.today()))
    if not standing or not user_ids:
        return
    held: dict[int, set[str]] = {}
    read: dict[int, list[int]] = {}
    theirs = Reading.objects.filter(user=OuterRef("user"), instruction__in=standing).values("instruction")
    roles = UserRole.objects.in_force(workdays.today()).filter(user__in=user_ids, user__is_active=True)
    for user_id, role, already in roles.values_list("user_id", "role", ArraySubquery(theirs)):
        held.setdefault(user_id, set()).add(role)
        read[user_id] = already
    for instruction in standing:
        due = end_of_day(instruction.read_by_day) if instruction.read_by_day else None
        for user_id, roles_of in held.items():
            if roles_of & set(instruction.roles) and instruction.pk not in read[user_id]:
                url = instruction.get_absolute_url()
                yield Work(
                    _("Instructions to read"), instruction.title, url, due, user_id, kind="guide",
                    since=instruction.published_at,
                )  # fmt: skip
