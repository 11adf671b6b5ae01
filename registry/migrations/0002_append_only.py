"""An answered check proves something: the database refuses to change it."""

from django.db import migrations

from desk.records.append_only import AppendOnly

# The row is a job until it is answered; from then on it is evidence. DELETE only in the destruction action.
ANSWERED = """
CREATE FUNCTION registry_check_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('abilaud.destruction', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'registry_check is append-only once answered' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registry_check_answered BEFORE UPDATE OR DELETE ON registry_check
  FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION registry_check_answered();
"""
BACK = """
DROP TRIGGER registry_check_answered ON registry_check;
DROP FUNCTION registry_check_answered();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        migrations.RunSQL(ANSWERED, BACK),
        AppendOnly("registry_checkpayload"),
        AppendOnly("registry_exchange"),
    ]
