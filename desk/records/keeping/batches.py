"""Rows of which nobody needs a proof each: as many as lie next to one another go at once, under one proof."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from desk import clock
from desk.people.models import User
from desk.records import actions, holds
from desk.records.models import RetentionRule

AT_ONCE = 1000


def by_runs(
    kind: str, due: Callable[[datetime], QuerySet[Any]]
) -> Callable[[RetentionRule, int, User | None], bool]:
    """How a store lets go of its due rows: the row asked for with those that follow it without a gap.

    Rows of one client alone may be protected by a legal hold, so those end a run. The rows must have nothing
    that points at them.
    """

    @transaction.atomic
    def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
        due_now = holds.free(due(clock.now() - timedelta(days=rule.days)), kind)
        following = due_now.filter(pk__gte=pk, pk__lt=pk + AT_ONCE).order_by("pk")
        keys = list(following.select_for_update(of=("self",)).values_list("pk", flat=True))
        run = [key for place, key in enumerate(keys) if key == pk + place]
        if not run:
            return False
        rows = due_now.model._base_manager.filter(pk__gte=pk, pk__lte=run[-1])
        actions.destroy(
            rule=rule, subject=(kind, pk), client_id=None, kept=[], by=by, last=run[-1],
            let_go=lambda: rows._raw_delete(rows.db),
        )  # fmt: skip
        return True

    return destroy


def alone(
    kind: str, due: Callable[[datetime], QuerySet[Any]]
) -> Callable[[RetentionRule, int, User | None], bool]:
    """The same for one row, where a person's are let go of and not the time's."""

    @transaction.atomic
    def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
        rows = due(clock.now()).model._base_manager.filter(pk=pk)
        if rows.select_for_update(of=("self",)).first() is None:
            return False
        actions.destroy(
            rule=rule, subject=(kind, pk), client_id=None, kept=[], by=by,
            let_go=lambda: rows._raw_delete(rows.db),
        )  # fmt: skip
        return True

    return destroy
