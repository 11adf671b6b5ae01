"""What was published and read is never changed: the database refuses it."""

from django.db import migrations

from desk.records.append_only import AppendOnly

# What a version says may change only while it is a draft; `words` may be made anew at any time.
SQL = """
CREATE FUNCTION guides_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE'
    AND NEW.state <> 'draft'
    AND (OLD.guide_id, OLD.number, OLD.title_et, OLD.title_en, OLD.title_ru, OLD.body_et, OLD.body_en,
         OLD.body_ru, OLD.change_note, OLD.written_by_id, OLD.written_at, OLD.published_by_id, OLD.published_at)
    IS NOT DISTINCT FROM
        (NEW.guide_id, NEW.number, NEW.title_et, NEW.title_en, NEW.title_ru, NEW.body_et, NEW.body_en,
         NEW.body_ru, NEW.change_note, NEW.written_by_id, NEW.written_at, NEW.published_by_id, NEW.published_at)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a published version of a guide does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guides_published_version BEFORE UPDATE OR DELETE ON guides_guideversion
  FOR EACH ROW EXECUTE FUNCTION guides_published_version();

CREATE FUNCTION guides_published_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner bigint := CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
BEGIN
  IF EXISTS (SELECT 1 FROM guides_guideversion WHERE id = owner AND state <> 'draft') THEN
    RAISE EXCEPTION 'a published version of a guide does not change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER guides_published_step BEFORE INSERT OR UPDATE OR DELETE ON guides_guidestep
  FOR EACH ROW EXECUTE FUNCTION guides_published_step();
"""
BACK = """
DROP TRIGGER guides_published_step ON guides_guidestep;
DROP FUNCTION guides_published_step();
DROP TRIGGER guides_published_version ON guides_guideversion;
DROP FUNCTION guides_published_version();
"""


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_initial"), ("records", "0002_append_only")]

    operations = [
        AppendOnly("guides_reading"),
        migrations.RunSQL(SQL, BACK),
    ]
