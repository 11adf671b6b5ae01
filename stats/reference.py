"""With what every installation starts, a function a part of the room; only what is missing is added."""

from datetime import date
from decimal import Decimal

from desk.records import retention
from stats.actions.forgetting import STORES as REVIEW_STORES
from stats.enums.learning import NormKind
from stats.goals import seed_goals
from stats.models import Norm, Requirement
from stats.quality.beginning import seed_quality
from stats.retention import STORES


def seed_reference() -> None:
    """Add the rows that are not there yet."""
    retention.seed((*STORES, *REVIEW_STORES))
    seed_quality()
    seed_norms()
    seed_requirements()
    seed_goals()


# Minutes for one piece, to begin with; to be measured and confirmed by the head.
NORMS = {
    NormKind.LETTERS: "12", NormKind.DOCUMENTS: "20", NormKind.TICKETS: "15", NormKind.ITEMS: "6",
}  # fmt: skip
# Code: names in Estonian and English, again after so many months.
REQUIREMENTS: dict[str, tuple[str, str, int | None]] = {
    "personal-data": ("Isikuandmete kaitse", "Protection of personal data", 12),
    "information-security": ("Infoturve", "Information security", 12),
    "representation": ("Esindusõigus ja volitused", "Representation and powers of attorney", 24),
    "first-steps": ("Uue töötaja väljaõpe", "Introduction of new colleagues", None),
}


def seed_norms() -> None:
    """A norm for each kind of work that nobody clocks."""
    there = set(Norm.objects.values_list("kind", flat=True))
    for kind, minutes in NORMS.items():
        if kind not in there:
            Norm.objects.create(
                kind=kind, minutes=Decimal(minutes), from_day=date(2026, 1, 1),
                basis="hinnang, kinnitada mõõtmisega",
            )  # fmt: skip


def seed_requirements() -> None:
    """What everybody must have been taught."""
    there = set(Requirement.objects.values_list("code", flat=True))
    for position, (code, (et, en, months)) in enumerate(REQUIREMENTS.items(), start=1):
        if code not in there:
            Requirement.objects.create(
                code=code, name_et=et, name_en=en, months=months, position=position * 10
            )
