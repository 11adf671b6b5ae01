"""What an answered check says of persons may be let go of: its code, and what it rested on; nothing else of it.

Only in the destruction action, which leaves proof. The row itself, its hashes and its verdict never change.
"""

from django.db import migrations

LETS_GO = """
CREATE OR REPLACE FUNCTION registry_check_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  emptied text[] := ARRAY['code', 'issue', 'read_as_id', 'proof_id'];
BEGIN
  IF current_setting('abilaud.destruction', true) = 'on' THEN
    IF TG_OP = 'DELETE' THEN
      RETURN OLD;
    ELSIF (to_jsonb(NEW) - emptied) = (to_jsonb(OLD) - emptied)
      AND NEW.code IN ('', OLD.code) AND NEW.issue IN ('', OLD.issue)
      AND (NEW.read_as_id IS NULL OR NEW.read_as_id = OLD.read_as_id)
      AND (NEW.proof_id IS NULL OR NEW.proof_id = OLD.proof_id)
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'registry_check is append-only once answered' USING ERRCODE = 'restrict_violation';
END $$;
"""
KEEPS = """
CREATE OR REPLACE FUNCTION registry_check_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('abilaud.destruction', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'registry_check is append-only once answered' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_mandates_by_name")]
    operations = [migrations.RunSQL(LETS_GO, KEEPS)]
