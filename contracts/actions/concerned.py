"""Who is written to about an end beside the client who gave the notice, and why.

* Whose power ends with an agreement or with the grantor's power: no notice named them, and by the next day
  they cannot act. Whom a withdrawal names, its grantor tells: the notice itself says so.
* The client whose power somebody gave up: the notice came from that person, not from the client.
"""

from collections.abc import Iterable

from contracts.actions.drafting import SUBJECT
from contracts.drafting import filling
from contracts.enums import EndReason, SignedBy
from contracts.life import ending, letters
from contracts.models import Authorisation
from desk.clients.enums import ContactKind, Works
from desk.clients.models import ContactPoint
from desk.mail import actions as mail
from desk.people.actions import give_todo

GIVEN_UP = "contracts.given_up"
_UNNAMED = (EndReason.AGREEMENT, EndReason.GRANTOR)


def tell(ended: Iterable[Authorisation]) -> int:
    """Write to those whose power ends with something else; how many letters (inside an action)."""
    letters_written = 0
    for document in ended:
        package = document.package
        if document.end_reason not in _UNNAMED or package.client.practice:
            continue
        client_has_it = {package.sent_to.value} if package.sent_to else set()
        left = [one for one in document.persons.all() if one.email and one.last_day is None]
        for address in _working({one.email for one in left} - client_has_it):
            mail.queue(
                letter=letters.power_ends(document, package.language), to=address, language=package.language,
                subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
            )  # fmt: skip
            letters_written += 1
    return letters_written


def _working(addresses: set[str]) -> list[str]:
    """Those of which nobody has said that they do not work."""
    emails = ContactPoint.objects.filter(kind=ContactKind.EMAIL, value__in=addresses)
    return sorted(addresses - set(emails.filter(works=Works.NO).values_list("value", flat=True)))


def tell_grantor(notice: Authorisation, document: Authorisation) -> None:
    """The client hears that somebody gave up its power; without a working address a person tells it."""
    package = notice.package
    client = package.client
    if notice.kind.signed_by != SignedBy.PERSON or client.practice:
        return
    own = [each for each in filling.working_emails(client) if each.client_id == client.pk]
    if package.sent_to_id in {each.pk for each in own}:
        return  # the letter that the notice is carried out goes there
    if not own:
        give_todo(
            kind=GIVEN_UP, owner=package.drafted_by, subject=(SUBJECT, package.pk), client_id=client.pk,
            number=document.number,
        )  # fmt: skip
        return
    codes = ending.codes(notice)
    persons = [one for one in document.persons.all() if one.code in codes]
    mail.queue(
        letter=letters.waived(document, persons, client.language), to=own[0].value, language=client.language,
        subject=(SUBJECT, package.pk), client_id=client.pk, by=None,
    )  # fmt: skip
