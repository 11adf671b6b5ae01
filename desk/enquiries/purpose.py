"""Open enquiries as the reason to look at a client (slot PURPOSES)."""

from desk.enquiries.models import Enquiry
from desk.people.models import User


def open_enquiry(user: User, client_id: int) -> str:
    """`enquiry:7` when the person answers for an open enquiry of this client, else empty."""
    mine = Enquiry.objects.open().owned_by(user.pk).for_client(client_id)
    pk = mine.order_by("-pk").values_list("pk", flat=True).first()
    return f"enquiry:{pk}" if pk else ""
