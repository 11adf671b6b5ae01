"""Rows of orders: whom each is about, whose it is, and what came of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.clients.models import Client, ContactPoint
from desk.mail.models import Message
from desk.orders.enums import Channel, ItemState
from desk.orders.enums import ItemResult as Result
from desk.orders.models.order import Order
from desk.records.models import Blob


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    """Rows, by what the desk asks of them."""

    def open(self) -> Self:
        """Still to be done."""
        return self.filter(state=ItemState.OPEN)

    def owned_by(self, *user_ids: int) -> Self:
        """Those of one of these people."""
        return self.filter(owner_id__in=user_ids)

    def of_order(self, order_id: int) -> Self:
        """Those of one order, in its order."""
        return self.filter(order_id=order_id).order_by("position")

    def for_client(self, client_id: int) -> Self:
        """Those about one client."""
        return self.filter(client_id=client_id)

    def shown(self) -> Self:
        """With what a row of the worklist shows, in one query."""
        return self.select_related("client", "owner")


class WorkItem(models.Model):
    """One row of an order, frozen with it. Of an uploaded code that no client has, `client` is empty."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(_("number"))
    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="work_items", verbose_name=_("client")
    )
    code = models.CharField(_("registry code"), max_length=20, blank=True)
    values = models.JSONField(default=list)  # of the uploaded columns
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="work_items",
        verbose_name=_("whose row"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=7, choices=ItemState, default=ItemState.OPEN)
    result = models.CharField(_("result"), max_length=11, choices=Result, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # Not before then: the client asked for another time, or did not answer.
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("done by"),
    )  # fmt: skip

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        indexes = [
            models.Index(
                name="workitem_open_of_owner", fields=["order", "owner", "position"],
                condition=Q(state="open"),
            ),
            models.Index(name="workitem_owed", fields=["owner", "order"], condition=Q(state="open")),
            models.Index(name="workitem_done", fields=["order", "done_at"], condition=Q(state="done")),
            models.Index(name="workitem_done_when", fields=["done_at"], condition=Q(state="done")),
            models.Index(name="workitem_of_client", fields=["client", "-id"]),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(name="orders_workitem_position", fields=["order", "position"]),
            models.UniqueConstraint(
                name="orders_workitem_client_once", fields=["order", "client"],
                condition=Q(client__isnull=False),
            ),
            models.CheckConstraint(
                name="orders_workitem_done_with_result",
                condition=(Q(state="done", done_at__isnull=False, done_by__isnull=False) & ~Q(result=""))
                | (~Q(state="done") & Q(done_at=None, done_by=None, result="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"

    def get_absolute_url(self) -> str:
        """The row's page."""
        return reverse("orders:item", args=[self.order_id, self.position])


class ItemFinding(models.Model):
    """What was found in a row, and what was corrected in the portal; append-only, the last one stands."""

    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="findings")
    result = models.CharField(_("result"), max_length=11, choices=Result)
    check_name = models.CharField(_("what was checked"), max_length=200, blank=True)
    place = models.CharField(_("place in the portal"), max_length=200, blank=True)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    screenshot = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("finding of a work item")
        verbose_name_plural = _("findings of work items")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="orders_finding_corrected_says_what",
                condition=~Q(result="corrected")
                | (~Q(place="") & ~Q(after="") & (~Q(link="") | Q(screenshot__isnull=False))),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.result}"


class ItemAttempt(models.Model):
    """A call, letter or visit by which the client was sought from a row; append-only.

    `subject` names the record of another room by kind and id: the call, the visit.
    """

    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="attempts_made")
    channel = models.CharField(_("how"), max_length=5, choices=Channel)
    contact = models.ForeignKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=30, blank=True)
    subject_id = models.BigIntegerField(null=True)
    reached = models.BooleanField(_("reached"), default=False)
    # Somebody else answered, or the number is not in use: a batch may mark the contact as dead by it.
    wrong = models.BooleanField(_("wrong number or address"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("attempt to reach a client")
        verbose_name_plural = _("attempts to reach clients")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.channel}"
