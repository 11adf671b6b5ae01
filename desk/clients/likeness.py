"""Pairs that look alike among all clients and persons, for the worklist.

Never everyone with everyone: codes and contacts are joined by their indexes, names are sought through the
index of trigrams, and only for clients who have no code, since two different codes are two different clients.
A name alone says nothing about a person (there are many a Tiina Tamm): one shared client or contact must be
there too.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from desk import clock
from desk.clients.duplicates import NEARLY, ordered, threshold, weigh
from desk.clients.enums import Likeness
from desk.clients.models import Client, Pair, Person
from desk.clients.sameness import SameCode

CHUNK = 1000  # rows compared in one statement
CROWD = 5  # owners of one number or address from which on it says nothing: an accountant's, a switchboard's

Found = dict[tuple[int, int], set[str]]


def _shared_contact(owner: str) -> str:
    table = {"client_id": "clients_client", "person_id": "clients_person"}[owner]
    return f"""
SELECT a.{owner}, b.{owner}, a.kind FROM clients_contactpoint a
JOIN clients_contactpoint b ON b.value = a.value AND b.kind = a.kind AND b.{owner} <> a.{owner}
JOIN {table} x ON x.id = a.{owner} JOIN {table} y ON y.id = b.{owner}
WHERE a.{owner} = ANY(%(ids)s) AND y.merged_into_id IS NULL AND NOT x.practice AND NOT y.practice
  AND (SELECT count(*) FROM clients_contactpoint c WHERE c.value = a.value AND c.kind = a.kind
       AND c.{owner} IS NOT NULL) <= %(crowd)s"""  # noqa: S608 — names of our own tables


def _same_code(table: str, column: str) -> str:
    ours, theirs = (SameCode.template % {"expressions": f"{row}.{column}"} for row in "ab")
    return f"""
SELECT a.id, b.id, 'code' FROM {table} a
JOIN {table} b ON {theirs} = {ours} AND b.{column} <> '' AND b.id <> a.id
WHERE a.id = ANY(%(ids)s) AND a.{column} <> '' AND b.merged_into_id IS NULL
  AND NOT a.practice AND NOT b.practice"""  # noqa: S608  (names of our own)


_NEAR_NAME = """
SELECT a.id, n.id, CASE WHEN n.near > 0.99 THEN 'name' ELSE 'nearly' END FROM clients_client a
CROSS JOIN LATERAL (
  SELECT b.id, similarity(b.core_name, a.core_name) AS near FROM clients_client b
  WHERE b.core_name %% a.core_name AND b.id <> a.id AND b.merged_into_id IS NULL
    AND NOT b.practice AND (b.kind IN ('person', 'sole_trader')) = (a.kind IN ('person', 'sole_trader'))
  ORDER BY near DESC LIMIT %(crowd)s) n
WHERE a.id = ANY(%(ids)s) AND a.registry_code = '' AND a.personal_code = '' AND a.parent_id IS NULL
  AND NOT a.practice AND a.kind <> 'person' AND length(btrim(a.core_name)) > 2"""


_SAME_CLIENT = """
SELECT a.id, b.id, unnest(CASE WHEN similarity(b.search_name, a.search_name) > 0.99
  THEN ARRAY['name', 'client'] ELSE ARRAY['nearly', 'client'] END) FROM clients_person a
JOIN clients_clientrole r ON r.person_id = a.id JOIN clients_clientrole s ON s.client_id = r.client_id
JOIN clients_person b ON b.id = s.person_id AND b.id <> a.id
WHERE a.id = ANY(%(ids)s) AND b.merged_into_id IS NULL AND NOT a.practice AND NOT b.practice
  AND similarity(b.search_name, a.search_name) > %(nearly)s"""


def compare_clients(ids: Sequence[int]) -> int:
    """Look for those who resemble these clients; how many pairs are on the worklist with them now."""
    statements = [
        _same_code("clients_client", "registry_code"), _same_code("clients_client", "personal_code"),
        _shared_contact("client_id"), _NEAR_NAME,
    ]  # fmt: skip
    return _compare(Client, list(ids), statements)


def compare_persons(ids: Sequence[int]) -> int:
    """As for clients."""
    statements = [
        _same_code("clients_person", "personal_code"), _shared_contact("person_id"), _SAME_CLIENT,
    ]  # fmt: skip
    return _compare(Person, list(ids), statements)


def compare_all() -> int:
    """Everyone, a thousand at a time; how many pairs."""
    number = 0
    for model, compare in ((Client, compare_clients), (Person, compare_persons)):
        last = 0
        rows = model._default_manager.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)
        while ids := list(rows.filter(pk__gt=last)[:CHUNK]):
            compare(ids)
            last = ids[-1]
        number += Pair.objects.filter(different_at=None, **{f"first_{_noun(model)}__isnull": False}).count()
    return number


def compare_changed(minutes: int = 5) -> int:
    """Those that were written down or changed in the last minutes, by their histories; how many pairs."""
    clients, persons = _changed(minutes)
    return compare_clients(clients[:CHUNK]) + compare_persons(persons[:CHUNK])


def _changed(minutes: int) -> tuple[list[int], list[int]]:
    # Histories are dated by the server, not by the desk's clock.
    recent = "history_date > now() - make_interval(mins => %(minutes)s)"
    with connection.cursor() as cursor:
        found: list[list[int]] = []
        for noun in ("client", "person"):
            cursor.execute(
                f"SELECT id FROM clients_historical{noun} WHERE {recent} UNION SELECT {noun}_id"  # noqa: S608  (names of our own)
                f" FROM clients_historicalcontactpoint WHERE {recent} AND {noun}_id IS NOT NULL",
                {"minutes": minutes},
            )
            found.append(sorted(pk for (pk,) in cursor.fetchall()))
    return found[0], found[1]


@transaction.atomic
def _compare(model: Any, ids: list[int], statements: Iterable[str]) -> int:
    if not ids:
        return 0
    threshold()
    found: Found = defaultdict(set)
    with connection.cursor() as cursor:
        # The planner does not know how few the trigrams leave, and would read the whole table for each row.
        cursor.execute("SET LOCAL enable_seqscan = off")
        for statement in statements:
            cursor.execute(statement, {"ids": ids, "crowd": CROWD, "nearly": NEARLY})
            for one, other, reason in cursor.fetchall():
                found[min(one, other), max(one, other)].add(reason)
    return _keep(model, ids, _possible(model, found))


def _possible(model: Any, found: Found) -> Found:
    """Without pairs that cannot be one, and without those whose only link is weak."""
    rows = model.objects.in_bulk({pk for pair in found for pk in pair})
    possible: Found = {}
    for (one, other), reasons in found.items():
        reasons = reasons - {Likeness.NEARLY.value} if Likeness.NAME in reasons else reasons
        if not _two(rows[one], rows[other]):
            possible[one, other] = reasons
    return possible


def _two(one: Any, other: Any) -> bool:
    """Two codes of one country are two clients or persons."""
    codes = ("registry_code", "personal_code")
    both = [(getattr(one, field, ""), getattr(other, field, "")) for field in codes]
    return one.country == other.country and any(a and b and a != b for a, b in both)


def _keep(model: Any, ids: list[int], found: Found) -> int:
    """Write the pairs down; those that no longer look alike go, those that were decided stay as they are."""
    noun = _noun(model)
    first, second = f"first_{noun}_id", f"second_{noun}_id"
    concerned = Pair.objects.filter(Q(**{f"first_{noun}__in": ids}) | Q(**{f"second_{noun}__in": ids}))
    gone = [
        pk for pk, one, other in concerned.filter(different_at=None).values_list("pk", first, second)
        if (one, other) not in found
    ]  # fmt: skip
    Pair.objects.filter(pk__in=gone).delete()
    pairs = [
        Pair(**{first: one, second: other}, strength=weigh(why), reasons=ordered(why), found_at=clock.now())
        for (one, other), why in sorted(found.items())
    ]
    Pair.objects.bulk_create(
        pairs, update_conflicts=True, unique_fields=[first, second], update_fields=["strength", "reasons"],
        batch_size=500,
    )  # fmt: skip
    return len(pairs)


def _noun(model: Any) -> str:
    return "client" if model is Client else "person"
