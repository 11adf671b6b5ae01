"""What may need a second pair of eyes, and whose: a policy by kind and verdict, set by the administrator."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from desk import slots
from desk.people.enums import Role, Second
from desk.people.models import Approval, ApprovalPolicy, User
from desk.people.words import filled

_HOLDERS = {
    Second.ANOTHER: (Role.SPECIALIST, Role.SENIOR, Role.HEAD),
    Second.LEADS: (Role.SENIOR, Role.HEAD),
    Second.HEAD: (Role.HEAD,),
    # For what holds no client's data: the administrator sees none.
    Second.KEEPERS: (Role.ADMINISTRATOR, Role.HEAD),
}


@dataclass(frozen=True)
class Kind:
    """One kind of thing that a second person looks at; a room offers its own in the slot SECOND_EYES.

    `text` is a sentence with the approval's params, `page` the URL name of the subject's page; `decided`
    is the room's own action, called in the transaction of the decision. `usual` is the second person where
    the administrator has set nothing, by verdict ("" for all); `verdicts` names those that a rule may speak
    of. With `reasoned` a yes needs a reason as a no always does; with `needed` the question cannot be taken
    back, since the thing waits for its answer. With `tells_itself` the room tells the one who asked what was
    decided. With `always` a rule that wants nobody is passed over: nobody decides alone. `hold` locks the
    thing itself before the approval, for a room that locks in that order.
    """

    text: Promise
    page: str
    decided: Callable[[Approval], None]
    usual: dict[str, Second] = field(default_factory=lambda: {"": Second.ANOTHER})
    verdicts: dict[str, Promise | str] = field(default_factory=dict)
    reasoned: bool = False
    needed: bool = False
    tells_itself: bool = False
    always: bool = False
    hold: Callable[[Approval], None] | None = None


def kinds() -> dict[str, Kind]:
    """All kinds by code, as the rooms offer them."""
    return {code: kind for offered in slots.each("SECOND_EYES") for code, kind in offered.items()}


def named(code: str) -> str:
    """What a kind decides, without the values of one case; the bare code of a kind that nobody offers."""
    kind = kinds().get(code)
    return filled(kind.text, {}) if kind else code


def text_of(approval: Approval) -> str:
    """What is asked, in the language of the page; the bare kind where no room offers it any more."""
    kind = kinds().get(approval.kind)
    return filled(kind.text, approval.params) if kind else approval.kind


def second_for(kind: str, verdict: str = "") -> Second:
    """Who must look: the rule for this verdict, else the rule for the kind, else what is usual."""
    rules = dict(ApprovalPolicy.objects.filter(kind=kind).values_list("verdict", "second"))
    known = kinds()[kind]
    for found in (rules.get(verdict), rules.get(""), known.usual.get(verdict), known.usual.get("")):
        if found is not None and not (known.always and found == Second.NOBODY):
            return Second(found)
    return Second.ANOTHER


def refusal(approval: Approval, user: User) -> str:
    """Why this person may not be the second one, as a text; empty when they may."""
    if approval.kind not in kinds():
        return _("This is no longer decided here.")
    if approval.asked_by_id == user.pk:
        return _("Nobody is second person to himself.")
    if not user.holds(*_HOLDERS.get(Second(approval.second), ())):
        return _("A second person is wanted here: %(who)s.") % {"who": approval.get_second_display()}
    return ""
