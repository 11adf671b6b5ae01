"""Under which number of ours the register is asked, so that its log names the matter (header `issue`)."""

from desk.enquiries.models import Enquiry
from desk.people.deputies import works_for
from desk.people.models import User


def number(user: User, client_id: int) -> str:
    """The person's newest open enquiry of this client; empty when there is none."""
    mine = Enquiry.objects.open().readable_by(user).owned_by(*works_for(user)).filter(client=client_id)
    return mine.order_by("-pk").values_list("number", flat=True).first() or ""
