"""What became of an order once it was given, in the words of who did it; written once, never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.orders.enums import Changed
from desk.orders.models.order import Order
from desk.people.models import User


class OrderChange(models.Model):
    """One thing that was done with a given order, with its reason or what was said; append-only."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="changes")
    what = models.CharField(_("what"), max_length=9, choices=Changed)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now)
    # Whom it was about, where it was about one of the order's people.
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    due_before = models.DateTimeField(_("due before"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    text = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("change of an order")
        verbose_name_plural = _("changes of orders")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="orders_change_says_why",
                condition=~models.Q(what__in=["due", "released", "sent_back", "withdrawn"])
                | ~models.Q(text=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.what}"
