"""Scenarios of practice calls: who calls, what the senior reads out, and what a good answer holds.

The people and clients are invented, their numbers belong to nobody, and they are marked for practice. What
the caller says stays in the caller's language; the rest is for the people at the desk and is translated.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.people.enums import Language


@dataclass(frozen=True)
class Scenario:
    """One practice call. Without `number` it is hidden; without `caller` nobody knows who calls."""

    code: str
    title: Promise
    lines: tuple[str, ...]
    good: tuple[Promise, ...]
    number: str = ""
    caller: tuple[str, str] | None = None
    clients: tuple[str, ...] = field(default=())
    # The role at each client, as the caller says it; data of the desk, so in Estonian.
    role: str = "juhatuse liige"
    language: str = Language.ET


SCENARIOS = (
    Scenario(
        code="known",
        title=_("Known caller"),
        number="+37255599001",
        caller=("Malle", "Harjutus"),
        clients=("Harjutus: Metsatee OÜ",),
        lines=(
            "Tere! Helistan Metsatee OÜ-st. Soovime teie portaali kasutama hakata.",
            "Mida selleks vaja on? Ma olen juhatuse liige, aga meid on kaks.",
            "Kas saate dokumendid mulle e-postiga saata?",
        ),
        good=(
            _("Identifies the caller before anything is said about the client."),
            _("Asks on whose behalf the caller calls, and checks who may represent the organisation."),
            _("Reads the e-mail address back before it is marked as working."),
            _("Says what happens next and by when."),
        ),
    ),
    Scenario(
        code="hidden",
        title=_("Hidden number"),
        lines=(
            "Tere, mul on üldine küsimus: mis tähtajaks tuleb keskkonnatasu deklaratsioon esitada?",
            "Ei, oma nime ma öelda ei soovi.",
        ),
        good=(
            _("Gives general advice without asking for a name."),
            _("Chooses a topic and an outcome that needs no client."),
            _("Tells nothing about any client."),
        ),
    ),
    Scenario(
        code="angry",
        title=_("Angry caller"),
        number="+37255599002",
        caller=("Peep", "Harjutus"),
        clients=("Harjutus: Kivikarjäär AS",),
        lines=(
            "Ma ootan juba teist nädalat! Keegi lubas tagasi helistada ja keegi ei helistanud!",
            "Mul on see aruanne esitamata teie süsteemi pärast. Kes selle trahvi maksab?",
            "Öelge oma nimi, ma kirjutan teie ülemusele.",
        ),
        good=(
            _("Lets the caller finish, and says in own words what the trouble is."),
            _("Does not argue, and promises nothing that is not in own power."),
            _("Writes down a promise with a time, and says it to the caller."),
            _("Raises a hand when the caller threatens."),
        ),
    ),
    Scenario(
        code="russian",
        title=_("Russian speaker"),
        number="+37255599003",
        caller=("Raissa", "Harjutus"),
        clients=("Harjutus: Volga Puit OÜ",),
        language=Language.RU,
        lines=(
            "Здравствуйте! Я плохо говорю по-эстонски. Можно по-русски?",
            "Мне пришёл договор на подпись, но файл не открывается.",
            "Пришлите, пожалуйста, ещё раз.",
        ),
        good=(
            _("Answers in Russian, or hands the call to somebody who does."),
            _("Sets the caller's language, so that letters come in it."),
            _("Finds out which document it is, and what was seen on the screen."),
        ),
    ),
    Scenario(
        code="bookkeeper",
        title=_("Bookkeeper of several clients"),
        number="+37255599004",
        caller=("Kaire", "Harjutus"),
        clients=("Harjutus: Esimene OÜ", "Harjutus: Teine OÜ", "Harjutus: Kolmas OÜ"),
        role="raamatupidaja",
        lines=(
            "Tere, helistan mitme firma asjus. Esimesel ja Teisel on sama küsimus.",
            "Kas tavakasutaja volikirja saab mõlemale korraga teha?",
            "Ja Kolmanda kohta: kas nende leping kehtib veel?",
        ),
        good=(
            _("Chooses for whom each question is, and applies the same one to both clients."),
            _("Tells about the third client only when the bookkeeper may be told."),
        ),
    ),
)
BY_CODE = {scenario.code: scenario for scenario in SCENARIOS}


def scenario_of(call_id: str) -> Scenario | None:
    """The scenario of a practice call, which its own id names: the practice line is no exchange."""
    return BY_CODE.get(call_id.partition(":")[0])
