"""What of this room a second person looks at (slot SECOND_EYES)."""

from django.utils.translation import gettext_lazy as _

from desk.clients.actions import requests
from desk.people.approvals import Kind
from desk.people.enums import Second

KINDS = {
    requests.SECOND: Kind(
        text=_("Erasure of a person's data, request %(number)s"),
        page="contracts:data_request",
        decided=requests.decided,
        usual={"": Second.LEADS},
        always=True,
    )
}
