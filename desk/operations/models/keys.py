"""How far the keys were changed: a row for each first key of ENCRYPTION_KEYS that all was brought to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyRotation(models.Model):
    """One change of keys. `mark` tells which key without telling it; `after`: how far the files have come."""

    mark = models.CharField(_("key"), max_length=8, unique=True)
    started_at = models.DateTimeField(_("begun"))
    after = models.CharField(max_length=64, blank=True)
    files = models.PositiveBigIntegerField(_("files"), default=0)
    columns = models.PositiveBigIntegerField(_("secrets"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("change of keys")
        verbose_name_plural = _("changes of keys")

    def __str__(self) -> str:
        return self.mark
