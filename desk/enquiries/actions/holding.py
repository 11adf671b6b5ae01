"""What every action of this room does first and last: holds the row, and tells the timeline."""

from desk.enquiries import permissions
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note as write


def lock(enquiry: Enquiry, by: User | None = None) -> None:
    """Hold the row until the transaction ends, and see it as it is now; Refused to whom it concerns."""
    enquiry.refresh_from_db(from_queryset=Enquiry.objects.select_for_update())
    if refusal := permissions.handles(by, enquiry):
        raise Refused(refusal)


def note(what: str, enquiry: Enquiry, by: User | None, owner_id: int | None = None, **params: str) -> None:
    """Tell the timeline what was done with the enquiry; it belongs to its owner, or to `owner_id`."""
    write(
        kind=f"enquiries.{what}", subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by,
        owner_id=owner_id or enquiry.owner_id, number=enquiry.number, **params,
    )  # fmt: skip
