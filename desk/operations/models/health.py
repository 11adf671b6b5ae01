"""What the house knows of its own state: signs of life, and the last look at everything."""

from datetime import timedelta

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def age_of(self, part: str) -> timedelta | None:
        """How long ago this part gave its last sign of life, by the database's own time; None: never."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp() - at FROM operations_heartbeat WHERE part = %s", [part])
            found = cursor.fetchone()
        return found[0] if found else None


class Heartbeat(models.Model):
    """The last sign of life of a part that answers nobody: it wrote this row itself.

    `at` is the database's own time and never the moved clock of a demo: it is about processes.
    """

    part = models.CharField(_("part"), max_length=40, unique=True)
    at = models.DateTimeField(_("at"))

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return self.part


class Look(models.Model):
    """The last look of the doctor at every part, so that its page costs one read. One row, nothing personal.

    `findings` holds part, state, and detail and todo in each language of the staff.
    """

    at = models.DateTimeField(_("looked at"))
    seconds = models.FloatField(_("took seconds"))
    findings = models.JSONField(_("findings"))
    # A person asked for a new one; the worker looks as soon as it can.
    wanted_at = models.DateTimeField(_("asked for"), null=True, blank=True)

    class Meta:
        verbose_name = _("look at the house")
        verbose_name_plural = _("looks at the house")
        constraints = [models.CheckConstraint(name="operations_look_one", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M}"
