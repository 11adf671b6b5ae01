"""What a test or demo database says of itself."""

from django.db import models


class Clock(models.Model):
    """How far a test or demo database's clock was moved; never a row in a database with real data."""

    moved = models.DurationField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="records_clock_single_row")]

    def __str__(self) -> str:
        return str(self.moved)


class DemoMarker(models.Model):
    """The one row says: this database was made by `./run` itself and may hold demo data and logins."""

    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.made_at)
