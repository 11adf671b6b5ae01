"""What takes too long with a ticket is said to its owner once, and to the head when it goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import clock, workdays
from desk.enquiries import actions as enquiries
from desk.enquiries.deadlines import calendar
from desk.enquiries.models import Enquiry
from desk.people.actions import enter_absence
from desk.people.models import Notice, Todo
from desk.people.owed import owed_by
from tests.conftest import Actor
from tests.tickets.conftest import World
from tickets import tasks
from tickets.actions import watching
from tickets.enums import Alarm, Deed, LineKind, LineState, State
from tickets.models import Contact, Escalation, Issue, JiraOperation, Line, Return, Watch

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
MONDAY = datetime(2027, 1, 11, 7, 0, tzinfo=UTC)  # nine o'clock in Tallinn


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    """A Monday morning without a holiday near it."""
    clock.move(MONDAY - clock.now())


def later(working: float) -> None:
    """So many working hours pass, and JIRA is read at their end."""
    wanted = calendar().add(clock.now(), working * HOUR)
    clock.move(wanted - clock.now() + timedelta(seconds=1))
    Issue.objects.exclude(jira_id="").update(last_read_at=clock.now())


@pytest.fixture
def there(ticket: Escalation) -> Escalation:
    """JIRA has the issue, and nobody has touched it."""
    now = clock.now()
    Issue.objects.filter(pk=ticket.issue_id).update(
        jira_id="10001", jira_key="KT-1", jira_created_at=now, moved_at=now, last_read_at=now
    )
    JiraOperation.objects.update(state="sent")
    Escalation.objects.update(state=State.CREATED)
    ticket.refresh_from_db()
    return ticket


def taken(ticket: Escalation) -> None:
    """Somebody of the second level takes it."""
    now = clock.now()
    Issue.objects.filter(pk=ticket.issue_id).update(accepted_at=now, moved_at=now, last_read_at=now)
    Escalation.objects.filter(pk=ticket.pk).update(state=State.WORKING)


def raised() -> list[str]:
    """Alarms that are not over, after the desk has looked."""
    tasks.watch()
    return list(Watch.objects.raised().values_list("kind", flat=True))


def owed(actor: Actor) -> list[str]:
    return list(Todo.objects.open().owned_by(actor.user.pk).values_list("kind", flat=True))


def told(actor: Actor) -> list[str]:
    rows = Notice.objects.filter(user=actor.user, kind__startswith="tickets.").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_nobody_takes_it_for_a_day(there: Escalation, as_specialist: Actor, as_head: Actor) -> None:
    later(7.9)
    assert raised() == []
    later(0.2)
    assert raised() == [Alarm.NOT_ACCEPTED]
    assert owed(as_specialist) == ["tickets.not_accepted"]
    assert told(as_head) == [], "the owner is told first"


def test_the_head_hears_of_it_when_it_goes_on(
    there: Escalation, as_specialist: Actor, as_head: Actor
) -> None:
    later(8.1)
    raised()
    later(7)
    raised()
    assert told(as_head) == []
    later(1.1)
    raised()
    assert told(as_head) == ["tickets.head_not_accepted"]


def test_nothing_is_said_twice(there: Escalation, as_specialist: Actor, as_head: Actor) -> None:
    later(8.1)
    for _look in range(3):
        raised()
    later(9)
    for _look in range(3):
        raised()
    assert Watch.objects.count() == Todo.objects.filter(kind="tickets.not_accepted").count() == 1
    assert told(as_head) == ["tickets.head_not_accepted"]


def test_it_is_over_when_somebody_takes_it(there: Escalation, as_specialist: Actor) -> None:
    later(8.1)
    raised()
    taken(there)
    assert raised() == []
    assert Watch.objects.get().over_at is not None
    assert owed(as_specialist) == []


def test_it_stands_still(there: Escalation, as_specialist: Actor) -> None:
    taken(there)
    later(3 * 8 - 1)
    assert raised() == []
    later(9)  # the day on which it last moved does not count
    assert raised() == [Alarm.STILL]
    assert owed(as_specialist) == ["tickets.still"]
    Issue.objects.update(moved_at=clock.now())
    assert raised() == []


def test_what_was_supplied_begins_the_time_anew(there: Escalation) -> None:
    taken(there)
    later(24)
    Return.objects.create(escalation=there, supplied_at=clock.now())
    later(9)
    assert raised() == []


def test_a_ticket_kept_by_hand_stands_still_too(ticket: Escalation, as_specialist: Actor) -> None:
    Escalation.objects.update(state=State.CREATED)
    later(5 * 8)
    assert raised() == [Alarm.STILL]


def test_solved_but_not_told(there: Escalation, as_specialist: Actor, as_head: Actor) -> None:
    Escalation.objects.update(state=State.ANSWERED, answered_at=clock.now())
    later(8)
    assert raised() == []
    later(9)
    assert raised() == [Alarm.NOT_TOLD]
    assert told(as_specialist) == ["tickets.not_told"]
    assert owed(as_specialist) == [], "to tell the client stands among the promises"
    later(9)
    raised()
    assert told(as_head) == ["tickets.head_not_told"]
    Escalation.objects.update(state=State.WORKING)
    assert raised() == []


def test_told_but_not_closed(there: Escalation, as_specialist: Actor) -> None:
    as_told(there)
    later(8.1)
    assert raised() == [Alarm.NOT_CLOSED]
    assert owed(as_specialist) == ["tickets.not_closed"]


def as_told(ticket: Escalation) -> None:
    Escalation.objects.filter(pk=ticket.pk).update(
        state=State.TOLD, answered_at=clock.now(), told_at=clock.now(), told_by=ticket.created_by,
        evidence_kind="withdrawn",
    )  # fmt: skip


def test_an_issue_with_another_client_to_tell_may_stay_open(
    there: Escalation, world: World, as_specialist: Actor
) -> None:
    as_told(there)
    other = another(there, as_specialist)
    later(8.1)
    assert raised() == []
    as_told(other)
    later(8.1)
    assert raised() == [Alarm.NOT_CLOSED, Alarm.NOT_CLOSED]


def another(ticket: Escalation, by: Actor) -> Escalation:
    enquiry = enquiries.open_enquiry(
        topic=ticket.enquiry.topic, client=ticket.enquiry.client, by=by.user, language="et", question="Ka."
    )
    return Escalation.objects.create(
        enquiry=enquiry, unit=ticket.unit, form=ticket.form, issue=ticket.issue, state=State.ANSWERED,
        created_by=by.user, answered_at=clock.now(),
    )  # fmt: skip


def test_what_the_queue_has_just_tried_is_the_queues_business(there: Escalation) -> None:
    as_told(there)
    later(8.1)
    JiraOperation.objects.create(issue=there.issue, escalation=there, deed=Deed.CLOSE, claimed_at=clock.now())
    assert raised() == []
    clock.move(HOUR)
    assert raised() == [Alarm.NOT_CLOSED]


def down(how: str) -> None:
    if how == "the poll fails":
        Contact.objects.update_or_create(pk=1, defaults={"trouble": "unreachable"})
    elif how == "the line rests":
        Line.objects.update_or_create(
            kind=LineKind.JIRA,
            defaults={"state": LineState.RESTING, "rests_until": clock.now() + timedelta(minutes=10)},
        )
    else:
        Line.objects.update_or_create(kind=LineKind.CREDENTIALS, defaults={"state": LineState.STOPPED})


@pytest.mark.parametrize("how", ["the poll fails", "the line rests", "the credentials are refused"])
def test_an_outage_raises_nothing(there: Escalation, as_specialist: Actor, how: str) -> None:
    later(8.1)
    down(how)
    assert raised() == []


def test_neither_does_its_end(there: Escalation, as_specialist: Actor) -> None:
    """What moved meanwhile is not read yet in the minute in which JIRA is back."""
    taken(there)
    before = clock.now()
    later(5 * 8)
    Issue.objects.update(last_read_at=before)
    assert raised() == []
    Issue.objects.update(last_read_at=clock.now(), moved_at=clock.now() - HOUR)
    assert raised() == []


def test_what_was_heard_of_is_read_first(there: Escalation) -> None:
    taken(there)
    later(5 * 8)
    Issue.objects.update(heard_at=clock.now())
    assert raised() == []


def test_in_an_outage_clients_must_be_told_all_the_same(there: Escalation, as_specialist: Actor) -> None:
    Escalation.objects.update(state=State.ANSWERED, answered_at=clock.now())
    later(17)
    down("the poll fails")
    assert raised() == [Alarm.NOT_TOLD]


def test_nobody_is_told_on_a_closed_day(there: Escalation, as_specialist: Actor) -> None:
    later(4 * 8 + 7.9)  # on Friday afternoon
    taken(there)
    Issue.objects.update(moved_at=MONDAY)
    clock.move(timedelta(hours=16))
    Issue.objects.update(last_read_at=clock.now())
    assert not calendar().works_on(workdays.today())
    assert raised() == []
    clock.move(timedelta(days=2, hours=1))
    Issue.objects.update(last_read_at=clock.now())
    assert raised() == [Alarm.STILL], "it waited for Monday"


def test_who_stands_in_sees_the_to_do(there: Escalation, as_specialist: Actor, as_senior: Actor) -> None:
    today = workdays.today()
    enter_absence(
        user=as_specialist.user, first_day=today, last_day=today + timedelta(days=5), deputy=as_senior.user,
        by=as_specialist.user,
    )  # fmt: skip
    later(8.1)
    raised()
    rows = [row for row in owed_by(as_senior.user, as_senior.user) if row.todo]
    assert [row.todo.kind for row in rows if row.todo] == ["tickets.not_accepted"]


def test_a_head_hears_nothing_of_a_complaint_about_the_head(
    there: Escalation, as_specialist: Actor, as_head: Actor
) -> None:
    Enquiry.objects.filter(pk=there.enquiry_id).update(kind="complaint", concerns=as_head.user)
    later(8.1)
    raised()
    later(9)
    raised()
    assert told(as_head) == []


def test_of_many_the_head_hears_in_one_notice(
    there: Escalation, many: Callable[[int], None], as_head: Actor
) -> None:
    many(6)
    later(8.1)
    assert len(raised()) == 7
    later(9)
    raised()
    assert told(as_head) == ["tickets.many_too_long"]


@pytest.fixture
def many(there: Escalation, as_specialist: Actor) -> Callable[[int], None]:
    """More tickets like it."""

    def make(number: int) -> None:
        now, start = clock.now(), Issue.objects.count()
        issues = Issue.objects.bulk_create(
            Issue(
                unit=there.unit, project="KT", jira_id=str(20000 + start + n), jira_key=f"KT-{start + n}",
                jira_created_at=now, moved_at=now, last_read_at=now,
            )
            for n in range(number)
        )  # fmt: skip
        rows = Enquiry.objects.bulk_create(
            Enquiry(number=f"X-{start + n}", topic=there.enquiry.topic, owner=as_specialist.user)
            for n in range(number)
        )
        Escalation.objects.bulk_create(
            Escalation(
                enquiry=enquiry, unit=there.unit, issue=issue, form=there.form, state=State.CREATED,
                created_by=as_specialist.user,
            )
            for enquiry, issue in zip(rows, issues, strict=True)
        )  # fmt: skip

    return make


def test_the_number_of_questions_is_the_same_for_one_and_for_many(
    there: Escalation, many: Callable[[int], None], as_head: Actor
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            watching.watch()
        return sum("records_clock" not in query["sql"] for query in queries)

    later(8.1)
    for_one = asked()
    many(30)
    later(8.1)
    Watch.objects.update(head_at=clock.now())
    assert asked() <= for_one
    assert Watch.objects.count() == 31
