"""The line to read out to the caller: a whole sentence in both languages, for every verdict."""

from dataclasses import replace
from itertools import combinations

import pytest
from django.utils.translation import override

from registry import rules, words
from registry.enums import ProofKind, Reason, Verdict
from registry.rules import Answer, Group, Judgement, Person, Policy

NAMES = {
    "jaan": ("Jaan", "Kask", "14007050024"),
    "karl": ("Karl", "Rebane", "13902140067"),
    "liis": ("Liis", "Saar", "23809230033"),
    "mari": ("Mari", "Tamm", "24503120016"),
    "oleg": ("Oleg", "Smirnov", "14303030098"),
    "peeter": ("Peeter", "Mägi", "14201110044"),
}


def person(key: str, role: str = "JUHL", sole: bool = True) -> Person:
    first, last, code = NAMES[key]
    return Person(code, "EST", first, last, role, "", sole)


def firm(name: str, code: str, role: str) -> Person:
    return Person(code, "EST", "", name, role, "", True)


def board(*keys: str) -> tuple[Person, ...]:
    return tuple(person(key, sole=False) for key in keys)


def groups(*sets: tuple[Person, ...]) -> tuple[Group, ...]:
    return tuple(Group(number, each) for number, each in enumerate(sets, 1))


def card(
    *persons: Person, form: str = "AS", status: str = "R", text: str = "", together: tuple[Group, ...] = ()
) -> Answer:
    return Answer("10000018", "Kaasiku", status, form, persons, (text,) if text else (), together)


def judged(answer: Answer | None, policy: Policy | None = None, **behind: Judgement) -> Judgement:
    known = {code.removeprefix("c"): judgement for code, judgement in behind.items()}
    return rules.judge(answer, None, policy or Policy(), known)


TWO, THREE = board("jaan", "liis"), board("jaan", "liis", "peeter")
FOUR = (*THREE, person("mari", sole=False))
MANAGER = (person("karl", "PROK", sole=False),)
SIGNS = Policy(procurator_signs=True)
MARSH = judged(card(*TWO, text="Juhatuse liikmed ühiselt."))
PARTNER = firm("Tamme Puit OÜ", "10000001", "TOSAN")
TAMME = judged(card(person("mari")))
PAIR = judged(card(*TWO, together=groups(TWO)))

SENTENCES: dict[str, tuple[Judgement, str, str]] = {
    "one alone": (
        TAMME,
        "Mari Tamm may represent alone.",
        "Mari Tamm võib esindada üksi.",
    ),
    "either of two": (
        judged(card(person("mari"), person("jaan"))),
        "Either of the two board members may represent alone: Jaan Kask, Mari Tamm.",
        "Kumbki kahest juhatuse liikmest võib esindada üksi: Jaan Kask, Mari Tamm.",
    ),
    "each of three": (
        judged(card(person("mari"), person("jaan"), person("liis"))),
        "Each of three board members may represent alone: Jaan Kask, Liis Saar, Mari Tamm.",
        "Igaüks kolmest juhatuse liikmest võib esindada üksi: Jaan Kask, Liis Saar, Mari Tamm.",
    ),
    "some alone, others together": (
        judged(card(person("mari"), *TWO, together=groups(TWO))),
        "Mari Tamm may represent alone. Together may also sign: Jaan Kask and Liis Saar.",
        "Mari Tamm võib esindada üksi. Koos võivad allkirjastada ka Jaan Kask ja Liis Saar.",
    ),
    "an agency": (
        judged(card(person("oleg", "ASES"), firm("Ministeerium", "70000272", "KOAS"), form="TRAS")),
        "Oleg Smirnov may represent alone.",
        "Oleg Smirnov võib esindada üksi.",
    ),
    "two of three": (
        judged(card(*THREE, together=groups(*combinations(THREE, 2)))),
        "Two of three board members sign together: Jaan Kask, Liis Saar, Peeter Mägi.",
        "Kaks kolmest juhatuse liikmest allkirjastavad koos: Jaan Kask, Liis Saar, Peeter Mägi.",
    ),
    "three of four": (
        judged(card(*FOUR, together=groups(*combinations(FOUR, 3)))),
        "Three of four board members sign together: Jaan Kask, Liis Saar, Mari Tamm, Peeter Mägi.",
        "Kolm neljast juhatuse liikmest allkirjastavad koos: Jaan Kask, Liis Saar, Mari Tamm, Peeter Mägi.",
    ),
    "any two of some": (
        judged(card(*FOUR, together=groups(*combinations(THREE, 2)))),
        "Any two of these sign together: Jaan Kask, Liis Saar, Peeter Mägi.",
        "Koos allkirjastavad ükskõik millised kaks järgmistest: Jaan Kask, Liis Saar, Peeter Mägi.",
    ),
    "two of three liquidators": (
        judged(
            card(
                *(liq := tuple(replace(p, role="LIKV") for p in THREE)),
                status="L",
                together=groups(*combinations(liq, 2)),
            )
        ),
        "Two of three representatives sign together: Jaan Kask, Liis Saar, Peeter Mägi.",
        "Kaks kolmest esindajast allkirjastavad koos: Jaan Kask, Liis Saar, Peeter Mägi.",
    ),
    "both": (
        PAIR,
        "Both board members sign together: Jaan Kask and Liis Saar.",
        "Mõlemad juhatuse liikmed allkirjastavad koos: Jaan Kask ja Liis Saar.",
    ),
    "all three": (
        judged(card(*THREE, together=groups(THREE))),
        "All three board members sign together: Jaan Kask, Liis Saar and Peeter Mägi.",
        "Kõik kolm juhatuse liiget allkirjastavad koos: Jaan Kask, Liis Saar ja Peeter Mägi.",
    ),
    "two who are not the whole board": (
        judged(card(*THREE, together=groups(TWO))),
        "Jaan Kask and Liis Saar sign together.",
        "Jaan Kask ja Liis Saar allkirjastavad koos.",
    ),
    "several ways": (
        judged(card(*THREE, *MANAGER, together=groups(TWO, THREE)), SIGNS),
        "It is signed in one of these ways: Jaan Kask and Liis Saar together; or Jaan Kask, Liis Saar and "
        "Peeter Mägi together.",
        "Allkirjastada saab ühel neist viisidest: Jaan Kask ja Liis Saar koos; või Jaan Kask, Liis Saar ja "
        "Peeter Mägi koos.",
    ),
    "a firm represents": (
        judged(card(PARTNER, form="TÜ"), c10000001=TAMME),
        "Tamme Puit OÜ represents; for it signs Mari Tamm.",
        "Esindaja on Tamme Puit OÜ ja selle nimel allkirjastab Mari Tamm.",
    ),
    "a firm with two signers": (
        judged(card(PARTNER, form="TÜ"), c10000001=PAIR),
        "Tamme Puit OÜ represents; for it sign: Jaan Kask and Liis Saar together.",
        "Esindaja on Tamme Puit OÜ ja selle nimel allkirjastavad: Jaan Kask ja Liis Saar koos.",
    ),
    "a firm of whom nothing is known": (
        judged(card(PARTNER, form="TÜ")),
        "Tamme Puit OÜ represents, and who acts for it is not clear.",
        "Esindaja on Tamme Puit OÜ, kuid kes selle nimel tegutseb, ei ole selge.",
    ),
    "a procurator who is accepted": (
        judged(card(person("karl", "PROK")), SIGNS),
        "The procurator Karl Rebane may represent alone.",
        "Prokurist Karl Rebane võib esindada üksi.",
    ),
    "a procurator who is not": (
        judged(card(person("karl", "PROK"))),
        "Only the procurator could act alone (Karl Rebane), and that is not accepted.",
        "Üksi saaks tegutseda ainult prokurist (Karl Rebane), kuid tema allkirjast siin ei piisa.",
    ),
    "a sole trader": (
        judged(card(person("liis", "FIE"), form="FIE")),
        "Liis Saar is a sole trader and acts in person.",
        "Liis Saar on füüsilisest isikust ettevõtja ja tegutseb ise.",
    ),
    "a natural person": (
        rules.itself("EE24503120016"),
        "The client acts for themselves.",
        "Klient tegutseb ise.",
    ),
    "only words on the card": (
        MARSH,
        "Who signs together is written on the card only in words: they must be read first.",
        "Kes koos allkirjastavad, on registrikaardil kirjas ainult sõnadega: need tuleb enne läbi lugeda.",
    ),
    "alone beside conditions": (
        judged(card(person("mari"), text="Kinnisasju ainult ühiselt.")),
        "Mari Tamm could represent alone, but special conditions stand beside: they must be read first.",
        "Mari Tamm võiks esindada üksi, kuid kaardil on ka eritingimused: need tuleb enne läbi lugeda.",
    ),
    "read by a person: together": (
        rules.read(MARSH, [{"EE14007050024", "EE23809230033"}]),
        "By the text of the card Jaan Kask and Liis Saar sign together.",
        "Kaardi teksti järgi allkirjastavad koos Jaan Kask ja Liis Saar.",
    ),
    "read by a person: alone": (
        rules.read(MARSH, [{"EE14007050024"}]),
        "By the text of the card Jaan Kask may sign alone.",
        "Kaardi teksti järgi võib Jaan Kask allkirjastada üksi.",
    ),
    "read by a person: either": (
        rules.read(MARSH, [{"EE14007050024"}, {"EE23809230033"}]),
        "By the text of the card it is signed in one of these ways: Jaan Kask alone; or Liis Saar alone.",
        "Kaardi teksti järgi saab allkirjastada ühel neist viisidest: Jaan Kask üksi; või Liis Saar üksi.",
    ),
    "read by a person: nobody": (
        rules.read(MARSH, []),
        "By the text of the card nobody who stands on it may sign: other proof is needed.",
        "Kaardi teksti järgi ei saa ükski kaardil nimetatu allkirjastada: vaja on muud tõendit.",
    ),
    "standing proof": (
        rules.proven(ProofKind.STANDING, [person("oleg", "order")]),
        "By the proof that we hold Oleg Smirnov may represent alone.",
        "Meile esitatud tõendi järgi võib Oleg Smirnov esindada üksi.",
    ),
    "standing proof of two": (
        rules.proven(ProofKind.STANDING, TWO),
        "By the proof that we hold Jaan Kask and Liis Saar sign together.",
        "Meile esitatud tõendi järgi allkirjastavad koos Jaan Kask ja Liis Saar.",
    ),
    "standing proof that ended": (
        rules.proven(ProofKind.STANDING, TWO, [Reason.PROOF_ENDED]),
        "The proof of the right of representation is no longer valid: a new one is needed.",
        "Esindusõiguse tõend enam ei kehti: vaja on uut.",
    ),
    "a print-out": (
        rules.proven(ProofKind.PRINT_OUT, [person("oleg", "")]),
        "Oleg Smirnov may represent alone.",
        "Oleg Smirnov võib esindada üksi.",
    ),
    "no rule": (
        judged(card(*TWO)),
        "On the card stand Jaan Kask and Liis Saar, but not who signs together; a person decides.",
        "Kaardil on Jaan Kask ja Liis Saar, kuid ei ole öeldud, kes koos allkirjastavad; otsustab inimene.",
    ),
    "an empty card": (
        judged(card()),
        "Nobody on the card has a role that represents; a person decides.",
        "Kellelgi kaardil ei ole rolli, mis annaks esindusõiguse; otsustab inimene.",
    ),
    "a role that is not known": (
        judged(card(person("mari", "XUUS"))),
        "The register does not say who may sign; a person decides.",
        "Register ei ütle, kes võib allkirjastada; otsustab inimene.",
    ),
    "not a representative": (
        Judgement(Verdict.NOT_REPRESENTATIVE),
        "This person does not represent the organisation.",
        "See isik organisatsiooni ei esinda.",
    ),
    "not in the register": (
        judged(None),
        "The Business Register knows no organisation of this code.",
        "Sellise koodiga organisatsiooni äriregistris ei ole.",
    ),
    "deleted": (
        judged(card(status="K")),
        "The organisation has been deleted from the register: nobody signs.",
        "Organisatsioon on registrist kustutatud: allkirjastada ei saa keegi.",
    ),
    "an outage": (
        rules.unavailable(),
        "The register could not be asked: this is neither a yes nor a no.",
        "Registrilt ei saadud küsida: see ei ole ei jah ega ei.",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_line_is_a_sentence_to_read_out(case: str) -> None:
    judgement, english, estonian = SENTENCES[case]
    with override("en"):
        assert words.line(judgement) == english
    with override("et"):
        assert words.line(judgement) == estonian


def test_every_verdict_has_its_sentence() -> None:
    assert {judgement.verdict for judgement, *_rest in SENTENCES.values()} == set(Verdict)


def test_a_board_of_thirty_is_still_one_line() -> None:
    many = tuple(
        Person(f"1400101{n:04d}", "EST", "Aino", f"Kask {n:02d}", "JUHL", sole=False) for n in range(30)
    )
    judgement = judged(card(*many, together=groups(*combinations(many, 2))))
    with override("et"):
        line = words.line(judgement)
    assert line.startswith("Kaks 30-st juhatuse liikmest allkirjastavad koos: Aino Kask 00, ")
    assert line.endswith("ja veel 22.")


def test_differences_are_said_as_people_say_them() -> None:
    before = card(*THREE, text="Kaks ühiselt.", together=groups(*combinations(THREE, 2)))
    after = card(person("jaan"), person("liis", sole=False), person("mari"), person("karl", "PROK"))
    with override("en"):
        assert words.differences(before, after) == [
            "Peeter Mägi is no longer on the board.",
            "Mari Tamm is new on the board.",
            "Karl Rebane (procurator) is new on the card.",
            "Jaan Kask (board member) may now represent alone.",
            "The text of the special conditions changed.",
            "Who signs together with whom changed.",
        ]
    with override("et"):
        assert words.differences(before, after) == [
            "Peeter Mägi ei ole enam juhatuses.",
            "Mari Tamm on juhatuses uus.",
            "Karl Rebane (prokurist) on kaardil uus.",
            "Jaan Kask (juhatuse liige) võib nüüd esindada üksi.",
            "Eritingimuste tekst muutus.",
            "Muutus see, kes kellega koos allkirjastab.",
        ]


def test_an_organisation_that_comes_or_goes_is_said_so() -> None:
    with override("en"):
        assert words.differences(None, card()) == ["The organisation is new on the register."]
        assert words.differences(card(), None) == ["The organisation left the register."]
        assert words.differences(None, None) == []
