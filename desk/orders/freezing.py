"""An order's rows are made when it is given, and stay what they are: whom it is about is frozen here.

A follow-up of any size becomes rows by one INSERT … SELECT over the queries of its steps, and one UPDATE
shares them out; nothing is read into the process in between but counts. Both lock the order first, so two
people at once make one cohort.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from desk.clients.codes import HOME
from desk.clients.models import Client
from desk.http import Refused
from desk.orders import selecting, sharing
from desk.orders.enums import OrderKind, OrderState
from desk.orders.models import Assignment, Order, WorkItem
from desk.orders.models.item import WorkItemQuerySet
from desk.people.models import User
from desk.records.actions import note

MOST = 100_000  # rows of one order

_MATCHED = """
SELECT DISTINCT ON (client_id) coalesce(c.merged_into_id, c.id) AS client_id, r.code, r.values, r.line
FROM orders_cohortrow r JOIN orders_cohortupload u ON u.id = r.upload_id
JOIN clients_client c ON c.registry_code = r.code AND c.country = %s
WHERE u.order_id = %s ORDER BY client_id, r.line"""

_UNKNOWN = """
SELECT DISTINCT ON (r.code) r.code, r.values, r.line
FROM orders_cohortrow r JOIN orders_cohortupload u ON u.id = r.upload_id
WHERE u.order_id = %s
  AND NOT EXISTS (SELECT FROM clients_client c WHERE c.registry_code = r.code AND c.country = %s)
ORDER BY r.code, r.line"""

# The order of the table first, then by name in Estonian order.
_FREEZE = """
INSERT INTO orders_workitem (order_id, position, client_id, code, "values", state, result, attempts)
SELECT %s, row_number() OVER (ORDER BY line NULLS LAST, sort_name, client_id, code),
  client_id, code, vals, 'open', '', 0
FROM (
  SELECT m.id AS client_id, m.sort_name, coalesce(t.code, '') AS code,
    coalesce(t.values, '[]'::jsonb) AS vals, t.line
  FROM ({members}) m LEFT JOIN ({matched}) t ON t.client_id = m.id
  UNION ALL
  SELECT NULL, NULL, x.code, x.values, x.line FROM ({unknown}) x WHERE %s
) everything"""

# Everybody's rows lie evenly between the others', so that nobody gets only the end of the alphabet.
_SHARE = """
UPDATE orders_workitem w SET owner_id = places.user_id
FROM (
  SELECT language, user_id, row_number() OVER (PARTITION BY language ORDER BY (k - 0.5) / n, user_id) AS place
  FROM unnest(%s::text[], %s::bigint[], %s::int[]) AS quota (language, user_id, n), generate_series(1, n) AS k
) places JOIN (
  SELECT i.id, coalesce(c.language, %s) AS language, row_number() OVER (
    PARTITION BY coalesce(c.language, %s) ORDER BY i.position) AS place
  FROM orders_workitem i LEFT JOIN clients_client c ON c.id = i.client_id
  WHERE i.id IN ({pool})
) pool USING (language, place)
WHERE w.id = pool.id AND w.state = 'open'"""


@dataclass(frozen=True)
class Shared:
    """What a sharing came to: how many rows changed hands, and how many nobody could be given."""

    rows: int
    people: int


@transaction.atomic
def freeze(*, order: Order, by: User) -> int:
    """Make the rows of an order that is being given; how many it has. A second time nothing is made.

    Raises Refused where it has nobody to do it, or is about nobody.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    there = WorkItem.objects.of_order(order.pk).count()
    if there:
        return there
    if order.kind != OrderKind.FOLLOW_UP:
        return _row_a_person(order)
    made = _insert(order)
    if not made:
        raise Refused(_("The follow-up is about nobody: no step finds a client."))
    if made > MOST:
        raise Refused(_("There would be %(rows)s rows; %(most)s at most.") % {"rows": made, "most": MOST})
    _share(order, WorkItem.objects.of_order(order.pk), {})
    note(kind="orders.frozen", subject=("order", order.pk), client_id=None, by=by, rows=made)
    return made


def _insert(order: Order) -> int:
    steps = selecting.steps_of(order)
    rows = selecting.members(order, steps).order_by().values("id", "sort_name")
    members, params = selecting.sql_of(rows)
    statement = _FREEZE.format(members=members, matched=_MATCHED, unknown=_UNKNOWN)
    unknown = selecting.keeps_unknown(steps)
    with connection.cursor() as cursor:
        cursor.execute(statement, [order.pk, *params, HOME, order.pk, order.pk, HOME, unknown])
        return int(cursor.rowcount)


def _row_a_person(order: Order) -> int:
    """Every other order has a row for each of its people; about a client, when one person alone does it."""
    people = Assignment.objects.filter(order=order, released_at=None, user__is_active=True)
    owners = list(people.order_by("pk").values_list("user_id", flat=True))
    if not owners:
        raise Refused(_("Say who is to do it."))
    client = order.client_id if len(owners) == 1 else None
    if client is not None and not Client.objects.filter(pk=client).exists():
        client = None
    WorkItem.objects.bulk_create(
        WorkItem(order=order, position=place, owner_id=owner, client_id=client)
        for place, owner in enumerate(owners, start=1)
    )
    return len(owners)


@transaction.atomic
def share_again(*, order: Order, by: User, anew: bool = False) -> Shared:
    """Give the open rows of whoever cannot do them any more (released, gone, away until the end) and of
    nobody to the others; with `anew` every open row for which nothing was tried yet."""
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if order.state != OrderState.GIVEN or order.kind != OrderKind.FOLLOW_UP:
        raise Refused(_("Rows are shared among people while a follow-up is worked on."))
    able = [each.user.pk for each in sharing.sharers(order) if each.weight > 0]
    open_rows = WorkItem.objects.of_order(order.pk).open()
    left = Q(owner=None) | ~Q(owner__in=able)
    pool = open_rows.filter(left | Q(attempts=0, rests_until=None) if anew else left)
    shared = _share(order, pool, sharing.loads(open_rows.exclude(pk__in=pool.order_by().values("pk"))))
    note(kind="orders.shared", subject=("order", order.pk), client_id=None, by=by, rows=shared.rows)
    return shared


def _share(order: Order, pool: WorkItemQuerySet, loads: dict[int, int]) -> Shared:
    people = sharing.sharers(order)
    counts = sharing.by_language(pool)
    quotas = sharing.quotas(counts, people, loads)
    if counts and not quotas:
        raise Refused(_("None of the people of this order is at work before it is due."))
    inner, params = selecting.sql_of(pool.order_by().values("pk"))
    languages = [language for language, _user in quotas]
    values: list[Any] = [languages, [user for _language, user in quotas], list(quotas.values())]
    with connection.cursor() as cursor:
        cursor.execute(_SHARE.format(pool=inner), [*values, sharing.NO_CLIENT, sharing.NO_CLIENT, *params])
        return Shared(int(cursor.rowcount), len({user for _language, user in quotas}))
