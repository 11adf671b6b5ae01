"""The small closed lists of this room, and the words its timeline entries are told in."""

from django.db.models import TextChoices
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What a client is."""

    ORGANISATION = "organisation", _("organisation")
    PERSON = "person", _("natural person")
    AGENCY = "agency", _("state or local authority")
    SOLE_TRADER = "sole_trader", _("sole trader (FIE)")


class Status(TextChoices):
    """Whether we still serve this client."""

    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class ContactKind(TextChoices):
    """How a contact point is reached."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")


class PreferredChannel(TextChoices):
    """How a client wants to be reached."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    POST = "post", _("post")


class Source(TextChoices):
    """Where we have a contact from."""

    CALLER = "caller", _("said by a caller")
    REGISTER = "register", _("Business Register")
    DOCUMENT = "document", _("signed document")
    STAFF = "staff", _("found by us")


class CautionKind(TextChoices):
    """Of what to beware."""

    THREAT = "threat", _("threatening caller")
    PROTECTED = "protected", _("protected address")
    RESTRICTED = "restricted", _("use of the data is restricted")
    OTHER = "other", _("other warning")


class Likeness(TextChoices):
    """Why two clients or two persons may be the same."""

    CODE = "code", _("same code")
    NAME = "name", _("same name")
    NEARLY = "nearly", _("similar name")
    PHONE = "phone", _("same phone")
    EMAIL = "email", _("same e-mail")
    CLIENT = "client", _("acts for the same client")


class Works(TextChoices):
    """Whether a contact point reaches its owner, as far as anyone has tried."""

    YES = "yes", _("works")
    NO = "no", _("does not work")
    UNKNOWN = "unknown", _("not confirmed")


class RequestKind(TextChoices):
    """What a person may ask about the own data."""

    REPORT = "report", _("report of own data")
    CORRECTION = "correction", _("correction")
    ERASURE = "erasure", _("erasure")
    RESTRICTION = "restriction", _("restriction of use")
    OBJECTION = "objection", _("objection")


class Identified(TextChoices):
    """How we know that it is the person who asks."""

    DOCUMENT = "document", _("identity document at the counter")
    SIGNATURE = "signature", _("digitally signed request")
    LOGIN = "login", _("logged in to the portal")
    CALL = "call", _("identified in a call")
    ORDER = "order", _("a court or the Data Protection Inspectorate asks")


class RequestState(TextChoices):
    """Where a request about own data stands."""

    OPEN = "open", _("waits for a decision")
    SECOND = "second", _("a second person looks")
    DECIDED = "decided", _("decided, to be told")
    CLOSED = "closed", _("answered")
    WITHDRAWN = "withdrawn", _("taken back")


class Decision(TextChoices):
    """What the head decided."""

    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("granted in part")
    REFUSED = "refused", _("refused")


# Where a thing is shown, for links from other rooms: its kind, and the URL's name (slot SUBJECT_PAGES).
PAGES: dict[str, str] = {
    "client": "clients:page", "person": "clients:person", "data_request": "contracts:data_request",
}  # fmt: skip

# What people owe and are told, with %(params)s (slot OWED_WORDS).
OWED: dict[str, Lazy] = {
    "clients.data_request": _("A request about own data waits for a decision: %(number)s"),
    "clients.data_decided": _("Tell the person what was decided: %(number)s"),
    "clients.data_made": _("The report of %(number)s is ready"),
}

# Spelt out by kind, so that every language has its own natural sentence.
TIMELINE: dict[str, Lazy] = {
    "clients.created": _("Client added"),
    "clients.changed": _("Client's facts changed"),
    "clients.language.et": _("Language of service is now Estonian"),
    "clients.language.ru": _("Language of service is now Russian"),
    "clients.language.en": _("Language of service is now English"),
    "clients.status.active": _("Client is served again"),
    "clients.status.ended": _("Client is no longer served"),
    "clients.person_created": _("Contact person added"),
    "clients.person_changed": _("Contact person's facts changed"),
    "clients.person_added": _("Contact person added: %(role)s"),
    "clients.person_ended": _("Contact person no longer acts for the client: %(role)s"),
    "clients.merged": _("Another record of the same client was merged into this one"),
    "clients.merge_undone": _("A merge was undone: the two clients stand apart again"),
    "clients.told_apart": _("Another client looks like this one and is not the same"),
    "clients.person_told_apart": _("Another person looks like this one and is not the same"),
    "clients.person_merged": _("Another record of the same person was merged into this one"),
    "clients.person_merge_undone": _("A merge was undone: the two persons stand apart again"),
    "clients.contact_added.phone": _("Phone number added"),
    "clients.contact_added.email": _("E-mail address added"),
    "clients.contact_confirmed.phone": _("Phone number confirmed as working"),
    "clients.contact_confirmed.email": _("E-mail address confirmed as working"),
    "clients.contact_failed.phone": _("Phone number does not work"),
    "clients.contact_failed.email": _("E-mail address does not work"),
    "clients.contact_changed.phone": _("Phone number changed"),
    "clients.contact_changed.email": _("E-mail address changed"),
    "clients.contact_preferred.phone": _("Phone number is now the preferred one"),
    "clients.contact_preferred.email": _("E-mail address is now the preferred one"),
    "clients.contact_vouched.phone": _("Phone number was read back over a number known before"),
    "clients.contact_vouched.email": _("E-mail address was read back over a number known before"),
    "clients.contact_known.register.phone": _("Phone number is known from the register"),
    "clients.contact_known.register.email": _("E-mail address is known from the register"),
    "clients.contact_known.document.phone": _("Phone number is known from a signed document"),
    "clients.contact_known.document.email": _("E-mail address is known from a signed document"),
    "clients.contacts_warned": _("The contacts known before were told of the change by e-mail"),
    "clients.contacts_unwarned": _(
        "No working e-mail was known before: tell them of the change by phone, on a number known before"
    ),
    "clients.contact_removed.phone": _("Phone number removed"),
    "clients.contact_removed.email": _("E-mail address removed"),
    "clients.contact_put_back.phone": _("Phone number put back as it was"),
    "clients.contact_put_back.email": _("E-mail address put back as it was"),
    "clients.caution_made.threat": _("Warning added: threatening caller"),
    "clients.caution_made.protected": _("Warning added: protected address"),
    "clients.caution_made.other": _("Warning added"),
    "clients.caution_prolonged.threat": _("Warning prolonged: threatening caller"),
    "clients.caution_lifted.threat": _("Warning lifted: threatening caller"),
    "clients.caution_lifted.protected": _("Warning lifted: protected address"),
    "clients.caution_lifted.other": _("Warning lifted"),
    **{
        f"clients.data_asked.{kind}": words
        for kind, words in {
            "report": _("Request %(number)s received: report of own data"),
            "correction": _("Request %(number)s received: correction"),
            "erasure": _("Request %(number)s received: erasure"),
            "restriction": _("Request %(number)s received: restriction of use"),
            "objection": _("Request %(number)s received: objection"),
        }.items()
    },
    "clients.data_extended": _("Request %(number)s takes longer, with a reason"),
    "clients.data_decided.granted": _("Request %(number)s granted"),
    "clients.data_decided.partly": _("Request %(number)s granted in part"),
    "clients.data_decided.refused": _("Request %(number)s refused"),
    "clients.data_withdrawn": _("Request %(number)s taken back"),
    "clients.data_told": _("Request %(number)s answered"),
    "clients.data_corrected": _("Corrected at the person's request (%(number)s)"),
    "clients.data_disputed": _(
        "The person says that something here is wrong; it stays as evidence (%(number)s)"
    ),
    "clients.data_recipient_told": _("Request %(number)s: a recipient of the data was told"),
    "clients.caution_made.restricted": _("Use of these data is restricted"),
    "clients.caution_lifted.restricted": _("Use of these data is no longer restricted"),
    "clients.erased": _("Personal data erased"),
}
