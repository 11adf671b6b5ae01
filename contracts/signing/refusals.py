"""Why the agency's signature was not taken: one code and one sentence each, for the person who signs."""

from __future__ import annotations

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _


class NotSigned(Exception):
    """`code` is a key of TEXTS. Holds nothing of the person, the certificate or the document."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


TEXTS: dict[str, LazyText] = {
    "MESSAGE_WRONG": _(
        "What the card's program sent could not be read. Try once more; if it happens again, tell the"
        " administrator."
    ),
    "CERTIFICATE_UNREADABLE": _(
        "The card's certificate could not be read. Try once more or use another card."
    ),
    "NOT_FOR_SIGNING": _("This certificate is not for signing. Choose the signing certificate (PIN2)."),
    "NO_PERSON": _("The certificate does not name a person with an Estonian personal code."),
    "ANOTHER_PERSON": _("The card is somebody else's. Sign with your own card."),
    "ISSUER_NOT_TRUSTED": _(
        "The certificate was not issued by a provider on the trusted list. Sign with an Estonian ID-card."
    ),
    "NOT_VALID_YET": _("The card's signing certificate is not valid yet."),
    "EXPIRED": _("The card's signing certificate has expired. Sign with a valid card."),
    "NOT_QUALIFIED": _("With this certificate no qualified signature can be given. Sign with an ID-card."),
    "KEY_NOT_ACCEPTED": _("The card's key is of a kind or size that is no longer safe. Use a newer card."),
    "NO_METHOD": _("The card offers no method of signing that we accept. Use a newer card."),
    "CONTAINER_NOT_SOUND": _("The container is not built as it should be, so nothing can be added to it."),
    "CONTAINER_FULL": _("There is no room in the container for one more signature."),
    "OTHER_METHOD": _("The card signed by another method than it was asked to. Try once more."),
    "OTHER_CERTIFICATE": _("The signature was prepared for another certificate. Begin once more."),
    "VALUE_WRONG": _("The signature does not belong to this document and this card. Begin once more."),
}


def sentence(code: str) -> str:
    """The refusal in the language that is active now. An unknown code is told as a failed message."""
    return str(TEXTS.get(code, TEXTS["MESSAGE_WRONG"]))
