"""Words of the room that the database stores; the codes are part of the evidence and never change."""

from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """How an organisation, or the person asked about, may act. Only the first four can pass by themselves."""

    SOLE = "sole", _("may represent alone")
    JOINT = "joint", _("represent together")
    SELF = "self", _("acts for themselves")
    INDIRECT = "indirect", _("represented by another organisation")
    SOLE_PROCURATOR = "sole_procurator", _("procurator may represent alone")
    JOINT_TEXT = "joint_text", _("a person must read the special conditions")
    STANDING_PROOF = "standing_proof", _("represented on other proof")
    INDETERMINATE = "indeterminate", _("the register does not give a clear answer")
    NOT_REPRESENTATIVE = "not_representative", _("not a representative")
    ORG_NOT_FOUND = "org_not_found", _("not in the Business Register")
    ORG_DELETED = "org_deleted", _("deleted from the Business Register")
    UNAVAILABLE = "unavailable", _("the Business Register could not be asked")


class Reason(models.TextChoices):
    """Why the verdict is what it is; several may stand together."""

    SOLE_WITH_CONDITIONS = "SOLE_WITH_CONDITIONS", _("A sole right stands beside special conditions.")
    TEXT_ONLY = "TEXT_ONLY", _("The joint right is written only as text.")
    NO_RULE = "NO_RULE", _("The register does not say who acts together.")
    NOBODY_ENTITLED = "NOBODY_ENTITLED", _("Nobody on the register card has a role that represents.")
    UNKNOWN_ROLE = "UNKNOWN_ROLE", _("The card holds a role that is not known to represent.")
    UNKNOWN_STATUS = "UNKNOWN_STATUS", _("The register gave a status that is not known.")
    ROLE_NOT_FOR_STATUS = "ROLE_NOT_FOR_STATUS", _("The role gives no right in the present status.")
    ROLE_NOT_FOR_FORM = "ROLE_NOT_FOR_FORM", _("The role does not belong to this legal form.")
    HOLDER_NOT_FOR_ROLE = "HOLDER_NOT_FOR_ROLE", _("This kind of person cannot hold the role.")
    PERSON_WITHOUT_CODE = "PERSON_WITHOUT_CODE", _("A representative has no personal code in the register.")
    PROCURATOR_NOT_ACCEPTED = "PROCURATOR_NOT_ACCEPTED", _("A procurator is not accepted for this act.")
    LEGAL_PERSON_NOT_ASKED = "LEGAL_PERSON_NOT_ASKED", _("Another organisation represents and must be asked.")
    LEGAL_PERSON_UNCLEAR = "LEGAL_PERSON_UNCLEAR", _("Who acts for that other organisation is not clear.")
    TOO_MANY_GROUPS = "TOO_MANY_GROUPS", _("There are too many combinations of signers to judge by machine.")
    CHANGED_SINCE = "CHANGED_SINCE", _("The right of representation changed between the two checks.")
    SIGNED_OUTSIDE_CHECKS = "SIGNED_OUTSIDE_CHECKS", _("The signature was not given between the two checks.")
    NOT_IN_FORCE_WHEN_SIGNED = "NOT_IN_FORCE_WHEN_SIGNED", _("A signer had no right when signing.")
    SIGNERS_MISSING = "SIGNERS_MISSING", _("Not everyone whose signature is needed has signed.")
    READ_BY_PERSON = "READ_BY_PERSON", _("A person read the text and said who must sign.")
    PROOF_ENDED = "PROOF_ENDED", _("The proof of the right is no longer valid.")
    VERDICT_NEEDS_PERSON = "VERDICT_NEEDS_PERSON", _("The answer must be judged by a person.")


class Purpose(models.TextChoices):
    """For what the register was asked; the first only to show, the rest are legally relevant acts."""

    LOOK = "look", _("to look")
    DRAFT = "draft", _("for drafting")
    SENDING = "sending", _("at sending")
    ACCEPTANCE = "acceptance", _("at acceptance")
    RECHECK = "recheck", _("to check again")


class LineState(models.TextChoices):
    """Whether one channel to the register may be used now."""

    OPEN = "open", _("in use")
    RESTING = "resting", _("rests after failures")
    STOPPED = "stopped", _("stopped until a person looks")


class RefreshKind(models.TextChoices):
    """What is fetched from the register by the calendar."""

    CLASSIFIERS = "classifiers", _("lists of codes")
    CHANGES = "changes", _("changes of a day")


class Standing(models.TextChoices):
    """Whether what a person said about representation counts."""

    PROPOSED = "proposed", _("waits for a second person")
    IN_FORCE = "in_force", _("in force")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


class ProofKind(models.TextChoices):
    """How long a proof serves."""

    PRINT_OUT = "print_out", _("for this act")
    STANDING = "standing", _("standing proof")


class Basis(models.TextChoices):
    """What kind of document shows the right."""

    PRINT_OUT = "print_out", _("print-out of the register")
    LAW = "law", _("law or statutes")
    ORDER = "order", _("order of appointment")
    RESOLUTION = "resolution", _("resolution of a body")
    POWER_OF_ATTORNEY = "power", _("power of attorney")
    FOREIGN_REGISTER = "foreign", _("extract of a foreign register")
    OTHER = "other", _("other document")


class Apostille(models.TextChoices):
    """How a document from abroad is certified."""

    NOT_NEEDED = "not_needed", _("not needed")
    APOSTILLE = "apostille", _("apostille")
    LEGALISED = "legalised", _("legalised")


class Translation(models.TextChoices):
    """How a document in a foreign language is understood."""

    NOT_NEEDED = "not_needed", _("not needed")
    SWORN = "sworn", _("by a sworn translator")
    OWN = "own", _("read by us")


class Channel(models.TextChoices):
    """The way to the register."""

    DIRECT = "direct", _("direct contract")
    XROAD = "xroad", _("X-Road")


class Source(models.TextChoices):
    """How far an answer can be trusted."""

    LIVE = "live", _("live")
    SAMPLE = "sample", _("sample")
    MANUAL = "manual", _("manual")
    NONE = "none", _("no register needed")


# Short machine words of the gateway, as a person reads them.
TROUBLES = {
    "not_set_up": _("The Business Register is not set up on this desk."),
    "timeout": _("The Business Register did not answer in time."),
    "unreachable": _("The Business Register cannot be reached."),
    "not_soap": _("Something answered in place of the Business Register."),
    "bad_xml": _("The answer of the Business Register was damaged."),
    "too_big": _("The answer of the Business Register was too big."),
    "fault": _("The Business Register reported a fault."),
    "xroad": _("The X-Road security server reported a fault."),
    "access": _("X-Road does not let us ask the Business Register."),
    "credentials": _("The Business Register refused our user name or password."),
    "input": _("The Business Register did not accept the question."),
    "busy": _("Another question to the Business Register is under way."),
    "unexpected": _("The Business Register answered in a form that is not known."),
    "wrong_organisation": _("The Business Register answered about another organisation."),
    "budget": _("The questions that the contract allows for today are used up."),
    "resting": _("The Business Register failed again and again; it is left alone for a while."),
    "stopped": _("Questions to the Business Register are stopped until a person looks."),
}

# The same of the state's system of mandates.
MANDATE_TROUBLES = {
    "not_set_up": _("The system of mandates is not set up on this desk."),
    "timeout": _("The system of mandates did not answer in time."),
    "unreachable": _("The system of mandates cannot be reached."),
    "not_json": _("Something answered in place of the system of mandates."),
    "too_big": _("The answer of the system of mandates was too big."),
    "fault": _("The system of mandates reported a fault."),
    "xroad": _("The X-Road security server reported a fault."),
    "access": _("X-Road does not let us ask the system of mandates."),
    "input": _("The system of mandates did not accept the question."),
    "unexpected": _("The system of mandates answered in a form that is not known."),
    "wrong_organisation": _("The system of mandates answered about somebody else."),
}

# Sentences of to-dos, notices and second pairs of eyes (slot OWED_WORDS).
OWED: dict[str, Promise] = {
    "registry.stopped": _("Questions to the Business Register are stopped: mend its access, open the line"),
    "registry.line_open": _("Questions to the Business Register are let through again."),
    "registry.proof_ends": _("Standing proof of representation ends on %(date)s: ask for a new one"),
    "registry.unknown_codes": _("The Business Register uses codes that our rules do not know: %(codes)s"),
}

# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "check": "registry:page",
    "proof": "registry:proof",
    "line": "registry:status",
    "refresh": "registry:status",
}

TIMELINE = {
    "registry.unavailable": _("The Business Register could not be asked."),
    "registry.line_stopped": _("Questions to the Business Register were stopped."),
    "registry.line_opened": _("Questions to the Business Register were let through again."),
    "registry.mandates_asked": _("The state's system of mandates was asked about a contact person."),
    "registry.mandates_answered": _("The state's system of mandates answered about a contact person."),
    "registry.mandates_unavailable": _("The state's system of mandates could not be asked."),
    "registry.again": _("The Business Register is asked again."),
    "registry.reading_proposed": _("A person read the text of the register and said who signs."),
    "registry.reading_in_force": _("The reading of the register's text is in force."),
    "registry.reading_declined": _("The reading of the register's text was declined."),
    "registry.reading_withdrawn": _("The reading of the register's text was taken back."),
    "registry.reading_ended": _("The reading of the register's text was ended."),
    "registry.proof_proposed": _("Proof of representation was taken in."),
    "registry.proof_in_force": _("Proof of representation is in force."),
    "registry.proof_declined": _("Proof of representation was declined."),
    "registry.proof_withdrawn": _("Proof of representation was taken back."),
    "registry.proof_ended": _("Proof of representation was ended."),
    **{
        f"registry.proven.{verdict}": format_lazy(
            _("Representation is shown by a document: {verdict}."), verdict=verdict.label
        )
        for verdict in (Verdict.SOLE, Verdict.JOINT, Verdict.STANDING_PROOF, Verdict.INDETERMINATE)
    },
    **{
        f"registry.asked.{purpose}": format_lazy(
            _("The Business Register was asked about the right of representation ({purpose})."),
            purpose=purpose.label,
        )
        for purpose in Purpose
    },
    **{
        f"registry.answered.{verdict}": format_lazy(
            _("The Business Register answered: {verdict}."), verdict=verdict.label
        )
        for verdict in Verdict
    },
}
