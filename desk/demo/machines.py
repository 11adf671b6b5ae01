"""A program that reads with a key, and what the desk asked of other systems this morning."""

import hashlib
import secrets
from datetime import datetime, timedelta

from desk import workdays
from desk.login.enums import Scope
from desk.login.models import ApiKey
from desk.operations.models import OutgoingRequest
from desk.people.models import User

ASKED = (
    ("register", "POST", "/cgi-bin/consumer_proxy", 200, "", 214, 4210),
    ("jira", "GET", "/rest/api/2/issue/*", 200, "", 88, 12044),
    ("jira", "POST", "/rest/api/2/issue", 503, "", 1302, 0),
    ("siva", "POST", "/validateHashcode", 200, "", 640, 9120),
    ("tsa", "POST", "/tsa", None, "timeout", 10004, 0),
    ("portal", "GET", "/api/users", 200, "", 51, 1804),
    ("smtp", "", "send", None, "", 34, 0),
)


def seed(at: datetime) -> None:
    """The warehouse's key, whose secret nobody knows; one request of each kind."""
    keeper, head = User.objects.get(username="haldur"), User.objects.get(username="juht")
    today = workdays.today()
    ApiKey.objects.create(
        name="Andmeait", start="abk_demo", sha256=hashlib.sha256(secrets.token_bytes(32)).hexdigest(),
        scopes=[Scope.FIGURES_TOPICS, Scope.FIGURES_CHANNELS], owner=head, made_by=keeper,
        made_on=today, expires_on=today + timedelta(days=200),
    )  # fmt: skip
    OutgoingRequest.objects.bulk_create(
        OutgoingRequest(
            system=system, method=method, operation=operation, status=status, trouble=trouble,
            milliseconds=spent, size=size, host=f"{system}.example", at=at - timedelta(minutes=9 * number),
            failed=bool(trouble) or (status or 0) >= 400,
        )
        for number, (system, method, operation, status, trouble, spent, size) in enumerate(ASKED)
    )  # fmt: skip
