"""The offices with which every installation starts, their desks, and when visits may be booked there.

Only a missing office is added, with its desks and times: what the administrator changed stays so.
"""

from datetime import time

from django.db import transaction

from desk.counter.models import Desk, Office, Opening

# code: names in three languages, address, letter of its numbers, how many desks, weekdays of booking
OFFICES: dict[str, tuple[tuple[str, str, str], str, str, int, tuple[int, ...]]] = {
    "tallinn": (("Tallinn", "Tallinn", "Таллинн"), "Roheline 64, Tallinn", "A", 3, (0, 1, 2, 3, 4)),
    "tartu": (("Tartu", "Tartu", "Тарту"), "Aleksandri 14, Tartu", "B", 2, (0, 2, 4)),
}
HOURS = ((time(9), time(12)), (time(13), time(16)))  # half an hour each visit


@transaction.atomic
def seed_reference() -> None:
    """Add the offices that are not there yet."""
    there = set(Office.objects.values_list("code", flat=True))
    for position, (code, (names, address, letter, desks, days)) in enumerate(OFFICES.items(), start=1):
        if code in there:
            continue
        et, en, ru = names
        office = Office.objects.create(
            code=code, name_et=et, name_en=en, name_ru=ru, address=address, letter=letter, position=position
        )
        for number in range(1, desks + 1):
            Desk.objects.create(office=office, number=number)
        for weekday in days:
            for starts, ends in HOURS:
                # One desk fewer than there are: who comes without a booking is served too.
                Opening.objects.create(
                    office=office, weekday=weekday, starts=starts, ends=ends, capacity=desks - 1
                )
