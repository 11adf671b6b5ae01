"""What tests of callbacks and missed calls begin with: times, a clock on a working morning, a client."""

from datetime import datetime, timedelta

from desk import clock, workdays
from desk.calls import reference as calls_reference
from desk.calls import times
from desk.calls.enums import Direction, State
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.clients.models import Client, Person
from desk.enquiries import reference as enquiries_reference
from desk.enquiries.models import Topic
from desk.people.models import User

MARI = "+37255500001"


def on(moment: str) -> datetime:
    """Move the clock to this wall-clock time in Tallinn, such as `2027-01-12 10:05`."""
    at = datetime.fromisoformat(moment).replace(tzinfo=workdays.TALLINN)
    clock.move(at - clock.now())
    return at


def at(moment: str) -> datetime:
    """This wall-clock time in Tallinn."""
    return datetime.fromisoformat(moment).replace(tzinfo=workdays.TALLINN)


def callback_times() -> None:
    """The half hours of the reference data."""
    calls_reference.seed_reference()


def topics() -> None:
    """Topics and outcome codes of the reference data."""
    enquiries_reference.seed_reference()


def opened(by: User) -> tuple[Client, Person]:
    """Reference data, Tamme Puit, and Mari Tamm who acts for it from a number that we know."""
    topics()
    callback_times()
    puit = clients.create_client(kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=by)
    mari = clients.create_person(first_name="Mari", last_name="Tamm", by=by)
    clients.add_contact(kind="phone", value=MARI, person=mari, by=by)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=by)
    return puit, mari


def missed(number: str = MARI, minutes_ago: float = 30, **fields: object) -> Call:
    """A call that nobody answered."""
    rang = clock.now() - timedelta(minutes=minutes_ago)
    facts: dict[str, object] = {"direction": Direction.IN, "state": State.MISSED, **fields}
    return Call.objects.create(number=number, rang_at=rang, hung_up_at=rang + timedelta(seconds=20), **facts)


def free(moment: datetime) -> int:
    """How many places a half hour has left, as the grid says."""
    return {place.at: place.free for place in times.places(clock.now())}[moment]


def a_topic() -> Topic:
    """A topic of the reference data."""
    return Topic.objects.get(code="user-contract")
