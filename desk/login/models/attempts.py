"""Tries of a secret, so that guessing is slow; digests alone, forgotten after two days."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from desk import clock


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Tries, by what the limits ask of them."""

    def older_than(self, moment: datetime) -> Self:
        """Those that no limit counts any more."""
        return self.filter(at__lt=moment)


class Attempt(models.Model):
    """One try. `who` is what was tried (a name, a session, a key), `device` a browser that is known for it.

    `known`: the person has come in from this address or browser before, so strangers' tries do not slow it.
    """

    kind = models.CharField(max_length=10)
    who = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)
    known = models.BooleanField(default=False)
    right = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["who", "-at"], name="login_attempt_who"),
            models.Index(fields=["address", "-at"], name="login_attempt_address"),
            models.Index(fields=["at"], name="login_attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.who[:8]}"
