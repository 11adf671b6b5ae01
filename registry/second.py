"""What of this room a second person looks at (slot SECOND_EYES)."""

from django.utils.translation import gettext_lazy as _

from desk.people.approvals import Kind
from desk.people.enums import Second
from registry.actions import proofs, readings
from registry.enums import ProofKind, Verdict

# Neither can be taken back from the list of what waits: the room itself takes a reading or a proof back.
KINDS: dict[str, Kind] = {
    readings.KIND: Kind(
        text=_("How the text of the register card is understood: who signs"),
        page="registry:page",
        decided=readings.decided,
        usual={"": Second.LEADS},
        verdicts={
            Verdict.JOINT_TEXT.value: _("the joint right is written only as text"),
            Verdict.INDETERMINATE.value: _("the card does not say who acts together"),
        },
        needed=True,
        hold=readings.hold,
    ),
    proofs.KIND: Kind(
        text=_("A document that shows who represents a client"),
        page="registry:proof",
        decided=proofs.decided,
        usual={ProofKind.PRINT_OUT.value: Second.ANOTHER, ProofKind.STANDING.value: Second.LEADS},
        verdicts={kind.value: kind.label for kind in ProofKind},
        needed=True,
        hold=proofs.hold,
    ),
}
