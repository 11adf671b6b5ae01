"""A sitting of an hour ago: the head looked at the refusal and left it out, so it still waits for him."""

from datetime import datetime, timedelta

from contracts.actions import sitting
from contracts.enums import PackageState
from contracts.models import Package
from contracts.sitting import offering
from desk.demo.moment import ago
from desk.people.models import User


def seed(at: datetime) -> None:
    """Where nothing can be signed in the browser, he did not begin."""
    if not offering.configured():
        return
    head = User.objects.get(username="juht")
    package = Package.objects.get(client__registry_code="10000062", state=PackageState.AWAITING_AGENCY)
    with ago(timedelta(hours=1)):
        begun = sitting.begin(packages=[package.pk], by=head).sitting
        row = begun.signatures.get()
        sitting.seen(signature=row, by=head)
        sitting.leave_out(signature=row, by=head)
