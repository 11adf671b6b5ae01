"""Open work of absent people in this room, for whoever does it meanwhile (slot HANDOVER)."""

from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from desk.enquiries.enums import State
from desk.enquiries.models import Enquiry, EnquiryMail, Promise
from desk.mail.enums import IncomingKind
from desk.mail.models import Message
from desk.slots import Work

OTHERS = (State.WAITING, State.ESCALATED)  # the client's turn, and the second level's
# A letter of the client after which nobody has written to the client yet; what machines send is no answer.
_WRITTEN = Message.objects.filter(
    subject_kind="enquiry", subject_id=OuterRef("enquiry_id"), written=True,
    queued_at__gte=OuterRef("incoming__received_at"),
)  # fmt: skip
# One letter of it, by the enquiry's own index: an EXISTS here would be looked for among all there ever were.
_UNANSWERED = Subquery(
    EnquiryMail.objects.filter(
        ~Exists(_WRITTEN), enquiry=OuterRef("pk"), incoming__kind=IncomingKind.LETTER
    ).values("pk")[:1]
)
MOST = 200  # rows of one kind; more than that is not a list to work from


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """Promises that these people owe, letters that nobody has answered, and their other open enquiries."""
    owed = Promise.objects.owed().owned_by(*user_ids).select_related("enquiry").order_by("due_at", "pk")
    promised = set()
    for promise in owed[:MOST]:
        enquiry = promise.enquiry
        promised.add(enquiry.pk)
        assert enquiry.owner_id is not None  # these are people's own
        title = f"{enquiry.number} · {promise.what}"
        yield Work(
            _("Promises"), title, enquiry.get_absolute_url(), promise.due_at, enquiry.owner_id,
            kind="promise", kept_from=enquiry.concerns_id,
        )  # fmt: skip
    mine = Enquiry.objects.open().owned_by(*user_ids).annotate(unanswered=_UNANSWERED)
    mine = mine.filter(Q(unanswered__isnull=False) | ~Q(pk__in=promised))
    for enquiry in mine.select_related("topic").newest_first()[:MOST]:
        assert enquiry.owner_id is not None
        title = f"{enquiry.number} · {enquiry.topic.name}"
        letter = enquiry.__dict__["unanswered"] is not None
        yield Work(
            _("Letters to answer") if letter else _("Enquiries"), title, enquiry.get_absolute_url(),
            enquiry.due_at, enquiry.owner_id, kind="letter" if letter else "enquiry",
            since=enquiry.opened_at, others_turn=enquiry.state in OTHERS and not letter,
            kept_from=enquiry.concerns_id,
        )  # fmt: skip
