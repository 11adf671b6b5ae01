"""Rows on their way into the tables by COPY: made one by one, written many at once, never all in memory."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import Max

AT_ONCE = 40_000  # rows kept before they are written: some 40 MB

_EPOCH = date(1970, 1, 1)


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return str(_EPOCH + timedelta(days=number))


def stamp(second: int) -> str:
    """A moment (seconds since 1970, UTC) as PostgreSQL reads it; quicker than a datetime by far."""
    days, rest = divmod(second, 86400)
    minutes, seconds = divmod(rest, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{_day(days)} {hours:02}:{minutes:02}:{seconds:02}+00"


def second(moment: datetime) -> int:
    """A moment as seconds since 1970."""
    return int(moment.astimezone(UTC).timestamp())


def _blank(field: Any) -> Any:
    """What stands in a column that a row says nothing of; what must be said is left to the database."""
    if field.default is models.NOT_PROVIDED:
        return "" if field.get_internal_type() in {"CharField", "TextField"} and not field.null else None
    if not callable(field.default):
        return field.default
    return {list: "[]" if field.get_internal_type() == "JSONField" else "{}", dict: "{}"}.get(field.default)


class Table:
    """The rows of one model. Ids go on after the last one that is there, or fill a place kept for them."""

    def __init__(self, model: type[models.Model], kept_place: bool = False) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.model, self.name = model, model._meta.db_table
        self.blank: dict[str, Any] = {str(field.column): _blank(field) for field in fields}
        self.numbered = "id" in self.blank
        last = None if kept_place else model._default_manager.aggregate(last=Max("pk"))["last"]
        self.last: int = last or 0
        self.kept_place = kept_place
        self.rows: list[tuple[Any, ...]] = []
        self.count = 0

    def next_id(self) -> int:
        """The id of a row that is written later."""
        self.last += 1
        return self.last

    def add(self, **values: Any) -> int:
        """A row by the names of its columns; its id (0 where the table has none)."""
        if self.numbered and "id" not in values:
            self.last += 1
            values["id"] = self.last
        row = self.blank | values
        if len(row) != len(self.blank):
            raise FieldDoesNotExist(f"{self.name}: {sorted(set(row) - set(self.blank))}")
        self.rows.append(tuple(row.values()))
        self.count += 1
        return int(values.get("id", 0))

    def write(self) -> None:
        """Everything kept goes into the table."""
        columns = ", ".join(f'"{column}"' for column in self.blank)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy,
        ):
            for row in self.rows:
                copy.write_row(row)
        self.rows.clear()

    def number_on(self) -> None:
        """The table's own numbering goes on behind our ids."""
        if not self.numbered or not self.count or self.kept_place:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM \"{self.name}\"))",  # noqa: S608  (our own table's name)
                [self.name],
            )


def keep_place(model: type[models.Model], rows: int) -> None:
    """The table's own numbering begins behind so many ids: rows that are older can be written later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, rows])


class Tables:
    """All tables that are filled; each is known by its model. `kept_place`: see `keep_place`."""

    def __init__(self, kept_place: bool = False) -> None:
        self.kept_place = kept_place
        self._tables: dict[type[models.Model], Table] = {}

    def __getitem__(self, model: type[models.Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model, self.kept_place)
        return self._tables[model]

    def ease(self) -> None:
        """Write what is kept once it is much."""
        if sum(len(table.rows) for table in self._tables.values()) >= AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what is kept."""
        for table in self._tables.values():
            if table.rows:
                table.write()

    def finish(self) -> None:
        """The last rows, the numbering, and what the planner knows of the tables."""
        self.write()
        for table in self._tables.values():
            table.number_on()
        with connection.cursor() as cursor:
            for table in self._tables.values():
                cursor.execute(f'ANALYZE "{table.name}"')

    def counts(self) -> Mapping[str, int]:
        """How many rows went into each model's table."""
        return {table.model._meta.label: table.count for table in self._tables.values() if table.count}
