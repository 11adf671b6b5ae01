"""What people owe, are told, and must look at a second time. What it is about stands by kind and id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from desk import clock
from desk.people.enums import ApprovalState, Second
from desk.people.models.user import User
from desk.slots import Kept


def _about(things: Iterable[Kept]) -> Q:
    """Whatever is about one of these things."""
    about = Q(pk=None)
    for thing in things:
        about |= Q(subject_kind=thing.kind, subject_id=thing.pk)
    return about


class TodoQuerySet(models.QuerySet["Todo"]):
    """To-dos, by what the desk asks of them."""

    def open(self) -> Self:
        """Not done."""
        return self.filter(done_at=None)

    def owned_by(self, *user_ids: int) -> Self:
        """Those that one of these people must do."""
        return self.filter(owner_id__in=user_ids)

    def of(self, kind: str, subject: tuple[str, int]) -> Self:
        """Those of one kind about one thing."""
        return self.filter(kind=kind, subject_kind=subject[0], subject_id=subject[1])

    def without(self, kept: Iterable[Kept]) -> Self:
        """None about these."""
        return self.exclude(_about(kept))

    def open_or_done_by(self, user: User, since: datetime) -> Self:
        """Not done, or done by this person since then."""
        return self.filter(Q(done_at=None) | Q(done_at__gte=since, done_by=user))


class Todo(models.Model):
    """A piece of work that no other row holds; its room words `kind`, `params` hold no personal data."""

    owner = models.ForeignKey(
        User, models.PROTECT, related_name="todos", verbose_name=_("responsible person")
    )
    kind = models.CharField(_("kind"), max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), default=clock.now, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = TodoQuerySet.as_manager()

    class Meta:
        verbose_name = _("to-do")
        verbose_name_plural = _("to-dos")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_at"], name="people_todo_open", condition=Q(done_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"], condition=Q(done_at=None),
                name="people_todo_one_open",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False), name="people_todo_done"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind

    def get_absolute_url(self) -> str:
        """The to-do's page."""
        return reverse("people:todo", args=[self.pk])


class TodoChange(models.Model):
    """Who gave a to-do on to whom, or moved its time, and why; written once for each change."""

    todo = models.ForeignKey(Todo, models.CASCADE, related_name="changes")
    at = models.DateTimeField(_("at"), default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("responsible person")
    )
    due_at = models.DateTimeField(_("due"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change of a to-do")
        verbose_name_plural = _("changes of to-dos")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.todo_id}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, by what the desk asks of them."""

    def unseen(self) -> Self:
        """Not looked at yet."""
        return self.filter(seen_at=None)

    def to(self, user_id: int) -> Self:
        """Those of one person, newest first."""
        return self.filter(user_id=user_id).order_by("-at", "-pk")

    def without(self, kept: Iterable[Kept]) -> Self:
        """None about these."""
        return self.exclude(_about(kept))

    def told_before(self, moment: datetime) -> Self:
        """Those told before this moment."""
        return self.filter(at__lt=moment)


class Notice(models.Model):
    """Something a person should know; worded by its room, `params` hold no personal data."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    # The absent person to whom it was told, when it is told to the deputy too.
    in_place_of = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"), default=clock.now)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="people_notice_newest"),
            models.Index(fields=["user"], name="people_notice_unseen", condition=Q(seen_at=None)),
        ]

    def __str__(self) -> str:
        return self.kind


class ApprovalPolicy(models.Model):
    """Who must look a second time at what: set by the administrator, by kind and verdict."""

    kind = models.CharField(_("kind"), max_length=60)
    verdict = models.CharField(_("verdict"), max_length=30, blank=True)
    second = models.CharField(_("second person"), max_length=9, choices=Second, default=Second.ANOTHER)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule of the second person")
        verbose_name_plural = _("rules of the second person")
        ordering = ["kind", "verdict"]
        constraints = [models.UniqueConstraint(fields=["kind", "verdict"], name="people_approvalpolicy_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.verdict}".strip()


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals, by what the desk asks of them."""

    def waiting(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(state=ApprovalState.WAITING)

    def of(self, kind: str, subject: tuple[str, int]) -> Self:
        """Those of one kind about one thing, newest first."""
        return self.filter(kind=kind, subject_kind=subject[0], subject_id=subject[1]).order_by("-pk")

    def without(self, kept: Iterable[Kept]) -> Self:
        """None about these."""
        return self.exclude(_about(kept))

    def answered_to(self, user_id: int, since: datetime) -> Self:
        """Those that this person asked and somebody decided since then, the last one first."""
        decided = [ApprovalState.APPROVED, ApprovalState.REFUSED]
        rows = self.filter(asked_by_id=user_id, state__in=decided, decided_at__gte=since)
        return rows.order_by("-decided_at", "-pk")

    def asked_before(self, moment: datetime) -> Self:
        """Those that have waited since before this moment."""
        return self.filter(asked_at__lt=moment)


class Approval(models.Model):
    """Something that waits for, or had, a second pair of eyes. Nobody is second person to himself."""

    kind = models.CharField(_("kind"), max_length=60)
    verdict = models.CharField(_("verdict"), max_length=30, blank=True)
    second = models.CharField(_("second person"), max_length=9, choices=Second)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    client_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    state = models.CharField(_("state"), max_length=9, choices=ApprovalState, default=ApprovalState.WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ApprovalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("second pair of eyes")
        verbose_name_plural = _("second pairs of eyes")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], name="people_approval_waiting",
                condition=Q(state=ApprovalState.WAITING),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="people_approval_subject"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"], condition=Q(state=ApprovalState.WAITING),
                name="people_approval_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="people_approval_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ApprovalState.WAITING, ApprovalState.WITHDRAWN], decided_by=None)
                | Q(
                    state__in=[ApprovalState.APPROVED, ApprovalState.REFUSED], decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="people_approval_decided_pair",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind
