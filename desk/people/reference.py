"""The reasons of breaks with which every installation starts; none says anything about health.

Only what is missing is added, so the administrator's own wording stays as it is.
"""

from django.db import transaction

from desk.people.models import BreakReason

# code: its names in Estonian and English
REASONS: dict[str, tuple[str, str]] = {
    "lunch": ("Lõuna", "Lunch"),
    "rest": ("Puhkepaus", "Rest break"),
    "meeting": ("Koosolek", "Meeting"),
    "training": ("Koolitus", "Training"),
    "documents": ("Dokumendid või muu töö", "Documents or other work"),
}


@transaction.atomic
def seed_reference() -> None:
    """Add the reasons that are not there yet."""
    there = set(BreakReason.objects.values_list("code", flat=True))
    for position, (code, (et, en)) in enumerate(REASONS.items(), start=1):
        if code not in there:
            BreakReason.objects.create(code=code, name_et=et, name_en=en, position=position * 10)
