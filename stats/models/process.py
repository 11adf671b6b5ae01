"""The process log: goals, suggestions with the answer each got, changes and what became of them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.enquiries.models import Topic
from desk.guides.models import Guide
from desk.people.models import User
from stats.enums.process import Became, Expected, IdeaState, Verdict


class GoalQuerySet(models.QuerySet["Goal"]):
    """Goals, by the day for which they are asked."""

    def in_force(self, day: date) -> Self:
        """The newest one of each figure that has begun by this day."""
        begun = self.filter(from_day__lte=day)
        return begun.order_by("figure", "-from_day").distinct("figure")


class Goal(models.Model):
    """What a figure should reach, from a day on: it colours the figure and changes nothing else.

    `value` is in the figure's own unit (percent, seconds, a number); which side is good the figure says.
    """

    figure = models.CharField(_("figure"), max_length=40)
    value = models.DecimalField(_("goal"), max_digits=9, decimal_places=1)
    from_day = models.DateField(_("from"))

    objects = GoalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["figure", "-from_day"]
        constraints = [
            models.UniqueConstraint(name="stats_goal_once_a_day", fields=["figure", "from_day"]),
            models.CheckConstraint(name="stats_goal_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.value} ({self.from_day:%d.%m.%Y})"


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Suggestions, by what pages ask of them."""

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=IdeaState.NEW)

    def overdue(self) -> Self:
        """Those whose answer should have been there by now."""
        return self.waiting().filter(answer_due_at__lt=clock.now())

    def newest_first(self) -> Self:
        """The last made on top, the id breaking ties."""
        return self.order_by("-made_at", "-pk")

    def after(self, pk: int) -> Self:
        """Those that follow this one in the order of `newest_first`."""
        row = Idea.objects.filter(pk=pk).first()
        if row is None:
            return self
        return self.filter(Q(made_at__lt=row.made_at) | Q(made_at=row.made_at, pk__lt=pk))

    def shown_to(self, user: User) -> Self:
        """With what a row of a list shows, and whether this person supports it."""
        mine = IdeaSupport.objects.filter(idea=OuterRef("pk"), by=user)
        return self.select_related("made_by", "topic", "guide").annotate(
            mine=Exists(mine), supporters=models.Count("supports")
        )


class Idea(models.Model):
    """What somebody at the desk proposes to do otherwise. Each gets an answer by `answer_due_at`."""

    title = models.CharField(_("suggestion in one sentence"), max_length=200)
    text = models.TextField(_("what is wrong now, and what would be better"), max_length=5000)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic")
    )
    guide = models.ForeignKey(
        Guide, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("guide")
    )
    step = models.CharField(_("step of the work"), max_length=100, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=IdeaState, default=IdeaState.NEW, editable=False
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("suggested by"))
    made_at = models.DateTimeField(_("suggested at"), default=clock.now, editable=False)
    answer_due_at = models.DateTimeField(_("answer due"), editable=False)

    objects = IdeaQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes = [
            models.Index(name="stats_idea_newest", fields=["-made_at", "-id"]),
            models.Index(name="stats_idea_waiting", fields=["answer_due_at"], condition=Q(state="new")),
        ]
        constraints = [
            models.CheckConstraint(name="stats_idea_says_something", condition=~Q(title="") & ~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:idea", args=[self.pk])


class IdeaAnswer(models.Model):
    """What was answered to a suggestion, and why; append-only: a later one follows, none is changed."""

    idea = models.ForeignKey(Idea, models.PROTECT, related_name="answers")
    verdict = models.CharField(_("answer"), max_length=8, choices=Verdict)
    text = models.TextField(_("why, and what follows"), max_length=5000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("answer to a suggestion")
        verbose_name_plural = _("answers to suggestions")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="stats_ideaanswer_says_why", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.verdict}"


class IdeaSupport(models.Model):
    """Somebody else finds it right too; taken back by deleting it."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="supports")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("support of a suggestion")
        verbose_name_plural = _("supports of suggestions")
        constraints = [models.UniqueConstraint(name="stats_ideasupport_once", fields=["idea", "by"])]

    def __str__(self) -> str:
        return f"{self.idea_id}: {self.by_id}"


class ProcessChangeQuerySet(models.QuerySet["ProcessChange"]):
    """Changes of the process, by what pages ask of them."""

    def newest_first(self) -> Self:
        """The one that took effect last on top, the id breaking ties."""
        return self.order_by("-from_day", "-pk")

    def after(self, pk: int) -> Self:
        """Those that follow this one in the order of `newest_first`."""
        row = ProcessChange.objects.filter(pk=pk).first()
        if row is None:
            return self
        return self.filter(Q(from_day__lt=row.from_day) | Q(from_day=row.from_day, pk__lt=pk))

    def unjudged(self) -> Self:
        """Those of which nobody has said what became of them."""
        return self.filter(judgements=None)

    def to_judge(self, day: date) -> Self:
        """Unjudged ones whose weeks of watching are over by this day."""
        return self.unjudged().filter(judge_on__lte=day)

    def shown(self) -> Self:
        """With what a row of a list shows."""
        return self.select_related("owner").prefetch_related("judgements", "moves")


class ProcessChange(models.Model):
    """What was changed in the process, from which day and why; which figures it should move is beside it."""

    title = models.CharField(_("change in one sentence"), max_length=200)
    text = models.TextField(_("what is done otherwise"), max_length=5000)
    why = models.TextField(_("why"), max_length=5000)
    from_day = models.DateField(_("takes effect on"))
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("responsible person"))
    topics: models.ManyToManyField[Topic, models.Model] = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name=_("topics")
    )
    ideas: models.ManyToManyField[Idea, models.Model] = models.ManyToManyField(
        Idea, blank=True, related_name="changes", verbose_name=_("from suggestions")
    )
    # What else it came from, as kind:id ("review:12"); pages of these kinds are in the slot SUBJECT_PAGES.
    grounds = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)
    judge_on = models.DateField(_("to be judged on"), editable=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=clock.now, editable=False)

    objects = ProcessChangeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[topics, ideas])

    class Meta:
        verbose_name = _("change of the process")
        verbose_name_plural = _("changes of the process")
        indexes = [models.Index(name="stats_change_newest", fields=["-from_day", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="stats_change_says_why", condition=~Q(title="") & ~Q(text="") & ~Q(why="")
            ),
            models.CheckConstraint(
                name="stats_change_judged_after", condition=Q(judge_on__gt=models.F("from_day"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("stats:change", args=[self.pk])

    @property
    def judged(self) -> Judgement | None:
        """The last judgement of it; a list prefetches them."""
        return next(reversed(list(self.judgements.all())), None)


class ChangeMove(models.Model):
    """A figure that the change should move, and which way; written anew when the change is edited."""

    change = models.ForeignKey(ProcessChange, models.CASCADE, related_name="moves")
    figure = models.CharField(_("figure"), max_length=40)
    expected = models.CharField(_("expected to"), max_length=4, choices=Expected)

    class Meta:
        verbose_name = _("figure of a change")
        verbose_name_plural = _("figures of changes")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="stats_changemove_once", fields=["change", "figure"])]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.figure}"


class Judgement(models.Model):
    """What became of a change, and why it is thought so; append-only: a later one follows."""

    change = models.ForeignKey(ProcessChange, models.PROTECT, related_name="judgements")
    became = models.CharField(_("what became of it"), max_length=8, choices=Became)
    text = models.TextField(_("what the figures and the people say"), max_length=5000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("judgement of a change")
        verbose_name_plural = _("judgements of changes")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="stats_judgement_says_why", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.change_id}: {self.became}"
