"""With what the house begins: a scorecard for each kind of work, and the rules by which work is drawn.

Sections and critical errors: facts/domain.md 6.2; shares: the common ones of peers, to be changed by those
who lead.
"""

from decimal import Decimal

from stats.actions.scorecards import Line, revise
from stats.enums.quality import Whom, Why, WorkKind
from stats.models import SamplingRule, Scorecard

_SECTIONS = {
    "open": ("Avamine ja tuvastamine", "Opening and identification"),
    "need": ("Vajadus", "What is needed"),
    "solve": ("Lahendus", "Solution"),
    "talk": ("Suhtlus ja keel", "Manner and language"),
    "end": ("Kokkuvõte ja järeltegevus", "Summary and follow-up"),
}
# Of each line: section, key, name, what 0, 1 and 2 points mean.
_Row = tuple[str, str, tuple[str, str], tuple[str, str]]
_IDENTIFIED: _Row = (
    "open", "identified", ("Isik ja esindusõigus on selgitatud", "Person and right to act are established"),
    ("0 – küsimata; 1 – küsitud, aga jäi kahtlus; 2 – nii palju, kui sisu nõudis, enne andmete ütlemist",
     "0: not asked; 1: asked, doubt remained; 2: as much as the matter needed, before any data were told"),
)  # fmt: skip
_NEED: _Row = (
    "need", "need", ("Vajadus on selgeks küsitud", "The need is established by questions"),
    ("0 – vastati muule; 1 – selgus lõpuks; 2 – selge enne vastamist, vajadusel üle korratud",
     "0: something else was answered; 1: it became clear in the end; 2: clear before the answer"),
)  # fmt: skip
_RIGHT: _Row = (
    "solve", "right", ("Lahendus on õige", "The solution is right"),
    ("0 – vale; 1 – õige, aga mitte juhendi järgi; 2 – õige ja juhendi järgi",
     "0: wrong; 1: right, not by the guide; 2: right and by the guide"),
)  # fmt: skip
_WHOLE: _Row = (
    "solve", "whole", ("Lahendus on täielik", "The solution is complete"),
    ("0 – klient peab uuesti pöörduma; 1 – pisiasi jäi puudu; 2 – midagi ei jäänud lahtiseks",
     "0: the client must ask again; 1: a trifle is missing; 2: nothing was left open"),
)  # fmt: skip
_MANNER: _Row = (
    "talk", "manner", ("Viisakas, arusaadav ja osavõtlik", "Polite, understandable and attentive"),
    ("0 – klienti häirinud; 1 – korrektne; 2 – kliendi keeles ja tempos, ametikeeleta",
     "0: it troubled the client; 1: correct; 2: in the client's words and pace, without officialese"),
)  # fmt: skip
_NOTED: _Row = (
    "end", "noted", ("Kirja on pandud, mis toimus", "What happened is written down"),
    ("0 – puudub; 1 – teine ei saaks sellest aru; 2 – kolleeg saab kohe jätkata",
     "0: missing; 1: another would not understand it; 2: a colleague can go on at once"),
)  # fmt: skip
_NEXT: _Row = (
    "end", "next", ("Lubadused ja järgmised sammud on kirjas", "Promises and next steps are noted"),
    ("0 – lubatud, aga kirja panemata; 1 – tähtajata; 2 – mis, kelle poolt ja millal",
     "0: promised and not noted; 1: without a time; 2: what, by whom and by when"),
)  # fmt: skip
_GREETING: _Row = (
    "open", "greeting", ("Pöördumine on vastu võetud kokkulepitud viisil", "The contact is opened as agreed"),
    ("0 – ei tutvustanud end; 1 – osaliselt; 2 – tervitus, asutus, nimi",
     "0: no introduction; 1: in part; 2: greeting, agency, name"),
)  # fmt: skip
_BY_WORK: dict[WorkKind, tuple[_Row, ...]] = {
    WorkKind.CALL: (_GREETING, _IDENTIFIED, _NEED, _RIGHT, _WHOLE, _MANNER, _NOTED, _NEXT),
    WorkKind.VISIT: (_GREETING, _IDENTIFIED, _NEED, _RIGHT, _WHOLE, _MANNER, _NOTED, _NEXT),
    WorkKind.EMAIL: (
        ("open", "answered", ("Vastus on sellele, kes küsis, ja tähtajas", "The right addressee, in time"),
         ("0 – vale saaja või hilinenud; 1 – viimasel hetkel; 2 – õigele saajale ja tähtajas",
          "0: wrong addressee or late; 1: at the last moment; 2: the right addressee and in time")),
        ("need", "all", ("Kõik kirja küsimused on märgatud", "All questions of the letter are seen"),
         ("0 – peamine jäi vastuseta; 1 – mõni kõrvaline jäi; 2 – kõik on vastatud",
          "0: the main one is not answered; 1: a lesser one is not; 2: all are answered")),
        _RIGHT, _WHOLE,
        ("talk", "language", ("Kiri on selges ja veatus keeles", "The letter is clear and without mistakes"),
         ("0 – raske mõista; 1 – üksikud vead; 2 – selge, lühike, õige pöördumisega",
          "0: hard to understand; 1: single mistakes; 2: clear, short, rightly addressed")),
        _NEXT,
    ),
    WorkKind.DOCUMENT: (
        ("open", "right_kind", ("Valitud on õige dokument", "The right document is chosen"),
         ("0 – vale liik; 1 – õige, aga põhjendamata; 2 – õige ja miks siin, on kirjas",
          "0: wrong kind; 1: right, not explained; 2: right, and it is noted why it is made here")),
        ("open", "checked", ("Esindusõigus on kontrollitud", "The right of representation is checked"),
         ("0 – kontrollimata; 1 – kontroll on vana; 2 – kontrollitud enne saatmist",
          "0: not checked; 1: the check is old; 2: checked before sending")),
        ("need", "data", ("Andmed on õiged ja kontakt töötab", "Data are right and the contact works"),
         ("0 – viga sisus; 1 – viga, mis ei sega; 2 – kõik õige",
          "0: an error that matters; 1: one that does not; 2: all right")),
        ("solve", "text", ("Sisu vastab sellele, mida klient vajab", "The content is what the client needs"),
         ("0 – ei vasta; 1 – osaliselt; 2 – vastab", "0: it is not; 1: in part; 2: it is")),
        ("talk", "letter", ("Saatekiri on arusaadav", "The letter with it can be understood"),
         ("0 – klient ei tea, mida teha; 1 – osaliselt; 2 – sammud on selged",
          "0: the client does not know what to do; 1: in part; 2: the steps are clear")),
        ("end", "followed", ("Puudused on kliendile öeldud ühe korraga", "Deficiencies told all at once"),
         ("0 – ütlemata; 1 – mitmes jaos; 2 – kõik korraga ja täpselt",
          "0: not told; 1: bit by bit; 2: all at once and precisely")),
    ),
    WorkKind.TICKET: (
        ("open", "level", ("Probleem on teise tasandi oma", "The matter belongs to the second level"),
         ("0 – lahendatav esimesel tasandil; 1 – vaieldav; 2 – kindlasti teise tasandi oma",
          "0: solvable at the first level; 1: arguable; 2: surely the second level's")),
        ("need", "facts", ("Andmed on piisavad esimese korraga", "The data suffice at the first go"),
         ("0 – saadeti tagasi; 1 – küsiti juurde; 2 – piisas",
          "0: it came back; 1: more was asked for; 2: they sufficed")),
        ("solve", "tried", ("On kirjas, mida juba prooviti", "It is noted what was tried"),
         ("0 – puudub; 1 – üldsõnaline; 2 – sammud, tulemus ja aeg",
          "0: missing; 1: in general words; 2: steps, result and time")),
        ("talk", "words", ("Kirjeldus on arusaadav ja isikuandmeteta", "Clear, and without personal data"),
         ("0 – isikuandmed sees; 1 – pikk või segane; 2 – lühike ja täpne",
          "0: personal data in it; 1: long or muddled; 2: short and precise")),
        ("end", "told", ("Vastus on kliendile öeldud õigel ajal", "The client was told the answer in time"),
         ("0 – ütlemata; 1 – hilinenud; 2 – õigel ajal ja arusaadavalt",
          "0: not told; 1: late; 2: in time and understandably")),
    ),
}  # fmt: skip
_DISCLOSED = Line(
    "disclosed", "Isikuandmed on avaldatud selleks õigustamata isikule",
    "Personal data were told to somebody without the right to them",
)  # fmt: skip
_WRONG_LAW = Line("wrong_law", "Vale õiguslik info", "Wrong legal information")
_UNCHECKED = Line("unchecked", "Esindusõiguse kontroll on tegemata", "The right to represent was not checked")
# Code, why, whose work, share in per cent; the reason of the first that draws is kept.
_RULES = (
    ("complaint", Why.COMPLAINT, Whom.EVERYONE, 100),
    ("beyond", Why.BEYOND, Whom.EVERYONE, 100),
    ("override", Why.OVERRIDE, Whom.EVERYONE, 50),
    ("broken", Why.BROKEN, Whom.EVERYONE, 50),
    ("reopened", Why.REOPENED, Whom.EVERYONE, 20),
    ("trainees", Why.CHANCE, Whom.TRAINEES, 100),
    ("new-staff", Why.CHANCE, Whom.NEW, 15),
    ("everyone", Why.CHANCE, Whom.EVERYONE, 2),
)


def seed_quality() -> None:
    """Add a scorecard to each kind of work that has none, and the rules that are not there."""
    there = set(Scorecard.objects.values_list("work", flat=True))
    for work, rows in _BY_WORK.items():
        if work not in there:
            errors = [_DISCLOSED, _WRONG_LAW, _UNCHECKED]
            revise(work=work, criteria=[_line(row) for row in rows], errors=errors, by=None)
    codes = set(SamplingRule.objects.values_list("code", flat=True))
    for place, (code, why, whom, share) in enumerate(_RULES, 1):
        if code not in codes:
            SamplingRule.objects.create(
                code=code, why=why, whom=whom, share=Decimal(share), position=10 * place
            )


def _line(row: _Row) -> Line:
    section, key, name, guidance = row
    return Line(key, *name, *guidance, *_SECTIONS[section])
