"""Which backups were made: the proof that there is one, and how old it is."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupQuerySet(models.QuerySet["Backup"]):
    def newest_first(self) -> Self:
        """The last one that was finished comes first."""
        return self.order_by("-finished_at", "-pk")


class Backup(models.Model):
    """One finished backup. Written after it lies under its name, so no backup holds its own row.

    `size` and `digest` (sha256) are of the file as it lies there; `missing` counts stored files whose bytes
    were not to be found, though nothing says that they were destroyed: such a backup is not whole.
    """

    started_at = models.DateTimeField(_("begun"))
    finished_at = models.DateTimeField(_("finished"))
    name = models.CharField(_("file"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    digest = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField(_("rows"))
    files = models.PositiveBigIntegerField(_("files"))
    missing = models.PositiveIntegerField(_("missing files"), default=0)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        indexes = [models.Index(fields=["-finished_at", "-id"], name="operations_backup_newest")]

    def __str__(self) -> str:
        return self.name
