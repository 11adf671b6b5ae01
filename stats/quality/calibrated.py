"""How far the reviewers of a calibration agree, once it may be seen."""

from dataclasses import dataclass

from desk.people.models import User
from stats.models import Calibration, Review
from stats.quality.agreement import Compared, compare, kappa_of, percent

FEWEST = 2


@dataclass(frozen=True)
class Agreement:
    """Finished reviews beside each other: what was given alike in per cent, and Cohen's weighted kappa."""

    reviews: tuple[Review, ...]
    lines: tuple[Compared, ...]
    percent: float | None
    kappa: float | None

    @property
    def text(self) -> str:
        """`83% (κ 0,71)`; a dash where nothing can be compared."""
        if self.percent is None:
            return "–"
        kappa = "" if self.kappa is None else f" (κ {self.kappa:.2f})".replace(".", ",")
        return f"{self.percent:.0f}%{kappa}"


def compared(calibration: Calibration) -> Agreement | None:
    """The finished reviews, compared; None before two are. `calibration.reviews` with their reviewers."""
    finished = sorted(
        (each for each in calibration.reviews.all() if each.finished_at is not None),
        key=lambda each: each.pk or 0,
    )
    if len(finished) < FEWEST:
        return None
    answers = [each.answers for each in finished]
    lines = compare(list(answers[0]), answers)
    return Agreement(tuple(finished), tuple(lines), percent(lines), kappa_of(lines))


def may_see(calibration: Calibration, user: User) -> bool:
    """Nobody sees the others' points before the own review is finished, and the first two only together."""
    return not any(
        each.reviewer_id == user.pk and each.finished_at is None for each in calibration.reviews.all()
    )
