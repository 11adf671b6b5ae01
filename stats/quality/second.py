"""What of quality a second person looks at (slot SECOND_EYES): a new version of a scorecard."""

from django.utils.translation import gettext_lazy as _

from desk.people.approvals import Kind
from desk.people.enums import Second
from stats.actions import scorecards

KINDS: dict[str, Kind] = {
    scorecards.KIND: Kind(
        text=_("Scorecard, version %(version)s: may it be used?"),
        page="stats:scorecard",
        decided=scorecards.version_said,
        usual={"": Second.KEEPERS},
        tells_itself=True,
    )
}
