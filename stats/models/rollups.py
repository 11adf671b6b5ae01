"""What has been counted: sums that pages read instead of the rows themselves. `stats.rollups` writes them.

Nothing here names a client, and nobody edits these rows: each can be made again from what it counts.
Times are seconds. A contact is counted in the quarter of an hour, or on the day of Tallinn, in which it
began, whatever becomes of it later, so that parts and wholes of one figure are about the same contacts.
"""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.calls.models import Line
from desk.clients.models import Client
from desk.enquiries.models import Topic
from desk.people.enums import Language
from stats.enums import Channel, Source
from tickets.models import Unit


def number() -> Any:
    """A measure: how many, or how many seconds."""
    return models.PositiveBigIntegerField(default=0)


class Touched(models.Model):
    """A day on which something changed that is counted: written by triggers, taken by the counting.

    There may be many rows for one day: a unique row would make those who write wait for each other.
    """

    source = models.CharField(max_length=12, choices=Source)
    day = models.DateField()

    class Meta:
        verbose_name = _("day to be counted anew")
        verbose_name_plural = _("days to be counted anew")

    def __str__(self) -> str:
        return f"{self.source} {self.day}"


class Counted(models.Model):
    """Until when what changed has been counted: one row a source."""

    source = models.CharField(max_length=12, choices=Source, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("state of the counting")
        verbose_name_plural = _("states of the counting")

    def __str__(self) -> str:
        return self.source


class RollupQuerySet(models.QuerySet[Any]):
    """Rows of a day each."""

    def within(self, first: date, last: date) -> Self:
        """Those of the days from `first` to `last`, both included."""
        return self.filter(day__gte=first, day__lte=last)


class SlotQuerySet(models.QuerySet[Any]):
    """Rows of a quarter of an hour each."""

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that begin in this span."""
        return self.filter(slot__gte=start, slot__lt=end)


class Traffic(models.Model):
    """Contacts that came in a quarter of an hour, by channel, line and language.

    Of visits `line` is empty, `talk_s` is what was served; of letters `answer_wait_s` runs to our answer.
    """

    slot = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel)
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=Language, blank=True)
    offered = number()
    answered = number()
    in_time = number()  # answered within STATS_SERVICE_LEVEL_SECONDS
    lost = number()  # ended before anybody answered
    short = number()  # of the lost: before STATS_SHORT_ABANDON_SECONDS
    answer_wait_s = number()  # of the answered
    lost_wait_s = number()
    longest_wait_s = number()
    finished = number()  # of the answered: with their work after the conversation done
    talk_s = number()  # of the finished, with what was on hold
    hold_s = number()  # of the finished
    wrap_s = number()  # of the finished
    out = number()  # calls of ours in which somebody answered
    out_s = number()  # conversation and work after it

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("contacts of a quarter of an hour")
        verbose_name_plural = _("contacts by quarter of an hour")
        constraints = [
            models.UniqueConstraint(
                name="stats_traffic_once", fields=["slot", "channel", "line", "language"],
                nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.slot:%d.%m.%Y %H:%M} {self.channel}"


class Contacts(models.Model):
    """Enquiries opened on a day, by topic, channel and language, and what became of them since."""

    day = models.DateField()
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    language = models.CharField(max_length=2, choices=Language)
    opened = number()
    closed = number()
    first_contact = number()  # closed at level 1, and not asked again within the days of the limit "repeat"
    level2 = number()  # handed to the second level
    repeats = number()  # asked about what had been asked shortly before
    beyond = number()  # closed by level 1 although the topic must be handed on
    due = number()  # with a deadline
    in_time = number()  # of those: closed by it
    ended = number()  # closed on this day, whenever opened

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiries of a day")
        verbose_name_plural = _("enquiries by day")
        constraints = [
            models.UniqueConstraint(
                name="stats_contacts_once", fields=["day", "topic", "channel", "language"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.topic_id}"


class ClientMonth(models.Model):
    """How many enquiries a client had in a month, for those who ask again and again. `month` is its first."""

    month = models.DateField()
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    enquiries = number()

    class Meta:
        verbose_name = _("enquiries of a client in a month")
        verbose_name_plural = _("enquiries of clients by month")
        constraints = [models.UniqueConstraint(name="stats_clientmonth_once", fields=["month", "client"])]
        indexes = [models.Index(name="stats_clientmonth_most", fields=["month", "-enquiries"])]

    def __str__(self) -> str:
        return f"{self.month} {self.client_id}"


class WordWeek(models.Model):
    """In how many enquiries of a week a word stood, by its stem; `week` is its Monday.

    A word stands here only when enough different clients used it, so that it names nobody.
    """

    week = models.DateField()
    language = models.CharField(max_length=2, choices=Language)
    stem = models.CharField(max_length=40)
    word = models.CharField(max_length=40)  # the form most used
    enquiries = number()

    class Meta:
        verbose_name = _("word of a week")
        verbose_name_plural = _("words by week")
        constraints = [
            models.UniqueConstraint(name="stats_wordweek_once", fields=["week", "language", "stem"])
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.word}"


class Promised(models.Model):
    """Promises that fell due on a day, by topic, and what became of them (enquiries.models.OUTCOMES)."""

    day = models.DateField()
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    kept = number()
    late = number()
    broken = number()
    open = number()

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("promises of a day")
        verbose_name_plural = _("promises by day")
        constraints = [models.UniqueConstraint(name="stats_promised_once", fields=["day", "topic"])]

    def __str__(self) -> str:
        return f"{self.day} {self.topic_id}"


class Handed(models.Model):
    """Tickets made on a day, by the second-level unit (of `tickets`) and topic, and what became of them."""

    day = models.DateField()
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    made = number()
    returned = number()  # at least once as incomplete
    answered = number()
    answer_s = number()  # of the answered: from being made
    told = number()
    tell_s = number()  # of the told: from the answer

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("tickets of a day")
        verbose_name_plural = _("tickets by day")
        constraints = [models.UniqueConstraint(name="stats_handed_once", fields=["day", "unit", "topic"])]

    def __str__(self) -> str:
        return f"{self.day} {self.unit_id}"


class Drafted(models.Model):
    """Packages of documents drafted on a day, by the portal of their documents, and what became of them."""

    day = models.DateField()
    portal = models.CharField(max_length=40, blank=True)  # its code
    drafted = number()
    sent = number()
    returned = number()  # at least one container came back
    deficient = number()  # at least one container was refused
    accepted = number()
    accept_s = number()  # of the accepted: from sending
    published = number()
    told = number()

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("documents of a day")
        verbose_name_plural = _("documents by day")
        constraints = [models.UniqueConstraint(name="stats_drafted_once", fields=["day", "portal"])]

    def __str__(self) -> str:
        return f"{self.day} {self.portal}"


class Work(models.Model):
    """What was done and how long it took, of one person or of all. Practice is not counted."""

    day = models.DateField()
    # Time in the states of presence; on_call_s and wrap_up_s are the person's own states, not the calls'.
    ready_s = number()
    ringing_s = number()
    on_call_s = number()
    wrap_up_s = number()
    rest_s = number()  # breaks that are rest
    other_s = number()  # breaks that are work: documents, counter, meeting, training
    # The roster, lunch taken off as desk.people.roster does.
    planned_s = number()  # in any duty
    calls_planned_s = number()  # in the duty of the rotation
    # In a state of the rotation (ready, ringing, on a call, wrap-up) within those; never more than they are.
    kept_s = number()
    # What was done.
    calls = number()  # answered
    finished = number()  # of those: with their work after the conversation done
    talk_s = number()  # of the finished, with what was on hold
    hold_s = number()
    wrap_s = number()
    out = number()
    out_s = number()
    unanswered = number()  # offers that ran out or were refused
    visits = number()  # served to their end
    visit_s = number()  # in which the person served, whoever ended the visit
    letters = number()  # answers sent
    enquiries = number()  # closed, of those for which the person answers
    tickets = number()  # made
    tickets_back = number()  # of those: returned as incomplete
    documents = number()  # packages sent to clients
    items = number()  # rows of work orders done

    objects = RollupQuerySet.as_manager()

    class Meta:
        abstract = True


class PersonDay(Work):
    """One person's day. Personal: destroyed after the days of the rule `person_days`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("a person's day in figures")
        verbose_name_plural = _("people's days in figures")
        constraints = [models.UniqueConstraint(name="stats_personday_once", fields=["day", "user"])]
        indexes = [models.Index(name="stats_personday_user", fields=["user", "day"])]

    def __str__(self) -> str:
        return f"{self.day} {self.user_id}"


class TeamDay(Work):
    """The same for everybody who worked that day; kept when the persons' figures are gone.

    Time and roster of those in training are left out: they take no calls of clients.
    """

    people = number()  # who had any time, or did anything

    class Meta:
        verbose_name = _("the desk's day in figures")
        verbose_name_plural = _("the desk's days in figures")
        constraints = [models.UniqueConstraint(name="stats_teamday_once", fields=["day"])]

    def __str__(self) -> str:
        return f"{self.day}"


class Staffed(models.Model):
    """The desk's time in a quarter of an hour, of all people together, beside the roster.

    Those in training are left out.
    """

    slot = models.DateTimeField()
    ready_s = number()
    ringing_s = number()
    on_call_s = number()
    wrap_up_s = number()
    rest_s = number()
    other_s = number()
    planned_s = number()  # in the duty of the rotation
    planned = number()  # people in the duty of the rotation at its beginning

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("staffing of a quarter of an hour")
        verbose_name_plural = _("staffing by quarter of an hour")
        constraints = [models.UniqueConstraint(name="stats_staffed_once", fields=["slot"])]

    def __str__(self) -> str:
        return f"{self.slot:%d.%m.%Y %H:%M}"
