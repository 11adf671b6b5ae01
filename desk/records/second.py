"""What of this room a second person looks at (slot SECOND_EYES)."""

from django.utils.translation import gettext_lazy as _

from desk.people.approvals import Kind
from desk.people.enums import Second
from desk.records import rules

KINDS: dict[str, Kind] = {
    rules.SHORTER: Kind(
        text=_("Shorter keeping, so that more is destroyed: %(store)s, %(before)s → %(after)s days"),
        page="records:rule",
        decided=rules.decided,
        usual={"": Second.KEEPERS},
        always=True,
    ),
}
