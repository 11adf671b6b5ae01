"""Destroying what was handed over, once the rule says so: bytes, pictures and words, with proof."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.counter import papers, retention
from desk.counter.actions.papers import tell
from desk.counter.models import IncomingMail, MailFile, MailPage, MailText, PageWork
from desk.people.models import User
from desk.records import actions as records
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store


@transaction.atomic
def destroy(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The paper's files as they came, its pages, its document and the words read from it; the row stays.

    Whether there was anything: two at once destroy it once. A file that something else rests on, such as a
    document signed by hand, stays for that.
    """
    mail = held(pk, destroyed_at=None)
    if mail is None:
        return False
    records.destroy(
        rule=rule, subject=(papers.SUBJECT, mail.pk), client_id=mail.client_id, by=by,
        kept=Blob.objects.filter(pk__in=retention.blobs_of(mail)), let_go=lambda: let_go(mail),
    )  # fmt: skip
    tell("destroyed", mail, by, days=rule.days)
    return True


def held(pk: int, **asked: object) -> IncomingMail | None:
    """The paper, held until the transaction ends; the row of its work before it, as the worker does it."""
    list(PageWork.jobs.select_for_update().filter(mail=pk))
    return IncomingMail.objects.select_for_update(of=("self",)).filter(pk=pk, **asked).first()


def let_go(mail: IncomingMail) -> None:
    """The paper's files, pages, document and words, within a transaction whose door is open."""
    MailText.objects.filter(mail=mail).delete()
    MailPage.objects.filter(file__mail=mail).update(preview=None)
    MailFile.objects.filter(mail=mail).update(blob=None, name="")
    # Nothing is made of its pages again.
    PageWork.jobs.filter(mail=mail).delete()
    mail.document, mail.destroyed_at = None, clock.now()
    mail.save(update_fields=["document", "destroyed_at"])


# Proposed, to be confirmed by the archivist: the agency's own schedule was not found.
STORES = (
    Store(
        retention.ACCEPTED, _("Files of papers that were accepted"), 90,
        "Kinnitada arhivaaril: üle antud dokumenti hoitakse dokumendihaldussüsteemis",
        retention.accepted, destroy, kind=papers.SUBJECT,
    ),
    Store(
        retention.DROPPED, _("Files of papers taken in by mistake"), 30,
        "Kinnitada arhivaaril: ekslikult vastu võetud dokumenti ei ole vaja hoida",
        retention.dropped, destroy, kind=papers.SUBJECT,
    ),
)  # fmt: skip
