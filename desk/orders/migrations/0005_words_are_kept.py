"""A given order is not edited, and what was said of it by both sides can be neither changed nor deleted."""

from django.db import migrations

from desk.records.append_only import AppendOnly

ALLOWED = "TG_OP = 'DELETE' AND current_setting('abilaud.destruction', true) = 'on'"
KEPT = f"""
CREATE OR REPLACE FUNCTION orders_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {ALLOWED} THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND OLD.answered_at IS NULL
    AND (NEW.order_id, NEW.by_id, NEW.kind, NEW.ground, NEW.text, NEW.at)
      IS NOT DISTINCT FROM (OLD.order_id, OLD.by_id, OLD.kind, OLD.ground, OLD.text, OLD.at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is kept as it was said', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER orders_objection_kept BEFORE UPDATE OR DELETE ON orders_objection
  FOR EACH ROW EXECUTE FUNCTION orders_objection_kept();

CREATE OR REPLACE FUNCTION orders_order_as_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {ALLOWED} THEN RETURN OLD; END IF;
  IF OLD.state = 'draft' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state <> 'draft'
    AND (NEW.number, NEW.kind, NEW.title, NEW.text, NEW.checks, NEW.four_eyes, NEW.period_id, NEW.round_id,
      NEW.round_on, NEW.subject_kind, NEW.subject_id, NEW.given_at)
    IS NOT DISTINCT FROM (OLD.number, OLD.kind, OLD.title, OLD.text, OLD.checks, OLD.four_eyes, OLD.period_id,
      OLD.round_id, OLD.round_on, OLD.subject_kind, OLD.subject_id, OLD.given_at)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% was given and stays as it was', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER orders_order_as_given BEFORE UPDATE OR DELETE ON orders_order
  FOR EACH ROW EXECUTE FUNCTION orders_order_as_given();
"""
FREE = """
DROP TRIGGER orders_order_as_given ON orders_order;
DROP FUNCTION orders_order_as_given();
DROP TRIGGER orders_objection_kept ON orders_objection;
DROP FUNCTION orders_objection_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_what_became_of_orders"), ("records", "0002_append_only")]

    operations = [AppendOnly("orders_orderchange"), migrations.RunSQL(KEPT, FREE)]
