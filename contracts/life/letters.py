"""Letters about ends, one function each, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from contracts.letters import compose
from contracts.life import ends
from contracts.life.rules import SHOWN
from contracts.models import Authorisation, AuthorisedPerson
from desk.mail.actions import Letter


def power_ends(document: Authorisation, language: str) -> Letter:
    """To somebody whose power ends with another document, which no notice named."""
    with override(language):
        words = {"number": document.number, "client": document.package.client.name}
        return compose(
            _("Your power ends: %(number)s") % words,
            _("You were authorised by %(client)s to act in the portal %(portal)s.")
            % {**words, "portal": document.portal.name},
            f"– {document.kind.name_in(language)} {document.number} {ends.sentence(document)}",
            _("After that you can no longer act in the portal for this client."),
            _("If you need the power further, please ask the client for a new one."),
        )


def waived(document: Authorisation, persons: list[AuthorisedPerson], language: str) -> Letter:
    """To the client: somebody gave up the power that the client had given."""
    with override(language):
        lines = [f"– {one}: {ends.sentence(one if one.last_day else document)}" for one in persons]
        return compose(
            _("A power of yours was given up: %(number)s") % {"number": document.number},
            _("The person whom you authorised has given up the power:")
            + f"\n– {document.kind.name_in(language)} {document.number}\n"
            + "\n".join(lines),
            _("If somebody else should act for you in the portal, please ask us for a new document."),
        )


def expires(document: Authorisation, language: str) -> Letter:
    """To the client: a document runs out; what to do to go on."""
    with override(language):
        assert document.valid_until is not None
        words = {"number": document.number, "day": document.valid_until.strftime(SHOWN)}
        portal = document.portal
        own = portal.own_kinds.filter(pk=document.kind_id).exists()
        return compose(
            _("Expires on %(day)s: %(number)s") % words,
            _("The period of this document runs out on %(day)s:") % words + "\n" + _line(document, language),
            _("You can renew it in the portal yourself: %(address)s") % {"address": portal.address}
            if own
            else "",
            _(
                "To renew it, please reply to this letter or call us: we send you a new document to sign."
                " Until when it is to be valid, you decide."
            ),
            _(
                "If it is not to be renewed, you need not do anything: access in %(portal)s ends with the"
                " period."
            )
            % {"portal": portal.name},
        )


def _line(document: Authorisation, language: str) -> str:
    title = f"– {document.kind.name_in(language)} {document.number}"
    names = ", ".join(str(one) for one in document.persons.all() if one.last_day is None)
    return f"{title}: {names}" if names else title
