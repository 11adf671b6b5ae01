"""Letters to clients, one function each, in the client's language. Estonian is binding.

A letter holds a link, never a document that holds personal codes.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.enums import Factor
from contracts.life import ends
from contracts.models import Authorisation, AuthorisedPerson, Finding, Package
from desk import workdays
from desk.mail.actions import Letter


def _titles(package: Package, language: str) -> str:
    documents = package.authorisations.kept().select_related("kind")
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


def compose(subject: str, *paragraphs: str) -> Letter:
    """A letter in the active language, between its greeting and the agency's name."""
    return Letter(subject, "\n\n".join([_("Dear client"), *(each for each in paragraphs if each), _foot()]))


def please_sign(
    package: Package, link: str, until: str, signers: list[str],
    *, agency_signed: bool = False, attached: bool = False,
) -> Letter:  # fmt: skip
    """The documents wait for the client's signatures behind the link until the day named."""
    with override(package.language):
        return compose(
            _("Please sign: %(numbers)s") % {"numbers": package.numbers},
            _("These documents are ready for you to sign:") + "\n" + _titles(package, package.language),
            _("Your page, where you read, download and return them:") + "\n" + link,
            _code(package),
            (_steps_after_agency() if agency_signed else _steps()) % {"until": until},
            _who(signers),
            _("The documents without personal codes are attached, so that you can read them at once.")
            if attached
            else "",
            _("Do not forward this letter: whoever has the link can see the documents."),
        )


def _steps() -> str:
    return _(
        "1. Download the documents.\n"
        "2. Sign all of them digitally in one container. Do not change the files.\n"
        "3. Return the signed container on the same page, at the latest on %(until)s."
    )


def _steps_after_agency() -> str:
    return _(
        "1. Download the container: the agency has signed it already.\n"
        "2. Open it in DigiDoc4 and add your signature to it. Do not make a new container.\n"
        "3. Return the signed container on the same page, at the latest on %(until)s."
    )


def _who(names: list[str]) -> str:
    lines = "\n".join(f"– {name}" for name in names)
    return _("Who must sign:") + "\n" + lines if lines else ""


def _code(package: Package) -> str:
    """What the page asks beside the link."""
    if package.factor == Factor.CONTACT:
        return _("The page asks for a code, which it sends to another address of yours that we know.")
    if package.factor == Factor.TOLD:
        return _("The page asks for a code that we tell you by telephone.")
    return ""


def reminder(package: Package, link: str, until: str, names: list[str]) -> Letter:
    """Nobody has returned the documents yet, or not everybody has signed."""
    with override(package.language):
        return compose(
            _("Reminder, please sign: %(numbers)s") % {"numbers": package.numbers},
            _("These documents still wait for your signature:") + "\n" + _titles(package, package.language),
            _("Your page, where you read, download and return them:") + "\n" + link,
            _code(package),
            _("The page works until %(until)s. If you have signed them already, return the container there.")
            % {"until": until},
            _who(names),
            _("If you do not need the documents any more, please let us know."),
            _("Do not forward this letter: whoever has the link can see the documents."),
        )


def recalled(package: Package, wrong: str, link: str = "") -> Letter:
    """These documents must not be signed; with a link, the others of the package still wait."""
    with override(package.language):
        return compose(
            _("Please do not sign: %(numbers)s") % {"numbers": wrong},
            _("We sent you a document with a mistake in it. Please do not sign it: %(numbers)s.")
            % {"numbers": wrong},
            _("If you have signed it already, you need not do anything: it does not take effect."),
            _("The other documents stay as they are. Sign and return them on your page:") + "\n" + link
            if link
            else _("The earlier link does not work any more. If a new document is needed, we send it."),
        )


def agency_decided(package: Package, link: str, until: str, *, attached: bool = False) -> Letter:
    """The agency has signed a document of its own; the client need not sign anything."""
    with override(package.language):
        return compose(
            _("Signed by the agency: %(numbers)s") % {"numbers": package.numbers},
            _("We have signed this document; you need not sign it:")
            + "\n"
            + _titles(package, package.language),
            _ended(ends.ended_by(package.authorisations.kept()), package.language),
            _("Your page, where you download it with its signature until %(until)s:") % {"until": until}
            + "\n"
            + link,
            _code(package),
            _("The documents without personal codes are attached, so that you can read them at once.")
            if attached
            else "",
            _("Do not forward this letter: whoever has the link can see the documents."),
        )


def portal_ready(package: Package) -> Letter:
    """The client may use the portal now."""
    with override(package.language):
        portals = {each.portal for each in package.authorisations.select_related("portal")}
        addresses = "\n".join(f"– {portal.name}: {portal.address}" for portal in sorted(portals, key=str))
        return compose(
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
        found = ends.ended_by(package.authorisations.kept())
        later = any(each.last_day and each.last_day >= workdays.today() for each in found)
        words = {"numbers": package.numbers}
        return compose(
            (_("Your notice has been accepted: %(numbers)s") % words)
            if later
            else _("Your notice has been carried out: %(numbers)s") % words,
            (
                _("Your signed notice has been checked and accepted, and the portal knows the day:")
                if later
                else _("Your signed notice has been checked and carried out in the portal:")
            )
            + "\n"
            + _titles(package, package.language),
            _ended(found, package.language),
            _("Declarations and reports that fell due before the end must still be submitted."),
        )


def _ended(found: Sequence[Authorisation | AuthorisedPerson], language: str) -> str:
    """What notices end, each with its day and what that rests on."""
    lines = []
    for each in found:
        document = each if isinstance(each, Authorisation) else each.authorisation
        words = {
            "document": f"{document.kind.name_in(language)} {document.number}",
            "end": ends.sentence(each),
        }
        if isinstance(each, Authorisation):
            lines.append("– " + _("%(document)s %(end)s") % words)
        else:
            lines.append("– " + _("%(document)s, %(person)s: %(end)s") % (words | {"person": str(each)}))
    return _("What ends with it:") + "\n" + "\n".join(lines) if lines else ""


def still_missing(
    package: Package, names: list[str], *, link: str, until: str, alone: bool = False
) -> Letter:
    """The container is kept; whoever reads this adds a signature to it, or, where what was signed so far is
    not to be handed on (`alone`), signs the documents in a container of their own."""
    with override(package.language):
        who = "\n".join(f"– {line}" for line in names)
        return compose(
            _("A signature is still needed: %(numbers)s") % {"numbers": package.numbers},
            _(
                "We have received these documents signed, but not everyone whose signature is needed has"
                " signed:"
            )
            + "\n"
            + _titles(package, package.language),
            _("Still needed (one of these ways is enough):") + "\n" + who if who else "",
            _("Your page, where you read, download and return them:") + "\n" + link,
            _code(package),
            (_steps_alone() if alone else _steps_next()) % {"until": until},
            _("Do not forward this letter: whoever has the link can see the documents."),
        )


def _steps_next() -> str:
    return _(
        "1. Download the container signed so far.\n"
        "2. Open it in DigiDoc4 and add your signature to it.\n"
        "3. Return the container on the same page, at the latest on %(until)s."
    )


def _steps_alone() -> str:
    return _(
        "1. Download the documents.\n"
        "2. Sign all of them digitally in one container of your own. The signatures are counted together.\n"
        "3. Return the container on the same page, at the latest on %(until)s."
    )


def not_accepted(package: Package, finding: Finding) -> Letter:
    """Every failure of the container as one sentence that says what to do."""
    with override(package.language):
        wrong = "\n".join(f"– {line}" for line in finding.sentences_for_client)
        return compose(
            _("The signed container was not accepted: %(numbers)s") % {"numbers": package.numbers},
            _("We checked the container that you returned and could not accept it:") + "\n" + wrong,
            _(
                "Please put it right and return the container on your page, whose address is in our earlier"
                " letter."
            ),
        )


def in_force(package: Package, link: str, until: str) -> Letter:
    """The page of what is in force for the client, and how to end it."""
    with override(package.language):
        return compose(
            _("Your documents in force"),
            _("On your page you see what is in force for you in our portals: who gave it, until when it"
              " stands, and how you can end it:")
            + "\n"
            + link,
            _code(package),
            _("The page works until %(until)s.") % {"until": until},
            _("Do not forward this letter: whoever has the link can see the documents."),
        )  # fmt: skip


def page_code(package: Package, code: str) -> Letter:
    """The code that opens the client's page beside the link; it names neither the client nor the link."""
    with override(package.language):
        return compose(
            _("Code for your page: valid for ten minutes"),
            _("Somebody opened the page with the documents and asked for a code. The code is:") + "\n" + code,
            _("Type it on that page within ten minutes. Only the newest code works, and it works once."),
            _(
                "If neither you nor a colleague asked for it, do not pass it on and tell us: somebody else"
                " may have the link."
            ),
        )
