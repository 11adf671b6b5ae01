"""What of this room a second person looks at (slot SECOND_EYES)."""

from django.utils.translation import gettext_lazy as _

from contracts.actions import handsigned, returns, takeover_uploads, templates
from contracts.enums import ContainerSource
from contracts.verification import handsigned as signed_by_hand
from desk.people.approvals import Kind
from desk.people.enums import Second

KINDS = {
    "contracts.verdict": Kind(
        text=_("Signed container %(numbers)s: may these persons sign?"),
        page="contracts:page",
        decided=returns.second_said,
        usual={"": Second.LEADS},
        verdicts={
            "CHANGED_SINCE": _("the representation changed meanwhile"),
            "NEEDS_PERSON": _("the register does not say"),
            "REGISTER_UNAVAILABLE": _("the register did not answer"),
        },
        reasoned=True,
        needed=True,
        hold=returns.hold,
    ),
    signed_by_hand.KIND: Kind(
        text=_("Documents signed by hand %(numbers)s: may they be accepted?"),
        page="contracts:by_hand",
        decided=handsigned.second_said,
        usual={"": Second.LEADS},
        verdicts={each.value: each.label for each in (ContainerSource.PAPER, ContainerSource.PDF)},
        reasoned=True,
        needed=True,
        always=True,
        hold=returns.hold,
    ),
    takeover_uploads.KIND: Kind(
        text=_("Documents in force from a table, %(count)s: are they taken over?"),
        page="contracts:takeover",
        decided=takeover_uploads.second_said,
        usual={"": Second.NOBODY},
        hold=takeover_uploads.hold,
    ),
    templates.KIND: Kind(
        text=_("Text of a document, version %(version)s: %(template)s"),
        page="contracts:version",
        decided=templates.version_said,
        usual={"": Second.KEEPERS},
        needed=True,
        tells_itself=True,
        hold=templates.hold,
    ),
}
