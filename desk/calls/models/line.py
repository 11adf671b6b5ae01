"""Telephone lines: by what an exchange is known, and how its calls are to be treated."""

from ipaddress import ip_network

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk.people.enums import Language
from desk.people.models import Skill


def network(value: str) -> None:
    """Raises ValidationError when `value` is no address and no network of addresses."""
    try:
        ip_network(value)
    except ValueError:
        said = gettext(
            "“%(value)s” is not a network. Write an address as 192.0.2.10, or a network by its first"
            " address and its length as 192.0.2.0/24."
        )
        raise ValidationError(said % {"value": value}, code="network") from None


class Line(models.Model):
    """A service number of the exchange; its token is the exchange's credential, kept only as SHA-256."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    language = models.CharField(
        _("language of its calls"), max_length=2, choices=Language, blank=True,
        help_text=_("Calls go first to people who speak it; empty: to anyone."),
    )  # fmt: skip
    wrap_up_seconds = models.PositiveIntegerField(
        _("longest wrap-up in seconds"), default=0,
        help_text=_("After this the person is available again, finished or not; 0: no limit."),
    )  # fmt: skip
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("skill its calls need"),
        help_text=_("Calls go first to people who hold it; empty: to anyone."),
    )  # fmt: skip
    exchange_rotates = models.BooleanField(
        _("the exchange rotates"), default=False,
        help_text=_("The desk then offers nothing, and follows what the exchange tells."),
    )  # fmt: skip
    training = models.BooleanField(
        _("for training"), default=False,
        help_text=_("Its calls are simulated, go only to people in training, and no figure counts them."),
    )  # fmt: skip
    addresses = ArrayField(
        models.CharField(max_length=43, validators=[network]),
        verbose_name=_("addresses of the exchange"), default=list, blank=True,
        help_text=_("Networks as 192.0.2.0/24, divided by commas; empty: from anywhere."),
    )  # fmt: skip
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        verbose_name = _("telephone line")
        verbose_name_plural = _("telephone lines")

    def __str__(self) -> str:
        return self.name
