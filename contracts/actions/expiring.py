"""Before a document's period runs out the client is written to, a letter a rung, and the owner has to ask."""

from django.db import transaction

from contracts.actions.drafting import SUBJECT
from contracts.drafting import filling
from contracts.life import expiring, letters
from contracts.life.rules import SHOWN
from contracts.models import Authorisation, ExpiryNotice
from desk import workdays
from desk.clients.enums import Works
from desk.clients.models import ContactPoint
from desk.mail import actions as mail
from desk.people.actions import give_todo, settle_todos
from desk.records.actions import note

AT_ONCE = 100  # documents of one sweep
EXPIRES = "contracts.expires"


@transaction.atomic
def remind() -> int:
    """By rule: one letter for the rung that is reached, once; how many documents were seen to.

    Rungs that nobody climbed meanwhile (the desk stood still) are not made up for. What no letter reaches,
    and what is on its last rung, is for the owner to see to.
    """
    today = workdays.today()
    held = expiring.due(today).select_for_update(of=("self",), skip_locked=True)
    rows = held.select_related("kind", "portal", "package__client", "package__sent_to", "package__drafted_by")
    documents = list(rows.prefetch_related("persons").order_by("valid_until", "pk")[:AT_ONCE])
    return sum(_remind(each) for each in documents)


def _remind(document: Authorisation) -> bool:
    ladder, until = document.kind.remind_days, document.valid_until
    assert until is not None
    days = expiring.rung(until, workdays.today(), ladder, expiring.since(document))
    if days is None:
        return False
    notice, made = ExpiryNotice.objects.get_or_create(authorisation=document, days=days)
    if not made:
        return False  # another sweep was here
    to = _address(document)
    if to is not None:
        package = document.package
        notice.message = mail.queue(
            letter=letters.expires(document, package.language), to=to.value, language=package.language,
            subject=(SUBJECT, package.pk), client_id=package.client_id, by=None,
        )  # fmt: skip
        notice.save(update_fields=["message"])
        _note(document)
    if to is None or days == min(ladder):
        give_todo(
            kind=EXPIRES, owner=document.package.drafted_by, subject=("authorisation", document.pk),
            client_id=document.package.client_id, number=document.number, day=until.strftime(SHOWN),
        )  # fmt: skip
    return True


def _address(document: Authorisation) -> ContactPoint | None:
    """Where the document itself went, else the client's first working address."""
    sent_to = document.package.sent_to
    if sent_to is not None and sent_to.works == Works.YES:
        return sent_to
    return next(iter(filling.working_emails(document.package.client)), None)


def renewed(by: Authorisation, older: list[Authorisation]) -> None:
    """A newer document was accepted: nobody need ask about those that it goes on after (inside an action)."""
    for each in older:
        if (each.kind_id, each.portal_id) == (by.kind_id, by.portal_id) and each.valid_until is not None:
            settle_todos(kind=EXPIRES, subject=("authorisation", each.pk), by=None)


def _note(document: Authorisation) -> None:
    assert document.valid_until is not None
    note(
        kind="contracts.expiry_told", subject=(SUBJECT, document.package_id),
        client_id=document.package.client_id, by=None, owner_id=document.package.drafted_by_id,
        number=document.number, day=document.valid_until.strftime(SHOWN),
    )  # fmt: skip
