"""What of this room a second person looks at (slot SECOND_EYES)."""

from django.utils.translation import gettext_lazy as _

from desk.people.approvals import Kind
from desk.people.enums import Second
from tickets.actions import overriding
from tickets.enums import Personal

KINDS: dict[str, Kind] = {
    overriding.KIND: Kind(
        text=_("Personal data in a ticket to the second level (%(unit)s): may it go to JIRA?"),
        page="tickets:override",
        decided=overriding.second_said,
        usual={"": Second.LEADS},
        verdicts={kind.value: kind.label for kind in Personal},
        reasoned=True,
        needed=True,
        always=True,
        hold=overriding.hold,
    ),
}
