"""Papers that answer a document sent out: signed by hand, an objection, or something else."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.enums import AnswerKind
from contracts.models.packages import Package
from contracts.models.returns import Container
from desk.clock import now
from desk.counter.models import IncomingMail


class PaperAnswerQuerySet(models.QuerySet["PaperAnswer"]):
    """Papers of packages, by what their pages ask."""

    def standing(self) -> Self:
        """Those that nobody has taken away again."""
        return self.filter(undone_at=None)

    def told(self) -> Self:
        """With what a line of a page shows, in one query."""
        return self.select_related("package", "paper__kind", "attached_by").order_by("pk")


class PaperAnswer(models.Model):
    """A paper that came as an answer to a package of documents; taken away, it stays as a past line."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="paper_answers")
    paper = models.ForeignKey(IncomingMail, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=9, choices=AnswerKind)
    # Of a paper signed by hand: what its scan became.
    container = models.ForeignKey(Container, models.PROTECT, null=True, related_name="+")
    attached_at = models.DateTimeField(default=now)
    attached_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PaperAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper that answers documents")
        verbose_name_plural = _("papers that answer documents")
        constraints = [
            models.UniqueConstraint(
                name="contracts_paperanswer_once", fields=["package", "paper"], condition=Q(undone_at=None)
            ),
            models.CheckConstraint(
                name="contracts_paperanswer_undone_pair",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contracts_paperanswer_container",
                condition=Q(kind="by_hand", container__isnull=False)
                | (~Q(kind="by_hand") & Q(container=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} {self.kind}"
