"""A migration operation: PostgreSQL itself refuses to change or delete what proves something."""

from django.db.migrations.operations import RunSQL

# DELETE is allowed only to the destruction action, which says so in its own transaction.
FUNCTION = """
CREATE OR REPLACE FUNCTION records_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('abilaud.destruction', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class AppendOnly(RunSQL):
    """Refuse UPDATE always, and DELETE except in the destruction action, on `table`."""

    def __init__(self, table: str) -> None:
        self.table = table
        name = f"{table}_append_only"
        super().__init__(
            sql=f"{FUNCTION} CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION records_append_only();",
            reverse_sql=f"DROP TRIGGER {name} ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__name__, [self.table], {}
