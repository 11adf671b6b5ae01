"""Letters to clients, one function each, in the client's language. Estonian is binding.

A letter holds a link, never a document: the documents hold personal codes.
"""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.models import Finding, Package
from contracts.templating import Row
from desk.mail.actions import Letter


def _titles(package: Package, language: str) -> str:
    documents = package.authorisations.select_related("kind")
    return "\n".join(f"– {each.kind.name_in(language)} {each.number}" for each in documents)


def _foot() -> str:
    return _(
        "Customer support: %(phone)s, %(email)s\n\n"
        "Yours sincerely\n%(agency)s"
    ) % {
        "phone": settings.AGENCY_PHONE,
        "email": settings.AGENCY_EMAIL,
        "agency": settings.AGENCY_NAME,
    }  # fmt: skip


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject, "\n\n".join([_("Dear client"), *(each for each in paragraphs if each), _foot()]))


def please_sign(package: Package, link: str, until: str, signers: list[Row]) -> Letter:
    """The documents wait for the client's signatures behind the link until the day named."""
    with override(package.language):
        who = "\n".join(f"– {row['name']}" for row in signers)
        return _letter(
            _("Please sign: %(numbers)s") % {"numbers": package.numbers},
            _("These documents are ready for you to sign:") + "\n" + _titles(package, package.language),
            _("Your page, where you read, download and return them:") + "\n" + link,
            _(
                "1. Download the documents.\n"
                "2. Sign all of them digitally in one container. Do not change the files.\n"
                "3. Return the signed container on the same page, at the latest on %(until)s."
            )
            % {"until": until},
            _("Who must sign:") + "\n" + who if who else "",
            _("Do not forward this letter: whoever has the link can see the documents."),
        )


def portal_ready(package: Package) -> Letter:
    """The client may use the portal now."""
    with override(package.language):
        portals = {each.portal for each in package.authorisations.select_related("portal")}
        addresses = "\n".join(f"– {portal.name}: {portal.address}" for portal in sorted(portals, key=str))
        return _letter(
            _("You can use the portal now: %(numbers)s") % {"numbers": package.numbers},
            _("Your signed documents have been checked and added to the portal:")
            + "\n"
            + _titles(package, package.language),
            _("Log in with an ID-card, Mobile-ID or Smart-ID and choose whom you represent:")
            + "\n"
            + addresses,
        )


def access_ended(package: Package) -> Letter:
    """The notice of the client took effect: what it closes is closed."""
    with override(package.language):
        return _letter(
            _("Your notice has been carried out: %(numbers)s") % {"numbers": package.numbers},
            _("Your signed notice has been checked and carried out in the portal:")
            + "\n"
            + _titles(package, package.language),
            _("Declarations and reports that fell due before the end must still be submitted."),
        )


def still_missing(package: Package, names: list[str]) -> Letter:
    """The container is kept; others must add their signatures to it."""
    with override(package.language):
        who = "\n".join(f"– {line}" for line in names)
        return _letter(
            _("A signature is still needed: %(numbers)s") % {"numbers": package.numbers},
            _(
                "Thank you, we have received the container. Not everyone whose signature is needed has"
                " signed."
            ),
            _("Still needed (one of these ways is enough):") + "\n" + who if who else "",
            _(
                "Download the container signed so far from your page, whose address is in our earlier letter,"
                " add the signature to it and return it on the same page."
            ),
        )


def not_accepted(package: Package, finding: Finding) -> Letter:
    """Every failure of the container as one sentence that says what to do."""
    with override(package.language):
        wrong = "\n".join(f"– {line}" for line in finding.sentences)
        return _letter(
            _("The signed container was not accepted: %(numbers)s") % {"numbers": package.numbers},
            _("We checked the container that you returned and could not accept it:") + "\n" + wrong,
            _(
                "Please put it right and return the container on your page, whose address is in our earlier"
                " letter."
            ),
        )
