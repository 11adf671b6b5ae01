"""Kinds of papers with which every installation starts, each with the mark that is usual for it.

Only what is missing is added, so the administrator's own wording and marks stay as they are.
"""

from django.db import transaction

from desk.counter.actions.destroying import STORES
from desk.counter.enums import Addressee
from desk.counter.models import PaperKind
from desk.records import retention

PRIVATE = "avaliku teabe seadus § 35 lg 1 p 12"  # private life: 75 years
BUSINESS = "avaliku teabe seadus § 35 lg 1 p 17"  # business secrets: five years, which may be prolonged once
_R, _S = Addressee.REGISTRAR, Addressee.SPECIALIST

# code: Estonian, English, Russian, usually handed to, basis of the restriction, its years
KINDS: dict[str, tuple[str, str, str, Addressee, str, int | None]] = {
    "application": ("Avaldus", "Application", "Заявление", _R, PRIVATE, 75),
    "power-of-attorney": ("Volikiri", "Power of attorney", "Доверенность", _S, PRIVATE, 75),
    "contract": ("Leping", "Contract", "Договор", _S, PRIVATE, 75),
    "challenge": ("Vaie", "Challenge", "Возражение", _R, PRIVATE, 75),
    "information-request": ("Teabenõue", "Request for information", "Запрос информации", _R, PRIVATE, 75),
    "memorandum": (
        "Selgitustaotlus või märgukiri",
        "Request for explanation or memorandum",
        "Ходатайство о разъяснении или письмо-предложение",
        _R,
        PRIVATE,
        75,
    ),
    "complaint": ("Kaebus", "Complaint", "Жалоба", _R, PRIVATE, 75),
    "report": ("Aruanne", "Report", "Отчёт", _S, BUSINESS, 5),
    "other": ("Muu", "Other", "Прочее", _R, "", None),
}


@transaction.atomic
def seed_reference() -> None:
    """Add the kinds and the retention rules that are not there yet."""
    there = set(PaperKind.objects.values_list("code", flat=True))
    for position, (code, (et, en, ru, addressee, basis, years)) in enumerate(KINDS.items(), start=1):
        if code not in there:
            PaperKind.objects.create(
                code=code, name_et=et, name_en=en, name_ru=ru, addressee=addressee,
                restriction_basis=basis, restriction_years=years, position=position * 10,
            )  # fmt: skip
    retention.seed(STORES)
