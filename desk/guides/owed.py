"""Instructions that people have not read (slot OWED): only they themselves can read them, no deputy."""

from collections.abc import Collection, Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from desk import workdays
from desk.guides.actions.holding import end_of_day
from desk.guides.models import Instruction, Reading
from desk.people.models import UserRole
from desk.slots import Work


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """The instructions that stand and these people have not confirmed, one query for all of them."""
    if not user_ids:
        return
    today = workdays.today()
    roles = UserRole.objects.in_force(today).filter(user__in=user_ids, user__is_active=True)
    who = Concat(Cast("user_id", CharField()), Value(":"), "role")
    done = Reading.objects.filter(user__in=user_ids, instruction=OuterRef("pk"))
    standing = Instruction.objects.standing(today).annotate(
        holders=ArraySubquery(roles.values_list(who)), readers=ArraySubquery(done.values("user"))
    )
    for instruction in standing:
        held: dict[int, set[str]] = {}
        for said in instruction.__dict__["holders"]:
            pk, role = said.split(":")
            held.setdefault(int(pk), set()).add(role)
        due = end_of_day(instruction.read_by_day) if instruction.read_by_day else None
        for user_id, roles_of in held.items():
            if roles_of & set(instruction.roles) and user_id not in instruction.__dict__["readers"]:
                url = instruction.get_absolute_url()
                yield Work(
                    _("Instructions to read"), instruction.title, url, due, user_id, kind="guide",
                    since=instruction.published_at,
                )  # fmt: skip
