"""One sentence per problem: what is wrong and what to do. Shown to the client, so in three languages."""

from __future__ import annotations

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .report import Problem

_RESAVE = _(
    "The container is not built as it should be. Open the documents in DigiDoc4, sign them again and send"
    " the new container."
)
_RESIGN = _(
    "One of the signatures does not hold. Please sign the documents again and send the new container."
)
_SERVICE = _(
    "The time or the validity of a signature is confirmed by a service that we do not recognise. Please sign"
    " again in DigiDoc4 or in the RIA DigiDoc app."
)
_DISAGREE = _("The two checks of the signatures do not agree; we look into it and write to you.")

TEXTS: dict[str, LazyText | str] = {
    "NOT_A_CONTAINER": _(
        "The file is not a signed container. Sign the documents in DigiDoc4 and send the file"
        " ending in .asice."
    ),
    "TOO_LARGE": _("The container is too large. It may hold only the documents that we sent."),
    "TOO_MANY_FILES": _("The container holds too many files. It may hold only the documents that we sent."),
    "ZIP_BOMB": _(
        "The container unpacks to far more than its size. It may hold only the documents that we sent."
    ),
    "ZIP_STRUCTURE": _RESAVE,
    "ZIP_UNSUPPORTED": _RESAVE,
    "ZIP_DAMAGED": _("The container was damaged on its way. Please send the file once more."),
    "ZIP_ENCRYPTED": _("The container is encrypted. Please send it without a password."),
    "UNSAFE_NAME": _(
        "A file in the container has a name that cannot be used. Keep the names of our documents."
    ),
    "DUPLICATE_NAME": _("Two files in the container have the same name. Keep the names of our documents."),
    "MIMETYPE_MISSING": _RESAVE,
    "MIMETYPE_NOT_FIRST": _(
        "The parts of the container are in the wrong order. Open it in DigiDoc4, save it again"
        " and send that file."
    ),
    "MIMETYPE_UNKNOWN": _(
        "This kind of container cannot be taken. Sign the documents in DigiDoc4 and send the file"
        " ending in .asice."
    ),
    "MIMETYPE_UNUSUAL": _("The container's type is written unusually; this does no harm."),
    "MANIFEST_MISSING": _RESAVE,
    "MANIFEST_DAMAGED": _RESAVE,
    "FILE_NOT_IN_MANIFEST": _(
        "%(about)s is in the container but not in its list of files. Please sign again."
    ),
    "FILE_MISSING": _("%(about)s is listed but missing from the container. Please sign again."),
    "NO_FILES": _("There are no documents in the container. Sign our documents and send the new container."),
    "UNEXPECTED_ENTRY": _RESAVE,
    "FORMAT_NOT_SUPPORTED": _(
        "This format of signature cannot be checked here. Sign the documents in DigiDoc4 and send the file"
        " ending in .asice."
    ),
    "XML_FORBIDDEN": _RESAVE,
    "XML_DAMAGED": _RESAVE,
    "XML_DUPLICATE_ID": _RESAVE,
    "NO_SIGNATURES": _("Nobody has signed the container. Sign it and send it once more."),
    "SIGNATURE_STRUCTURE": _RESIGN,
    "REFERENCE_WRONG": _RESIGN,
    "ALGORITHM_NOT_ALLOWED": _(
        "A signature uses a method that is no longer safe. Please sign with a newer card or program."
    ),
    "KEY_TOO_SMALL": _(
        "A signature was given with a key that is no longer safe. Please sign with a newer card."
    ),
    "SIGNED_FILE_MISSING": _("%(about)s was signed but is missing from the container. Please sign again."),
    "FILE_CHANGED": _(
        "%(about)s was changed after it was signed. Sign our document unchanged and send it again."
    ),
    "FILE_NOT_SIGNED": _(
        "A signature does not cover %(about)s. Every signer must sign all documents together."
    ),
    "MEDIA_TYPE_DIFFERS": _RESIGN,
    "MEDIA_TYPE_UNKNOWN": _("The signature does not name the type of %(about)s; this does no harm."),
    "SIGNED_PROPERTIES_CHANGED": _RESIGN,
    "SIGNATURE_VALUE_WRONG": _RESIGN,
    "SIGNING_CERTIFICATE_NOT_NAMED": _RESIGN,
    "CERTIFICATE_UNREADABLE": _RESIGN,
    "KEY_VALUE_DIFFERS": _RESIGN,
    "NOT_A_SIGNING_CERTIFICATE": _(
        "A signature was given with a certificate that is not for signing. Use the signing"
        " certificate (PIN2)."
    ),
    "ISSUER_NOT_TRUSTED": _(
        "A signer's certificate was not issued by a provider on the trusted list. Sign with an ID-card,"
        " Mobile-ID or Smart-ID."
    ),
    "ISSUER_NOT_TRUSTED_THEN": _(
        "The issuer of a signer's certificate was not on the trusted list when it was used."
        " Please sign with a"
        " valid card."
    ),
    "CERTIFICATE_NOT_VALID_THEN": _("A signer's certificate had expired. Please sign with a valid card."),
    "NOT_QUALIFIED": _("A signature is not a qualified one. Sign with an ID-card, Mobile-ID or Smart-ID."),
    "NO_TIMESTAMP": _(
        "A signature has no trusted time. Sign again with the computer connected to the internet."
    ),
    "TIMESTAMP_NOT_ONE": _RESIGN,
    "TIMESTAMP_WRONG": _RESIGN,
    "TIMESTAMP_OF_SOMETHING_ELSE": _RESIGN,
    "TIME_MARK_WRONG": _RESIGN,
    "TSA_NOT_TRUSTED": _SERVICE,
    "NO_REVOCATION_DATA": _(
        "A signature lacks the confirmation that the certificate was valid. Sign again with the computer"
        " connected to the internet."
    ),
    "OCSP_WRONG": _RESIGN,
    "OCSP_NOT_TRUSTED": _SERVICE,
    "OCSP_OF_ANOTHER_CERTIFICATE": _RESIGN,
    "OCSP_BEFORE_TIMESTAMP": _RESIGN,
    "OCSP_TOO_LATE": _(
        "The validity of a certificate was confirmed more than a day after signing. Please sign again."
    ),
    "OCSP_SLOW": _("The validity of a certificate was confirmed long after signing; this does no harm."),
    "CERTIFICATE_REVOKED": _("A signer's certificate has been revoked. Please sign with a valid card."),
    "CERTIFICATE_STATUS_UNKNOWN": _(
        "The validity of a signer's certificate is not known. Please sign with a valid card."
    ),
    "SIGNED_IN_FUTURE": _RESIGN,
    "ARCHIVE_TIMESTAMP_NOT_CHECKED": _(
        "The archive time-stamp was not checked; the signature holds without it."
    ),
    "TRUST_LIST_EXPIRED": _(
        "Our list of trusted providers has expired; we check the signatures as soon as it is renewed."
    ),
    "FILE_NOT_DRAFT": _(
        "%(about)s is not a document that we sent. Sign only our documents, unchanged, in one container."
    ),
    "DRAFT_MISSING": _(
        "Our document %(about)s is not in the container. Sign all our documents in one container."
    ),
    "LEVEL_NOT_ALLOWED": _(
        "A signature is not a qualified signature of a person. Sign with an ID-card, Mobile-ID or"
        " Smart-ID; an"
        " e-seal is not enough."
    ),
    "SIGNER_CODE_WRONG": _("A signer's certificate does not name a person whom we could recognise."),
    "SIGNED_BEFORE_SENDING": _("A signature is older than the documents that we sent. Please sign again."),
    "SIGNER_MISSING": _("Not everyone whose signature is needed has signed."),
    "EARLIER_CONTENT_CHANGED": _(
        "Something that was in the container before has changed. Add only a signature to the"
        " container you downloaded."
    ),
    "RECALLED_DOCUMENT": _(
        "%(about)s was recalled because of a mistake and cannot be accepted. Please sign the documents that"
        " stand on your page now."
    ),
    "NO_NEW_SIGNATURE": _("No signature was added to the container."),
    "NOT_AGENCY_SIGNER": _(
        "The new signature is not of a person who may sign these documents for the agency."
    ),
    "MANDATE_NOT_THEN": _(
        "Who signed for the agency had no right to sign for it on that day; see the register of signing"
        " rights."
    ),
    "MANDATE_NOT_KIND": _(
        "Who signed for the agency may not sign documents of the kind %(about)s; see the register of signing"
        " rights."
    ),
    "SIGNED_BY_HAND": _(
        "The documents were signed in a form that no machine can check; a person looks at them."
    ),
    "HAND_SIGNATURE_NOT_ACCEPTED": _(
        "We could not accept the document that was signed by hand. Please sign our documents digitally in"
        " DigiDoc4, or bring the paper once more."
    ),
    "NOT_A_REPRESENTATIVE": _(
        "Those who signed do not have the right to represent the client. Let the documents be signed by its"
        " representatives."
    ),
    "CHANGED_SINCE": _(
        "The right of representation has changed since we sent the documents; we look into it."
    ),
    "NEEDS_PERSON": _("The register does not say clearly who may sign; we look into it and write to you."),
    "REGISTER_UNAVAILABLE": _("The Business Register could not be asked; we look into it and write to you."),
    "SIVA_REFUSED": _(
        "The state's validation service cannot read the container. Open the documents in DigiDoc4, sign them"
        " again and send the new container."
    ),
    "SIVA_REJECTED": _(
        "The state's validation service does not accept one of the signatures. Please sign the documents"
        " again with a valid card."
    ),
    "SIVA_UNSURE": _(
        "The state's validation service could not judge one of the signatures; we look into it and write"
        " to you."
    ),
    "VALIDATORS_DISAGREE": _DISAGREE,
    "ONLY_SIVA_ACCEPTS": _DISAGREE,
    "SAMPLE_ONLY": _(
        "The signatures hold by our own check, but the state's validation service has not confirmed them;"
        " we look into it and write to you."
    ),
    "SIGNATURE_NOT_ACCEPTED": _RESIGN,
    "INTERNAL": _("The container could not be checked. We look into it and write to you."),
}


def sentence(problem: Problem) -> str:
    """The problem in the language that is active now. An unknown code is told as a failed check."""
    text = str(
        TEXTS.get(problem.code)
        or gettext("The container could not be checked. We look into it and write to you.")
    )
    return text.replace("%(about)s", f"„{problem.about}“" if problem.about else gettext("a file"))
