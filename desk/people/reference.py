"""With what every installation starts: reasons of breaks (none says anything about health), and who must be
second person to what, as the rooms propose it.

Only what is missing is added, so the administrator's own wording stays as it is.
"""

from django.db import transaction

from desk.people import approvals
from desk.people.models import ApprovalPolicy, BreakReason, Unit

# code: its names in Estonian and English
REASONS: dict[str, tuple[str, str]] = {
    "lunch": ("Lõuna", "Lunch"),
    "rest": ("Puhkepaus", "Rest break"),
    "meeting": ("Koosolek", "Meeting"),
    "training": ("Koolitus", "Training"),
    "documents": ("Dokumendid või muu töö", "Documents or other work"),
    # Set and taken back by the counter itself: desk/counter/actions/presence.py.
    "counter": ("Klient letis", "At the counter"),
}

# The desk's own, those of the second level (tickets/reference.py), and who keeps the letters.
UNITS: dict[str, tuple[str, str]] = {
    "client-service": ("Klienditeenindus", "Client service"),
    "permits": ("Keskkonnaloa haldurid", "Permit managers"),
    "subject": ("Valdkonnaspetsialistid", "Subject specialists"),
    "it": ("IT-tugi", "IT support"),
    "records": ("Dokumendihaldus", "Records office"),
}


@transaction.atomic
def seed_reference() -> None:
    """Add the reasons, the units and the rules that are not there yet."""
    _seed_rules()
    for position, (code, (et, en)) in enumerate(UNITS.items(), start=1):
        names = {"name_et": et, "name_en": en, "position": position * 10}
        Unit.objects.get_or_create(code=code, defaults=names)
    there = set(BreakReason.objects.values_list("code", flat=True))
    for position, (code, (et, en)) in enumerate(REASONS.items(), start=1):
        if code not in there:
            BreakReason.objects.create(code=code, name_et=et, name_en=en, position=position * 10)


def _seed_rules() -> None:
    """A visible rule for every kind that a room offers."""
    there = set(ApprovalPolicy.objects.values_list("kind", "verdict"))
    for code, kind in approvals.kinds().items():
        for verdict, second in kind.usual.items():
            if (code, verdict) not in there:
                ApprovalPolicy.objects.create(kind=code, verdict=verdict, second=second)
