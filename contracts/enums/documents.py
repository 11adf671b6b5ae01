"""Documents, their signing and their checks, in words."""

from django.db.models import TextChoices
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class SignedBy(TextChoices):
    """Who gives the signature without which the document is worth nothing."""

    REPRESENTATIVES = "representatives", _("the client's representatives")
    PERSON = "person", _("the person named in it")
    AGENCY = "agency", _("the agency alone")


class AgencySigns(TextChoices):
    NEVER = "never", _("the agency does not sign")
    LAST = "last", _("the agency signs last")
    FIRST = "first", _("the agency signs first")


class Effect(TextChoices):
    OPENS = "opens", _("opens the portal")
    CLOSES = "closes", _("closes the portal")
    INFORMS = "informs", _("only informs")


class PackageState(TextChoices):
    """Where the signing of a package stands; the moves are in workflow.py."""

    DRAFTING = "drafting", _("Being drafted")
    RENDERED = "rendered", _("Ready to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent to the client")
    RETURNED = "returned", _("Being checked")
    DEFICIENT = "deficient", _("Deficient")
    AWAITING_AGENCY = "awaiting_agency", _("Waiting for the agency's signature")
    ACCEPTED = "accepted", _("Signed")
    PUBLISHED = "published", _("Added to the portal")
    TOLD = "told", _("Client told")
    RECALLED = "recalled", _("Recalled")
    EXPIRED = "expired", _("Link expired")
    REFUSED = "refused", _("Refused")
    TAKEN_OVER = "taken_over", _("Taken over")


class AuthorisationState(TextChoices):
    """Whether one document holds; a package carries several."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Signed")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    REFUSED = "refused", _("Refused")
    RECALLED = "recalled", _("Recalled")


class PortalMode(TextChoices):
    HTTP = "http", _("through its interface")
    MANUAL = "manual", _("by hand")


class ContainerSource(TextChoices):
    CLIENT = "client", _("the client's page")
    EMAIL = "email", _("the client's e-mail")
    SPECIALIST = "specialist", _("a specialist")
    AGENCY = "agency", _("the agency's signer")
    PAPER = "paper", _("paper signed by hand")
    PDF = "pdf", _("PDF signed in itself")
    TAKEOVER = "takeover", _("taken over from before the desk")


# What no machine checks: two persons look at it (contracts/actions/handsigned.py).
BY_HAND = [ContainerSource.PAPER, ContainerSource.PDF]


class AnswerKind(TextChoices):
    """What a paper is to the documents that it answers."""

    BY_HAND = "by_hand", _("signed by hand")
    OBJECTION = "objection", _("objection")
    OTHER = "other", _("another answer")


# The client has the documents and may return them signed.
WITH_CLIENT = [PackageState.SENT, PackageState.DEFICIENT]


class WhyByHand(TextChoices):
    """Why we make a document that the client could make in the portal."""

    JOINT = "joint", _("joint representation")
    CONDITIONS = "conditions", _("special conditions in the register")
    FOREIGN = "foreign", _("foreign representative")
    NO_REPRESENTATIVE = "no_representative", _("no representative in the register")
    CANNOT_LOG_IN = "cannot_log_in", _("the client cannot log in")
    PORTAL_FAULT = "portal_fault", _("the portal does not work")
    OTHER = "other", _("another reason")


class Factor(TextChoices):
    """What opens the client's page beside the link."""

    NONE = "none", _("the link alone")
    CONTACT = "contact", _("a code to another contact")
    TOLD = "told", _("a code told in the call")


class HandSeen(TextChoices):
    """What a person saw of a document that no machine can check."""

    ORIGINAL = "original", _("the original")
    COPY = "copy", _("a copy")


class Standing(TextChoices):
    """Whether those who judged the signatures are enough for a live portal."""

    LIVE = "live", _("live")
    SAMPLE = "sample", _("sample")


class TextState(TextChoices):
    """Where a version of a template's text stands."""

    WAITING = "waiting", _("waits for a second person")
    IN_FORCE = "in_force", _("drafted from")
    LATER = "later", _("approved, not valid yet")
    REPLACED = "replaced", _("older")
    REFUSED = "refused", _("not approved")
    WITHDRAWN = "withdrawn", _("taken back")


class ChangeState(TextChoices):
    """Whether somebody saw to a changed representation."""

    OPEN = "open", _("to be looked at")
    SETTLED = "settled", _("looked at")


class Right(TextChoices):
    """What two checks say of the right of one who signed."""

    KEPT = "kept", _("may represent by both")
    LOST = "lost", _("represents no more")
    GAINED = "gained", _("may represent by the newer only")
    NONE = "none", _("represents by neither")


# Why a change is no longer to be looked at, where nobody said so; stands in its `note`.
SETTLED_ITSELF: dict[str, LazyText] = {
    "back": _("The register card is again what it was at acceptance."),
    "ended": _("None of the documents is in force any more."),
}

# Why a night did not ask about everybody.
NIGHT_STOPS: dict[str, LazyText] = {
    "budget": _("the questions of the day were needed for people"),
    "resting": _("the register failed again and again"),
    "stopped": _("questions to the register are stopped"),
    "morning": _("the morning came"),
}


class ReturnVerdict(TextChoices):
    """What a check of a returned container found."""

    SOUND = "sound", _("the signatures hold; the right is being checked")
    PASSED = "passed", _("accepted")
    PARTIAL = "partial", _("some of the signatures needed")
    FAILED = "failed", _("not accepted")
    INDETERMINATE = "indeterminate", _("a person must decide")
