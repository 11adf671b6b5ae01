"""What a person said about representation proves something: it may come into force and end, nothing else."""

from django.db import migrations

from desk.records.append_only import AppendOnly

# The names end in append_only: a merge of clients leaves these rows with the record they were said of.
STANDS = """
CREATE FUNCTION registry_said_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moves text[] := ARRAY['state', 'second_by_id', 'second_at', 'ended_by_id', 'ended_at', 'ended_why'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF current_setting('abilaud.destruction', true) = 'on' THEN
      RETURN OLD;
    END IF;
  ELSIF OLD.state IN ('proposed', 'in_force')
    AND (to_jsonb(NEW) - moves) = (to_jsonb(OLD) - moves)
    AND (OLD.state = 'proposed' OR NEW.state IN ('in_force', 'ended'))
    AND (OLD.state = 'proposed'
      OR (NEW.second_by_id, NEW.second_at) IS NOT DISTINCT FROM (OLD.second_by_id, OLD.second_at))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registry_reading_append_only BEFORE UPDATE OR DELETE ON registry_reading
  FOR EACH ROW EXECUTE FUNCTION registry_said_append_only();
CREATE TRIGGER registry_proof_append_only BEFORE UPDATE OR DELETE ON registry_proof
  FOR EACH ROW EXECUTE FUNCTION registry_said_append_only();

CREATE FUNCTION registry_proofperson_early() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM registry_proof WHERE id = NEW.proof_id AND state = 'proposed';
  IF FOUND THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'persons are named before a proof is in force' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER registry_proofperson_early BEFORE INSERT ON registry_proofperson
  FOR EACH ROW EXECUTE FUNCTION registry_proofperson_early();
"""
BACK = """
DROP TRIGGER registry_proofperson_early ON registry_proofperson;
DROP FUNCTION registry_proofperson_early();
DROP TRIGGER registry_proof_append_only ON registry_proof;
DROP TRIGGER registry_reading_append_only ON registry_reading;
DROP FUNCTION registry_said_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_print_outs_answer_a_check"), ("records", "0002_append_only")]

    operations = [migrations.RunSQL(STANDS, BACK), AppendOnly("registry_proofperson")]
