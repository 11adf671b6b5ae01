"""What the room cannot do without: the half hours of callbacks, and what is read out to abusive callers."""

from datetime import time

from django.db import transaction

from desk.calls.models import WARNING, CallbackSlot, SpokenText

# ISO weekday: first and last half hour of the day.
WEEK = {1: (9, 15.5), 2: (9, 15.5), 3: (9, 15.5), 4: (9, 15.5), 5: (9, 14)}
CAPACITY = 2
# What is read out before a call is ended; the administrator words it anew.
WARNS = {
    "et": "Soovin teid aidata, kuid ähvardamine ja solvamine ei ole lubatud. Kui see jätkub, lõpetan kõne. "
    "Võite oma küsimuse saata ka e-kirjaga.",
    "en": "I would like to help you, but threats and insults are not acceptable. If this goes on, I will end "
    "the call. You can also send us your question by e-mail.",
    "ru": "Я хочу вам помочь, но угрозы и оскорбления недопустимы. Если это продолжится, я завершу разговор. "
    "Вы можете также прислать свой вопрос по электронной почте.",
}


@transaction.atomic
def seed_reference() -> None:
    """Add what is missing once; afterwards the administrator's tables are as they were left."""
    names = {
        "name_et": "Hoiatus ähvardavale või solvavale pöördujale",
        "name_en": "Warning to a threatening or abusive caller",
        "name_ru": "Предупреждение за угрозы и оскорбления",
    }
    texts = {f"text_{code}": text for code, text in WARNS.items()}
    SpokenText.objects.get_or_create(code=WARNING, defaults={**names, **texts})
    if CallbackSlot.objects.exists():
        return
    for weekday, (first, last) in WEEK.items():
        for half in range(int(first * 2), int(last * 2) + 1):
            CallbackSlot.objects.create(
                weekday=weekday, begins=time(half // 2, half % 2 * 30), capacity=CAPACITY
            )
