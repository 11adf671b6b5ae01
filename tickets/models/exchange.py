"""What goes to and fro between the desk and the second level beside the issue itself."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Func, Q
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.people.models import User
from desk.records.models import Blob
from desk.workdays import TALLINN
from tickets.enums import Means, Personal
from tickets.models.tickets import Escalation


class ReturnQuerySet(models.QuerySet["Return"]):
    def waiting(self) -> Self:
        """Returned, and what was missing has not been supplied: the oldest first."""
        return self.filter(supplied_at=None).order_by("at", "pk")

    def of(self, tickets: "models.QuerySet[Escalation]") -> Self:
        """Returns of these tickets."""
        return self.filter(escalation__in=tickets)

    def counted_by_question(self) -> "models.QuerySet[Return, tuple[int, str, int]]":
        """(version of the form, key of a question that was missing, how often), the most often first."""
        key = Func(F("missing"), function="jsonb_array_elements_text", output_field=models.TextField())
        key.set_returning = True
        rows = self.order_by().annotate(key=key).values_list("escalation__form_id", "key")
        return rows.annotate(times=Count("pk")).order_by("-times", "escalation__form_id", "key")


class Return(models.Model):
    """The second level sent a ticket back as incomplete; counted by the topic and the form of its ticket."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="returns")
    at = models.DateTimeField(_("returned"), default=clock.now)
    # Keys of the form's questions that were not good enough, as far as somebody said which.
    missing = models.JSONField(_("what was missing"), default=list)
    text = models.TextField(_("words of the second level"), blank=True)
    supplied_at = models.DateTimeField(_("supplied"), null=True)
    supplied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return of a ticket")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="ticket_return_one_open", fields=["escalation"], condition=Q(supplied_at=None)
            ),
            models.CheckConstraint(
                name="ticket_return_supplied_when",
                condition=Q(supplied_by=None) | Q(supplied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.at:%Y-%m-%d}"


class OverrideQuerySet(models.QuerySet["Override"]):
    def granted(self) -> Self:
        """Findings that a senior lets go."""
        return self.filter(allowed=True)

    def readable_by(self, user: User) -> Self:
        """All but those in tickets of a complaint about this person."""
        return self.exclude(escalation__enquiry__concerns_id=user.pk)

    def by_month(self) -> Any:
        """How many of them by month, unit and kind (`month`, `unit`, `kind`, `n`), the newest month first."""
        month = TruncMonth("asked_at", tzinfo=TALLINN)
        rows = self.order_by().values("kind", month=month, unit=F("escalation__unit__name_et"))
        return rows.annotate(n=Count("pk")).order_by("-month", "unit", "kind")


class Override(models.Model):
    """One finding of personal data that a senior lets go to JIRA, or does not; `digest` stands for its text.

    The digest is keyed (django.utils.crypto.salted_hmac): a plain one of a code or a phone is soon guessed.
    """

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="overrides")
    kind = models.CharField(_("kind"), max_length=5, choices=Personal)
    place = models.CharField(_("where it stands"), max_length=60)  # key of the question
    digest = models.CharField(max_length=64)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    allowed = models.BooleanField(_("let go"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal data let go")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="ticket_override_once", fields=["escalation", "kind", "place", "digest"],
                condition=Q(allowed=None) | Q(allowed=True),
            ),
            models.CheckConstraint(
                name="ticket_override_decided",
                condition=Q(allowed=None, by=None, at=None)
                | Q(allowed__isnull=False, by__isnull=False, at__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_override_by_another", condition=Q(by=None) | ~Q(by=F("asked_by"))
            ),
            models.CheckConstraint(name="ticket_override_says_why", condition=~Q(reason="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.kind} {self.place}"


class TicketFile(models.Model):
    """A file of a ticket. It stays with us: the second level sees it on our page, JIRA never by itself."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="files")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("added"), default=clock.now)

    class Meta:
        verbose_name = _("file of a ticket")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="ticket_file_once", fields=["escalation", "blob", "name"])
        ]

    def __str__(self) -> str:
        return self.name


class L2AnswerQuerySet(models.QuerySet["L2Answer"]):
    def newest(self) -> Self:
        """The last word first: it stands until another one, or until JIRA says something later."""
        return self.order_by("-at", "-pk")


class L2Answer(models.Model):
    """What an expert of the second level said on our page, whatever it means; append-only."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="expert_answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("answer"))
    means = models.CharField(_("means"), max_length=10, choices=Means, default=Means.SOLVED)
    at = models.DateTimeField(_("answered"), default=clock.now)

    objects = L2AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of an expert")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="ticket_expert_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.at:%Y-%m-%d}"
