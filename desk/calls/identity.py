"""Who calls? What counts as proof of it, in one place, and how far a call has come with it.

The rules are pure; `of_call` reads. What a caller says is compared in `known`, and only the kinds of the
items are stored: whoever reads the check later learns that an e-mail address matched, never which.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import slots
from desk.calls import disclosure, known
from desk.calls.enums import Disclosure, IdentityItem, IdentityResult, State
from desk.calls.models import Call, IdentityCheck

# A number can be forged and an address guessed: one item alone is no proof.
ENOUGH = 2
# Anyone reads these in the Business Register: they prove nothing unless something else stands with them.
PUBLIC = frozenset({IdentityItem.REGISTRY_CODE, IdentityItem.ROLE})
# We rang a number that was known before: whoever holds it answered, and that cannot be forged.
ALONE = frozenset({IdentityItem.CALLED_BACK})
# One slip of the tongue is human; two wrong items are a stranger.
MOST_FAILED = 2

_DOCUMENT = re.compile(r"[A-ZÕÄÖÜŠŽ]{1,4}\s*-?\s*\d{4}\s*-\s*\d{1,6}")


def judge(matched: Collection[str], failed: Sequence[str]) -> IdentityResult:
    """Whether these items are enough. An item that was wrong first and right then counts as right."""
    right = set(matched)
    if sum(item not in right for item in failed) >= MOST_FAILED:
        return IdentityResult.REFUSED
    if right & ALONE or (len(right) >= ENOUGH and right - PUBLIC):
        return IdentityResult.CONFIRMED
    return IdentityResult.PARTIAL


def item_of(text: str) -> IdentityItem | None:
    """Which item this is, by its shape; None for a phone number: one that is only said proves nothing."""
    text = text.strip()
    digits = re.sub(r"[\s-]", "", text)
    if "@" in text:
        return IdentityItem.EMAIL
    if _DOCUMENT.fullmatch(text.upper()):
        return IdentityItem.DOCUMENT
    if digits.isdecimal() and len(digits) in {4, 11}:
        return IdentityItem.PERSONAL_CODE
    # Registry codes never begin with 5, mobile numbers always do.
    if digits.isdecimal() and len(digits) == 8 and not digits.startswith("5"):
        return IdentityItem.REGISTRY_CODE
    return None if digits.lstrip("+").isdecimal() else IdentityItem.ROLE


def still_needed(matched: Collection[str]) -> str:
    """What would make it enough, as the specialist reads it."""
    count = ENOUGH - len(set(matched))
    if count < 1:
        return _("One more item is needed that is not public.")
    return ngettext("One more item is needed.", "%(count)s items are needed.", count) % {"count": count}


@dataclass(frozen=True)
class Identity:
    """How far the check has come in one call, and what may be told for it."""

    result: IdentityResult | None  # None: nobody chosen who could be asked about
    matched: tuple[IdentityItem, ...] = ()
    failed: tuple[IdentityItem, ...] = ()
    decision: disclosure.Decision = disclosure.NOTHING
    opened: str = ""  # the reason for which the specialist opened the client's data all the same
    closed: bool = False
    since: datetime | None = None  # when the call began: what came to us later was said in it
    may_ask_register: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether the caller is who he says."""
        return self.result == IdentityResult.CONFIRMED

    @property
    def refused(self) -> bool:
        """Whether he turned out not to be, as far as this call goes."""
        return self.result == IdentityResult.REFUSED

    @property
    def asks(self) -> bool:
        """Whether something can be asked now."""
        return self.result == IdentityResult.PARTIAL and not self.closed

    @property
    def covers(self) -> bool:
        """Whether the client's data may be told."""
        return self.decision.level == Disclosure.CLIENT

    @property
    def shows_client(self) -> bool:
        """Whether the page shows the client's data to the specialist."""
        return self.covers or bool(self.opened)

    @property
    def shows_caller(self) -> bool:
        """Whether the page shows the caller's own contacts and codes."""
        return self.confirmed or bool(self.opened)

    @property
    def waits(self) -> bool:
        """Whether an answer is on its way that may change what may be told."""
        return any(ground.kind == "register.waits" for ground in self.decision.grounds)

    @property
    def needed(self) -> str:
        """What is still to be asked."""
        return still_needed(self.matched) if self.asks else ""

    @property
    def called_back(self) -> bool:
        """Whether we rang a known number, and only the right voice is still to be confirmed."""
        return self.asks and IdentityItem.CALLED_BACK in self.matched

    @property
    def matched_words(self) -> list[str]:
        """The items that matched, in words."""
        return [str(item.label) for item in self.matched]

    @property
    def failed_words(self) -> list[str]:
        """The items that did not, in words; what came right later is no longer among them."""
        return [str(item.label) for item in dict.fromkeys(self.failed) if item not in self.matched]

    @property
    def level_words(self) -> str:
        """May be told: …"""
        return str(self.decision.level.label)

    @property
    def reasons(self) -> list[str]:
        """Why so much and not more."""
        if self.result is None:
            return [str(disclosure.NOBODY_CHOSEN)]
        grounds = self.decision.grounds
        if self.covers:  # what speaks for it is enough
            return [disclosure.said(ground) for ground in grounds if ground.weight == slots.Weight.RIGHT]
        why = [] if self.confirmed else [str(disclosure.NOT_IDENTIFIED)]
        return why + [disclosure.said(ground) for ground in grounds]


def subject(call: Call) -> tuple[int | None, int | None]:
    """Whose identity is checked: the caller's, or the client's own who is a natural person."""
    if call.person_id:
        return call.person_id, None
    return None, call.client_id if call.client and known.is_natural(call.client) else None


def last_check(call: Call) -> IdentityCheck | None:
    """The newest check of this caller in this call: who somebody is does not hang on for whom he calls."""
    person_id, client_id = subject(call)
    if not person_id and not client_id:
        return None
    checks = IdentityCheck.objects.filter(call=call).order_by("-pk")
    if person_id:
        return checks.filter(person_id=person_id).first()
    return checks.filter(person=None, client_id=client_id or 0).first()


def of_call(call: Call, opened: str = "") -> Identity:
    """The state of the check and what may be told for it; `opened` is the reason given for showing all."""
    whom = subject(call)
    if whom == (None, None):
        return Identity(None, opened=opened, since=call.rang_at)
    check = last_check(call)
    matched = tuple(map(IdentityItem, check.matched)) if check else known.by_number(call)
    failed = tuple(map(IdentityItem, check.failed)) if check else ()
    result = IdentityResult(check.result) if check else IdentityResult.PARTIAL
    grounds = tuple(grounds_of(call))
    confirmed = result == IdentityResult.CONFIRMED
    decision = disclosure.decide(identified=confirmed, for_client=call.client_id is not None, grounds=grounds)
    asks = {"register.not_asked", "register.stale"} & {ground.kind for ground in grounds}
    return Identity(
        result,
        matched,
        failed,
        decision,
        opened,
        call.state == State.CLOSED,
        call.rang_at,
        confirmed and bool(asks),
    )


def grounds_of(call: Call) -> list[slots.Ground]:
    """Everything that the rooms say of this caller's right to this client's data."""
    if call.client is None:
        return []
    return [ground for give in slots.each("DISCLOSURE_GROUNDS") for ground in give(call.client, call.person)]
