"""Notices: what a person should know, and the deputy of a person who is away."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from desk import clock, live
from desk.people import deputies
from desk.people.concerned import is_kept
from desk.people.models import Notice, User

FORGOTTEN_AT_ONCE = 1000


@transaction.atomic
def tell(
    *,
    users: Iterable[User],
    kind: str,
    subject: tuple[str, int],
    client_id: int | None = None,
    **params: str | int,
) -> list[Notice]:
    """Tell these people something; their open pages show it at once.

    Whoever does the work of one who is away is told too, as in that person's place: a notice mostly asks
    for something to be done, and must not lie until the person is back.
    """
    told = {user.pk: user.pk for user in users}
    ends = deputies.ends(deputies.deputy_of()) if told else {}
    rows: list[tuple[int, int | None]] = [(user_id, None) for user_id in told]
    rows += [
        (end, user_id)
        for user_id in told
        if (end := ends.get(user_id)) is not None and end not in told and not is_kept(subject, end)
    ]
    notices = Notice.objects.bulk_create(
        Notice(
            user_id=user_id, in_place_of_id=in_place_of, kind=kind, subject_kind=subject[0],
            subject_id=subject[1], client_id=client_id, params=params,
        )
        for user_id, in_place_of in rows
    )  # fmt: skip
    live.push([notice.user_id for notice in notices], "notice", 0)
    return notices


@transaction.atomic
def see(*, notices: Iterable[int], by: User) -> int:
    """The person has looked at these of their own notices; how many were new."""
    seen = Notice.objects.unseen().filter(user=by, pk__in=list(notices)).update(seen_at=clock.now())
    if seen:
        live.push([by.pk], "notice", 0)
    return seen


@transaction.atomic
def see_all(*, by: User) -> int:
    """The person has looked at all; how many were new."""
    seen = Notice.objects.unseen().filter(user=by).update(seen_at=clock.now())
    if seen:
        live.push([by.pk], "notice", 0)
    return seen


def forget_notices() -> int:
    """Delete notices told more than `NOTICES_KEPT_DAYS` ago, seen or not; how many."""
    before = clock.now() - timedelta(days=settings.NOTICES_KEPT_DAYS)
    forgotten = 0
    while True:
        old = Notice.objects.told_before(before).order_by("pk").values_list("pk", flat=True)
        with transaction.atomic():
            count, _by_model = Notice.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()
        if not count:
            return forgotten
        forgotten += count
