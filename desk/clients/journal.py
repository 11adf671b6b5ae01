"""What a merge changed, row by row, so that it can be put back exactly."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from simple_history.utils import get_history_manager_for_model

from desk.clients.models import Merge, Moved
from desk.clients.references import Reference
from desk.http import Refused
from desk.people.models import User

BATCH = 500  # rows of one statement


class Journal:
    """Changes rows for one merge, with their history, and writes down each before and after."""

    def __init__(self, merge: Merge, by: User) -> None:
        self.merge, self.by = merge, by

    def move(self, reference: Reference, ids: list[int], lost: int, kept: int) -> None:
        """Point the rows at `kept`."""
        for batch in _batches(ids):
            self._write(reference.model, batch, {reference.column: kept})
            self._keep(
                Moved(model=reference.label, row=pk, field=reference.column, before=lost, after=kept)
                for pk in batch
            )

    def change(self, row: Any, values: dict[str, Any]) -> None:
        """Write the values (by attribute, keys by their id) into one row, together: some stand in pairs."""
        if not values:
            return
        label = str(row._meta.label)
        before = {column: getattr(row, column) for column in values}
        self._write(type(row), [row.pk], values)
        for column, after in values.items():
            setattr(row, column, after)
        self._keep(
            Moved(model=label, row=row.pk, field=column, before=_plain(before[column]), after=_plain(after))
            for column, after in values.items()
        )

    def stays(self, reference: Reference, pk: int, lost: int) -> None:
        """The row was looked at and stays with the lost one."""
        self._keep([Moved(model=reference.label, row=pk, field=reference.column, before=lost, after=lost)])

    def undo(self) -> int:
        """Put back what still is as the merge left it, the newest first; how many rows were changed later."""
        changes: dict[tuple[str, int], dict[str, Moved]] = {}
        for moved in self.merge.moved.order_by("-pk"):
            if moved.before == moved.after:
                continue
            fields = changes.setdefault((moved.model, moved.row), {})
            if moved.field in fields:  # moved twice: from the first before to the last after
                moved.after = fields[moved.field].after
            fields[moved.field] = moved
        later = 0
        for (label, fields_values), group in groupby(changes.items(), _alike):
            before, after = dict(fields_values[0]), dict(fields_values[1])
            later += self._put_back(apps.get_model(label), [pk for (_label, pk), _f in group], before, after)
        return later

    def _put_back(self, model: Any, ids: list[int], before: dict[str, Any], after: dict[str, Any]) -> int:
        rows = model._base_manager.filter(pk__in=ids)
        held = rows.select_for_update(skip_locked=True, no_key=True)
        now = {row["pk"]: {k: _plain(row[k]) for k in after} for row in held.values("pk", *after)}
        if len(now) != rows.count():
            raise Refused(_("Somebody is just changing something of theirs. Try again in a moment."))
        untouched = [pk for pk in ids if now.get(pk) == after]
        values = {column: model._meta.get_field(column).to_python(value) for column, value in before.items()}
        for batch in _batches(untouched):
            self._write(model, batch, values)
        return len(ids) - len(untouched)

    def _write(self, model: Any, ids: list[int], values: dict[str, Any]) -> None:
        rows = model._base_manager.filter(pk__in=ids)
        rows.update(**values)
        if hasattr(model, "history"):
            history = get_history_manager_for_model(model)
            history.bulk_history_create(list(rows), update=True, default_user=self.by)

    def _keep(self, moved: Any) -> None:
        rows = list(moved)
        for row in rows:
            row.merge = self.merge
        Moved.objects.bulk_create(rows)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _alike(change: tuple[tuple[str, int], dict[str, Moved]]) -> tuple[str, Any]:
    """Rows that go back the same way go back together."""
    (label, _pk), fields = change
    before = sorted((name, moved.before) for name, moved in fields.items())
    after = sorted((name, moved.after) for name, moved in fields.items())
    return label, (before, after)
