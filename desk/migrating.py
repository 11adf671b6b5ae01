"""A migration operation: the tables of a room are made at once."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Tables made in their final shape, then changes of other tables, with models imagined only twice.

    Django imagines all related models anew for every single operation, and everybody is related to a user:
    the first migration of a new database took most of a minute. Each operation sees the models as they were
    before all of these and as they are after them, so none may build on another one, but for what adds
    fields, indexes and constraints to the very tables that are made here.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Sequence[Operation]], dict[str, object]]:
        return self.__class__.__name__, [self.operations], {}

    def describe(self) -> str:
        return f"Make {len(self._tables())} tables"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # so that they are imagined once, after the last operation
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in [*self._tables(), *self._changes()]:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in [*reversed(self._changes()), *reversed(self._tables())]:
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _tables(self) -> list[CreateModel]:
        return [operation for operation in self.operations if isinstance(operation, CreateModel)]

    def _changes(self) -> list[Operation]:
        """What is done to tables that stood before."""
        made = {table.name_lower for table in self._tables()}
        others = [each for each in self.operations if not isinstance(each, CreateModel)]
        return [each for each in others if getattr(each, "model_name", "").lower() not in made]
