"""Who reviews, and who decides what another reviewed. Nobody does so of his own work."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from desk import workdays
from desk.ordering import EstonianOrder
from desk.people.enums import Role
from desk.people.models import User, UserRole
from desk.people.permissions import LEADS
from stats.models import Review
from stats.quality.subjects import kept_from


def reviewers() -> QuerySet[User]:
    """Those who lead the work today, by the Estonian alphabet."""
    roles = UserRole.objects.in_force(workdays.today()).filter(user=OuterRef("pk"), role__in=LEADS)
    return User.objects.filter(Exists(roles), is_active=True).order_by(
        EstonianOrder("last_name"), EstonianOrder("first_name"), "pk"
    )


def may_review(user: User, person_id: int, subject: tuple[str, int]) -> str | None:
    """Why this person may not review that work, as a text."""
    if user.pk == person_id:
        return _("Nobody reviews his own work.")
    if not user.holds(*LEADS):
        return _("Work is reviewed by those who lead it.")
    if subject in kept_from(user.pk or 0):
        return _("This concerns you: another person reviews it.")
    return None


def may_decide(user: User, review: Review) -> str | None:
    """Why this person may not decide an appeal against this review, as a text."""
    if user.pk == review.reviewer_id:
        return _("Another lead than the reviewer decides an appeal.")
    if user.pk == review.person_id:
        return _("Nobody decides his own appeal.")
    return may_review(user, review.person_id, (review.subject_kind, review.subject_id))


def decider(review: Review) -> User | None:
    """To whom an appeal goes: the head, or another lead where the head is one of the two; None: nobody."""
    out: Collection[int] = {review.reviewer_id, review.person_id}
    subject = (review.subject_kind, review.subject_id)
    able = [each for each in reviewers().exclude(pk__in=out) if subject not in kept_from(each.pk or 0)]
    return next((each for each in able if each.holds(Role.HEAD)), able[0] if able else None)
