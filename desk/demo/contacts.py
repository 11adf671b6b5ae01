"""A signal that the head of a unit has answered, one that waits, and a choice kept by name."""

from datetime import datetime, timedelta
from uuid import UUID

from desk.demo.moment import ago
from desk.enquiries.models import Topic
from desk.people.models import Unit, User
from stats.actions import choices, signals
from stats.figures import Chosen, Sums, by
from stats.models import Contacts, Signal
from stats.rollups import refresh

SPAN = 4  # weeks that the signals are about


def seed(at: datetime) -> None:
    """Helena tells Ülle, who heads the unit of the first topics, twice."""
    refresh()  # a signal holds the figures as they are counted
    helena, head = User.objects.get(username="vanem"), User.objects.get(username="yksusejuht")
    unit = _unit(head)
    topics = _most_asked(unit, at)
    with ago(timedelta(days=9)):
        first = _tell(1, topics[0], unit, at, helena, "Sama küsimus tuli eelmisel nädalal iga päev.")
    with ago(timedelta(days=8)):
        signals.answer(signal=first, text="Lisame portaali selgituse järgmise versiooniga.", by=head)
    with ago(timedelta(days=1)):
        _tell(2, topics[-1], unit, at, helena, "")
    choices.save(name="Eelmine kuu telefonis", query="span=last_month&channel=phone", shared=True, by=helena)


def _unit(head: User) -> Unit:
    """The unit that the head has already, else the first that owns a topic."""
    owning = Unit.objects.filter(topics__parent__isnull=False).order_by("pk")
    unit: Unit = owning.filter(head=head).first() or owning[0]
    if unit.head_id != head.pk:
        unit.head = head
        unit.save()
    return unit


def _most_asked(unit: Unit, at: datetime) -> list[Topic]:
    """Two topics of the unit, those first that were asked most of late."""
    asked = by(Contacts, Chosen(at.date() - timedelta(weeks=SPAN), at.date()), "topic")
    topics = Topic.objects.filter(unit=unit, parent__isnull=False, active=True).order_by("pk")
    return sorted(topics, key=lambda topic: -asked.get(topic.pk, Sums())["opened"])[:2]


def _tell(number: int, topic: Topic, unit: Unit, at: datetime, by: User, text: str) -> Signal:
    last = at.date() - timedelta(days=1)
    return signals.tell(
        topic=topic, unit=unit, chosen=Chosen(last - timedelta(weeks=SPAN), last), figure="opened", text=text,
        token=UUID(int=number), by=by,
    )  # fmt: skip
