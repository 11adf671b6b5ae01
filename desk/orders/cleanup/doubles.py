"""Clients that stand twice: pairs that look alike, or those that a column of the table names."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from desk.clients import conflicts
from desk.clients.codes import tidy
from desk.clients.enums import Status
from desk.clients.models import Client, Pair
from desk.orders.cleanup.planned import Found, Planned, cell, chunks, left
from desk.orders.models import Batch, WorkItem

ALIKE, COLUMN = "alike", "column"
FIELD = "merge"


def plan(batch: Batch) -> Iterator[Found]:
    """Each with the one that is kept: a client of the order stands in every pair."""
    rule = batch.params["rule"]
    pairs: Iterator[Found | tuple[Client, Client]]
    pairs = _alike(batch) if rule == ALIKE else _named(batch)
    lost: set[int] = set()
    kept: set[int] = set()
    for found in pairs:
        if not isinstance(found, tuple):
            yield found
            continue
        change = _change(*found)
        if not change.why and (change.subject_id in lost | kept or change.client_id in lost):
            # One after the other: what comes of the first pair is to be seen before the next.
            change = _change(*found, why="in_another_pair")
        if not change.why:
            lost.add(change.subject_id)
            kept.add(change.client_id or 0)
        yield change


def facts(client: Client) -> dict[str, Any]:
    """What two clients were judged by: when it is another, the pair is left alone."""
    return {
        "name": client.name, "registry_code": client.registry_code, "personal_code": client.personal_code,
        "country": client.country, "kind": client.kind, "merged_into": client.merged_into_id,
    }  # fmt: skip


def named(client: Client) -> str:
    """The client with its code, as a line of the plan shows it."""
    return f"{client.name} ({client.code})" if client.code else client.name


def _change(one: Client, other: Client, why: str = "") -> Planned:
    kept, lost = sorted((one, other), key=_better)
    if conflicts.of_clients(lost, kept):
        kept, lost = lost, kept
        why = why or ("conflict" if conflicts.of_clients(lost, kept) else "")
    seen: dict[str, Any] = {"lost": facts(lost), "kept": facts(kept)}
    return Planned(
        "client", lost.pk, kept.pk, FIELD, named(lost), named(kept), why, {} if why else seen
    )  # fmt: skip


def _better(client: Client) -> tuple[bool, bool, int]:
    """First the one to keep: whom a register knows, whom we serve, who stood here before."""
    return (not client.code, client.status != Status.ACTIVE, client.pk)


def _alike(batch: Batch) -> Iterator[Found | tuple[Client, Client]]:
    ours = WorkItem.objects.filter(order_id=batch.order_id, client__isnull=False).values("client")
    pairs = Pair.objects.undecided().filter(
        Q(first_client__in=ours) | Q(second_client__in=ours), strength__gte=int(batch.params["strength"])
    )
    for pair in pairs.select_related("first_client__parent", "second_client__parent").iterator():
        if pair.first_client is not None and pair.second_client is not None:
            yield pair.first_client, pair.second_client


def _named(batch: Batch) -> Iterator[Found | tuple[Client, Client]]:
    for items in chunks(batch):
        others = _others({cell(batch, item) for item in items} - {""})
        apart = _told_apart([item.client_id for item in items if item.client_id is not None])
        for item in items:
            said = cell(batch, item)
            other = others.get(said)
            if not said:
                yield "empty"
            elif item.client is None:
                yield left(item, FIELD, "no_client", said)
            elif other is None:
                yield left(item, FIELD, "not_a_client", said)
            elif other.pk == item.client.pk or item.client.merged_into_id == other.pk:
                yield "same"
            elif item.client.merged_into_id is not None:
                yield left(item, FIELD, "merged", said)
            elif frozenset({item.client.pk, other.pk}) in apart:
                yield left(item, FIELD, "told_apart", said)
            else:
                yield item.client, other


def _told_apart(ids: list[int]) -> set[frozenset[int | None]]:
    """Pairs with one of these that somebody said to be two."""
    pairs = Pair.objects.filter(
        Q(first_client__in=ids) | Q(second_client__in=ids), different_at__isnull=False
    )
    return {frozenset(both) for both in pairs.values_list("first_client", "second_client")}


def are_told_apart(one: int, other: int) -> bool:
    """Whether somebody said of these two that they are not the same."""
    return frozenset({one, other}) in _told_apart([one])


def _others(said: set[str]) -> dict[str, Client]:
    """Clients by what names them: a code, or our own number, with which the address of their page ends."""
    rows = Client.objects.distinct_ones().select_related("parent")
    codes = {tidy(each) for each in said}
    coded = {
        code: row
        for row in rows.filter(Q(registry_code__in=codes) | Q(personal_code__in=codes))
        for code in (row.registry_code, row.personal_code)
    }
    numbered = rows.in_bulk([number for each in said if (number := _number(each))])
    found = {each: coded.get(tidy(each)) or numbered.get(_number(each)) for each in said}
    return {each: client for each, client in found.items() if client is not None}


def _number(said: str) -> int:
    number = said.rstrip("/").rpartition("/")[2].lstrip("#")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
