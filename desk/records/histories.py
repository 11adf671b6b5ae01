"""The history of what people edit (django-simple-history): let go of with its row, or by its own rule.

Django's delete writes the last version of a row into its history, so rows that have one are let go of by
`delete` here; after an anonymising save `forget_history` comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet
from simple_history.models import HistoricalChanges
from simple_history.utils import get_history_model_for_model

from desk.records.holds import client_of

AT_ONCE = 1000


def has_history(model: type[Model]) -> bool:
    """Whether changes of this model are kept."""
    return hasattr(model, "history")


def forget_history(model: type[Model], pks: Iterable[int]) -> int:
    """Every kept version of these rows, whether the rows are still there or not; how many versions went.

    Nothing for a model without a history, so that callers need not ask.
    """
    if not has_history(model):
        return 0
    history, key, gone, rows = get_history_model_for_model(model), _key(model), 0, list(pks)
    for start in range(0, len(rows), AT_ONCE):
        gone += _gone(history._base_manager.filter(**{f"{key}__in": rows[start : start + AT_ONCE]}))
    return gone


def delete(rows: QuerySet[Any]) -> int:
    """These rows with all their versions, in the transaction that the caller has open; how many rows went.

    What points at them by PROTECT refuses, as ever; what points by CASCADE goes too, and its versions stay:
    its room lets go of it first.
    """
    model, pks = rows.model, list(rows.order_by().values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        model._base_manager.filter(pk__in=pks[start : start + AT_ONCE]).delete()
    forget_history(model, pks)
    return len(pks)


def historical() -> Iterator[type[Model]]:
    """Every model whose changes are kept, each once."""
    for model in apps.get_models():
        if has_history(model) and not model._meta.proxy and not issubclass(model, HistoricalChanges):
            yield model


def superseded(model: type[Model], before: datetime) -> QuerySet[Any]:
    """For each row that has versions replaced before then: the oldest of its versions (keys of the history).

    The version that stood at that moment stays, and with it all later ones.
    """
    history, key = get_history_model_for_model(model), _key(model)
    same = history._base_manager.filter(**{key: OuterRef(key)})
    rows: QuerySet[Any] = history._base_manager.filter(
        Exists(same.filter(pk__gt=OuterRef("pk"), history_date__lt=before)),
        ~Exists(same.filter(pk__lt=OuterRef("pk"))),
        history_date__lt=before,
    ).order_by("pk")
    return rows


def version(model: type[Model], pk: int) -> tuple[int, int | None] | None:
    """Whose version this is: the key of its row, and of the row's client where it has one."""
    history = get_history_model_for_model(model)
    found = history._base_manager.filter(pk=pk).first()
    if found is None:
        return None
    client = client_of(history)
    return getattr(found, _key(model)), getattr(found, client) if client else None


def forget_superseded(model: type[Model], pk: int, before: datetime) -> int:
    """The versions of one row that were replaced before then; how many."""
    history, key = get_history_model_for_model(model), _key(model)
    same = history._base_manager.filter(**{key: pk})
    standing = same.filter(history_date__lt=before).order_by("-pk").values_list("pk", flat=True).first()
    return _gone(same.filter(pk__lt=standing)) if standing is not None else 0


def _gone(versions: QuerySet[Any]) -> int:
    """These versions and what they say of lists; nothing else points at one, so no collector has to look."""
    pks = list(versions.order_by().values_list("pk", flat=True))
    if not pks:
        return 0
    for relation in versions.model._meta.related_objects:
        of_lists = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
        of_lists._raw_delete(of_lists.db)
    rows = versions.model._base_manager.filter(pk__in=pks)
    return int(rows._raw_delete(rows.db))


def _key(model: type[Model]) -> str:
    pk = model._meta.pk
    assert pk is not None
    return str(pk.attname)
