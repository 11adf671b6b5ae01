"""Which role represents, in which status and legal form: rows of the administrator, each with its source."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class StatusRule(models.Model):
    """A status of an organisation. One that is not here is not known, and gives nobody a right."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=100)
    deleted = models.BooleanField(_("the organisation is no more"), default=False)
    source = models.CharField(_("source"), max_length=200, help_text=_("Where the rule comes from."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("status of an organisation")
        verbose_name_plural = _("statuses of organisations")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RoleRule(models.Model):
    """A role on the card. One that is not here, or not switched on, gives nobody a right."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=100)
    represents = models.BooleanField(
        _("represents"), default=False, help_text=_("Off: known, but never a right.")
    )
    forms = ArrayField(
        models.CharField(max_length=10), verbose_name=_("legal forms"), default=list, blank=True,
        help_text=_("Codes, separated by commas; empty: any."),
    )  # fmt: skip
    statuses = ArrayField(
        models.CharField(max_length=4), verbose_name=_("statuses in which it represents"), default=list,
        blank=True, help_text=_("Codes, separated by commas."),
    )  # fmt: skip
    natural = models.BooleanField(_("a natural person may hold it"), default=True)
    legal = models.BooleanField(_("a legal person may hold it"), default=False)
    procurator = models.BooleanField(_("is a procurator"), default=False)
    own = models.BooleanField(_("is the organisation themselves (sole trader)"), default=False)
    source = models.CharField(_("source"), max_length=200, help_text=_("Where the rule comes from."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role on the card")
        verbose_name_plural = _("roles on the card")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
