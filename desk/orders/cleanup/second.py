"""What of the clean-up a second person looks at (slot SECOND_EYES)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.orders.actions import batches
from desk.people.approvals import Kind


def _kind(text: Promise) -> Kind:
    """Nobody decides alone, and the plan waits for the answer; who asked may put it back (take_back)."""
    return Kind(
        text=text, page="orders:batch", decided=batches.second_said, hold=batches.hold, needed=True,
        always=True,
    )  # fmt: skip


KINDS = {
    "orders.batch.dead_contacts": _kind(
        _("Order %(order)s: may contacts be marked as not working (%(count)s)?")
    ),
    "orders.batch.merge": _kind(_("Order %(order)s: may pairs of clients be merged (%(count)s)?")),
    "orders.batch.fields": _kind(_("Order %(order)s: may fields of clients be changed (%(count)s)?")),
}
