"""What clients declare and when, as every installation begins (facts/domain.md 1.2).

Afterwards they are the administrator's: only what is missing is added. Where
the sources say nothing of the day (packaging, F-gases), nothing is.
"""

from django.db import transaction

from desk.orders.enums import Frequency
from desk.orders.models import Obligation

# code: names, how often, month and day after the period's end, working days of the peak before and after,
# basis
OBLIGATIONS = {
    "charge": (
        ("Keskkonnatasu deklaratsioon", "Environmental charge declaration", "Декларация экологической платы"),
        Frequency.QUARTER, 1, 17, 10, 3, "Keskkonnatasude seadus § 33",
    ),
    "waste": (
        ("Jäätmearuanne", "Waste report", "Отчёт об отходах"),
        Frequency.YEAR, 1, 31, 15, 5, "Jäätmeseadus § 117",
    ),
    "air": (
        (
            "Välisõhu saastamisega seotud tegevuse aruanne",
            "Report of activity that pollutes ambient air",
            "Отчёт о деятельности, связанной с загрязнением атмосферного воздуха",
        ),
        Frequency.YEAR, 1, 31, 15, 5, "Atmosfääriõhu kaitse seadus",
    ),
    "water": (
        ("Veekasutuse aruanne", "Water-use report", "Отчёт о водопользовании"),
        Frequency.YEAR, 2, 15, 10, 5, "Veeseadus",
    ),
    "proto": (
        ("Probleemtoodete aruanne (PROTO)", "Report of problem products (PROTO)", "Отчёт PROTO"),
        Frequency.QUARTER, 1, 25, 5, 2, "Probleemtooteregistri põhimäärus",
    ),
}  # fmt: skip


@transaction.atomic
def seed_reference() -> None:
    """Add the obligations that are missing; what is there stays as the administrator left it."""
    there = set(Obligation.objects.values_list("code", flat=True))
    for code, (names, frequency, month, day, before, after, basis) in OBLIGATIONS.items():
        if code not in there:
            Obligation.objects.create(
                code=code, name_et=names[0], name_en=names[1], name_ru=names[2], frequency=frequency,
                month=month, day=day, peak_before=before, peak_after=after, basis=basis,
            )  # fmt: skip
