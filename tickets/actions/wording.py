"""What a specialist writes to the client: kept while it is written, looked at before it is sent."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import ContactPoint
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.people.models import User
from tickets.models import Escalation, Wording
from tickets.words import wording


class Doubts(Refused):
    """A person should look at these things first; `mark` says that they were seen."""

    def __init__(self, found: list[wording.Doubtful]) -> None:
        super().__init__(*(str(one) for one in found))
        self.mark = mark_of(found)


class KeptMeanwhile(Refused):
    """The same answer was saved in another window; what stands there is in `stored`, nothing was lost."""

    def __init__(self, stored: Wording) -> None:
        super().__init__(_("The answer was saved in another window meanwhile. Both texts are below."))
        self.stored = stored


@transaction.atomic
def save_wording(
    *, escalation: Escalation, text: str, to: ContactPoint | None, version: int, by: User
) -> Wording:
    """Keep what is written so far, whatever became of the ticket meanwhile.

    KeptMeanwhile when it is not what the page was opened with (`version`; 0 before the first saving).
    """
    Escalation.objects.select_for_update(of=("self",)).get(pk=escalation.pk)
    stored = Wording.objects.filter(escalation=escalation, writer=by).first()
    if stored is not None and stored.version != version and stored.text.strip() != text.strip():
        raise KeptMeanwhile(stored)
    return keep_wording(escalation, text, to, by)


def keep_wording(
    escalation: Escalation, text: str, to: ContactPoint | None, by: User, sent_at: datetime | None = None
) -> Wording:
    """Write it down (inside an action that holds the ticket); `sent_at` when it is put in the mail."""
    kept, _new = Wording.objects.get_or_create(escalation=escalation, writer=by, defaults={"version": 0})
    kept.text, kept.to, kept.saved_at, kept.sent_at = text, to, clock.now(), sent_at
    kept.version += 1
    kept.save()
    return kept


def refuse_doubtful(escalation: Escalation, text: str, confirmed: str) -> None:
    """Raise `Doubts` unless the person has seen just these things."""
    found = wording.doubts(text, escalation.enquiry.language, inside_of(escalation))
    if found and confirmed != mark_of(found):
        raise Doubts(found)


def mark_of(found: list[wording.Doubtful]) -> str:
    """What stands in the page for the things that were seen; another one when the text holds others."""
    seen = "\n".join(sorted(f"{one.kind}:{one.text.casefold()}" for one in found))
    return salted_hmac("tickets.doubts", seen, algorithm="sha256").hexdigest()[:32]


def inside_of(escalation: Escalation) -> wording.Inside:
    """What is ours, the second level's and other clients' around a ticket."""
    issue = escalation.issue
    people = set(issue.events.filter(ours=False).values_list("author", flat=True)) | {issue.assignee}
    people |= {str(answer.by) for answer in escalation.expert_answers.select_related("by")}
    keys = (issue.jira_key, *issue.key_history)
    others = Escalation.objects.of_issue(escalation).select_related("enquiry__client", "enquiry__person")
    return wording.Inside(
        hosts=tuple(host for host in (settings.JIRA_URL, f"{settings.PUBLIC_URL}/tickets/") if host),
        projects=tuple({issue.project, *(key.rpartition("-")[0] for key in keys)} - {""}),
        people=tuple(sorted(people - {""})),
        own=reference_of(escalation.enquiry),
        others=tuple(reference_of(other.enquiry) for other in others),
    )


def reference_of(enquiry: Enquiry) -> wording.Reference:
    """By what a letter names this client and enquiry."""
    client = enquiry.client
    return wording.Reference(
        number=enquiry.number,
        client=client.name if client else "",
        code=client.registry_code if client else "",
        person=str(enquiry.person or ""),
    )
