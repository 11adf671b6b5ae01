"""A migration operation: PostgreSQL refuses to change a finished review, and to delete it but by rule."""

from django.db.migrations.operations import RunSQL

SQL = """
CREATE OR REPLACE FUNCTION stats_review_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.finished_at IS NULL THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' AND current_setting('abilaud.destruction', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'a finished review does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER stats_review_stays BEFORE UPDATE OR DELETE ON stats_review
  FOR EACH ROW EXECUTE FUNCTION stats_review_stays();
"""
BACK = """
DROP TRIGGER stats_review_stays ON stats_review;
DROP FUNCTION stats_review_stays();
"""


class ReviewsStay(RunSQL):
    """Once finished, a review of `stats_review` is never changed; an unfinished one may be thrown away."""

    def __init__(self) -> None:
        super().__init__(sql=SQL, reverse_sql=BACK)

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        return self.__class__.__name__, [], {}
