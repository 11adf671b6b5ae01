"""Whatever of a row is counted: when it changes, the right days are counted anew."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from contracts.models import Authorisation, Container, Finding, Package, Portal
from desk.calls.models import Call, CallEnquiry, Hold, Line, Offer
from desk.counter.models import Period, Visit, VisitEnquiry
from desk.enquiries.models import Enquiry, EnquiryMail, Promise, Topic
from desk.mail.models import Incoming, Message
from desk.orders.models import WorkItem
from desk.people.models import BreakReason, Presence, Shift, User
from stats import rollups
from stats.models import Touched
from stats.rollups.refreshing import BY_SOURCE
from tests.stats.month import NOW, Month
from tests.stats.test_recomputed import WHOLE, everything
from tickets.models import Escalation, Issue, Return
from tickets.models import Unit as SecondLevel

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
Change = Callable[[], object]


def some(model: Any, most: int = 7, **which: Any) -> Any:
    """A few rows of a table, spread over it."""
    ids = list(model._default_manager.filter(**which).order_by("pk").values_list("pk", flat=True))
    assert ids, (model, which)
    return model._default_manager.filter(pk__in=ids[:: max(1, len(ids) // most)])


def other(model: Any, **which: Any) -> Any:
    return model._default_manager.filter(**which).order_by("-pk")[0]


def of_calls() -> dict[str, Change]:
    return {
        "call rang at another time": lambda: some(Call, answered_at=None).update(rang_at=F("rang_at") - DAY),
        "call answered later": lambda: some(Call, state="answered").update(
            answered_at=F("answered_at") + SECOND
        ),
        "call ended later": lambda: some(Call, state="wrap_up").update(hung_up_at=F("hung_up_at") + SECOND),
        "call finished later": lambda: some(Call, state="closed").update(closed_at=F("closed_at") + SECOND),
        "call was ours": lambda: some(Call, direction="in", links__isnull=False).update(direction="out"),
        "call in another language": lambda: some(Call, language="et").update(language="ru"),
        "call on another line": lambda: some(Call, training=False).update(line=other(Line, training=False)),
        "call was practice": lambda: some(Call, training=False, offers__isnull=False).update(training=True),
        "call of another person": lambda: some(Call, user__isnull=False).update(user=other(User)),
        "call gone": lambda: some(Call, offers=None, links=None).delete(),
        "hold longer": lambda: some(Hold).update(ended_at=F("ended_at") + SECOND),
        "hold gone": lambda: some(Hold).delete(),
        "offer refused": lambda: some(Offer, state="answered").update(state="refused"),
        "offer of another person": lambda: some(Offer, state="expired").update(user=other(User)),
        "offer gone": lambda: some(Offer, state="expired").delete(),
        "call was about nothing": lambda: some(CallEnquiry).delete(),
        "call was about another": lambda: some(CallEnquiry, 2).update(
            enquiry=other(Enquiry, call_links=None)
        ),
    }  # fmt: skip


def of_visits_and_letters() -> dict[str, Change]:
    return {
        "visitor came earlier": lambda: some(Visit, arrived_at__isnull=False).update(
            arrived_at=F("arrived_at") - DAY
        ),
        "visitor left later": lambda: some(Visit, state="left").update(over_at=F("over_at") + SECOND),
        "visit in another language": lambda: some(Visit, language="et").update(language="en"),
        "visit served by another": lambda: some(Visit, state="served").update(user=other(User)),
        "served longer": lambda: some(Period, state="serving", ended_at__isnull=False).update(
            ended_at=F("ended_at") + SECOND
        ),
        "not served": lambda: some(Period, state="serving").delete(),
        "visit was about nothing": lambda: some(VisitEnquiry).delete(),
        "letter received earlier": lambda: some(Incoming).update(received_at=F("received_at") - DAY),
        "letter is none": lambda: some(Incoming, kind="letter").update(kind="bulk"),
        "letter in another language": lambda: some(Incoming, kind="letter").update(language="en"),
        "letter is not for us": lambda: some(Incoming, kind="letter", set_aside_at=None).update(
            set_aside_at=NOW, set_aside_by=other(User), set_aside_reason="Reklaam"
        ),
        "letter was about nothing": lambda: some(EnquiryMail).delete(),
        "answer sent": lambda: some(Message, written=True, state="failed").update(state="sent"),
        "answer written later": lambda: some(Message, written=True).update(queued_at=F("queued_at") + DAY),
        "answer by another": lambda: some(Message, written=True, state="sent").update(by=other(User)),
        "answer gone": lambda: some(Message, written=True).delete(),
    }  # fmt: skip


def of_enquiries() -> dict[str, Change]:
    return {
        "enquiry of another topic": lambda: some(Enquiry, promises__isnull=False).update(topic=other(Topic)),
        "ticket's enquiry of another topic": lambda: some(Enquiry, escalations__isnull=False).update(
            topic=other(Topic)
        ),
        "enquiry of another client": lambda: some(Enquiry, client__isnull=False).update(client=None),
        "enquiry closed by another": lambda: some(Enquiry, state="closed").update(owner=other(User)),
        "enquiry at level 2": lambda: some(Enquiry, level=1).update(level=2),
        "enquiry in another language": lambda: some(Enquiry, language="et").update(language="en"),
        "enquiry opened earlier": lambda: some(Enquiry).update(opened_at=F("opened_at") - DAY),
        "enquiry closed later": lambda: some(Enquiry, state="closed").update(closed_at=F("closed_at") + DAY),
        "enquiry open again": lambda: some(Enquiry, state="closed").update(
            state="in_work", closed_at=None, outcome=None
        ),
        "enquiry due later": lambda: some(Enquiry, due_at__isnull=False).update(due_at=F("due_at") + DAY),
        "enquiry beyond competence": lambda: some(Enquiry, beyond_competence=False).update(
            beyond_competence=True
        ),
        "enquiry was practice": lambda: some(Enquiry, practice=False, promises__isnull=False).update(
            practice=True
        ),
        "asked again after all": lambda: some(Enquiry, 3, repeats=None).update(
            repeats=Enquiry.objects.filter(repeats=None, practice=False).order_by("opened_at")[0]
        ),
        "not asked again": lambda: some(Enquiry, repeats__isnull=False).update(repeats=None),
    }  # fmt: skip


def of_promises_and_tickets() -> dict[str, Change]:
    return {
        "promise due later": lambda: some(Promise).update(due_at=F("due_at") + DAY),
        "promise kept later": lambda: some(Promise, state="kept").update(kept_at=F("kept_at") + 2 * DAY),
        "promise broken": lambda: some(Promise, broken_at=None).update(broken_at=NOW),
        "promise gone": lambda: some(Promise).delete(),
        "ticket made earlier": lambda: some(Escalation).update(created_at=F("created_at") - DAY),
        "ticket of another unit": lambda: some(Escalation).update(unit=other(SecondLevel)),
        "ticket by another": lambda: some(Escalation).update(created_by=other(User)),
        "draft sent": lambda: some(Escalation, state="draft").update(state="created"),
        "ticket answered": lambda: some(Escalation, answered_at=None).update(answered_at=NOW + 9 * DAY),
        "client told later": lambda: some(Escalation, told_at__isnull=False).update(
            told_at=F("told_at") + DAY
        ),
        "ticket had an issue": lambda: Issue.objects.filter(
            pk__in=some(Escalation, state="closed", issue__jira_key="").values("issue")
        ).update(jira_key="Y-1"),
        "ticket came back": lambda: [
            Return.objects.create(escalation=each, at=NOW) for each in some(Escalation, returns=None)
        ],
        "ticket did not come back": lambda: some(Return).delete(),
    }  # fmt: skip


def of_documents() -> dict[str, Change]:
    return {
        "package drafted earlier": lambda: some(Package).update(drafted_at=F("drafted_at") - DAY),
        "package sent later": lambda: some(Package, sent_at__isnull=False).update(sent_at=F("sent_at") + DAY),
        "package sent by another": lambda: some(Package, sent_at__isnull=False).update(
            sending_by=other(User)
        ),
        "package told": lambda: some(Package, state="published").update(state="told"),
        "document of another portal": lambda: some(Authorisation).update(portal=other(Portal)),
        "document accepted later": lambda: some(Authorisation, accepted_at__isnull=False).update(
            accepted_at=F("accepted_at") + DAY
        ),
        "container came": lambda: [
            Container.objects.create(
                package=each, blob=other(Container).blob, file_name="x.asice", source="client"
            )
            for each in some(Package, containers=None)
        ],
        "container refused": lambda: [
            Finding.objects.create(verification=each.verification, verdict="failed")
            for each in some(Finding, verdict="passed").select_related("verification")
        ],
    }  # fmt: skip


def of_people() -> dict[str, Change]:
    return {
        "presence of another kind": lambda: some(Presence, state="available").update(state="on_call"),
        "break of another kind": lambda: some(Presence, state="break").update(
            reason=BreakReason.objects.get(code="meeting")
        ),
        "presence shorter": lambda: some(Presence, ended_at__isnull=False).update(ended_at=F("started_at")),
        "presence over": lambda: Presence.objects.filter(ended_at=None).update(ended_at=NOW),
        "presence gone": lambda: some(Presence).delete(),
        "shift longer": lambda: some(Shift, starts_at__hour=9).update(ends_at=F("ends_at") + SECOND),
        "shift in another duty": lambda: some(Shift, duty="calls").update(duty="documents"),
        "shift gone": lambda: some(Shift).delete(),
        "row of an order not done": lambda: some(WorkItem, state="done").update(
            state="open", done_at=None, done_by=None, result=""
        ),
        "row of an order done by another": lambda: some(WorkItem, state="done").update(done_by=other(User)),
    }  # fmt: skip


def changes() -> dict[str, Change]:
    """Each thing that is counted by, changed by itself."""
    return {
        **of_calls(), **of_visits_and_letters(), **of_enquiries(), **of_promises_and_tickets(),
        **of_documents(), **of_people(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A smaller month, counted."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as still:
        still.setattr("desk.clock.now", lambda: NOW)
        with transaction.atomic():
            parts = Month(calls=300).parts
            for part in (*parts[:12], *parts[16:]):  # fewer enquiries
                part()
            rollups.refresh()
            yield
            transaction.set_rollback(True)


@pytest.mark.slow
def test_every_change_of_what_is_counted_is_counted(
    ground: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each touches something, and what is counted then is what a new count gives."""
    monkeypatch.setattr("desk.clock.now", lambda: NOW)
    done = list(changes().items())
    third = -(-len(done) // 3)
    for place in range(third):  # things that have little to do with each other, so that none hides another
        names = []
        for name, change in done[place::third]:
            change()
            assert Touched.objects.exclude(source="words").exists(), name
            names.append(name)
        rollups.refresh()
        bit_by_bit = everything()
        for count in dict.fromkeys(count for counts in BY_SOURCE.values() for count in counts):
            count(WHOLE.first, WHOLE.last)
        for name, rows in everything().items():
            assert bit_by_bit[name] == rows, (name, names)
