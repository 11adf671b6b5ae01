"""The organisations of the pretended register: the demo world, one of every rule, and generated ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

ROLES = {
    "JUHL": "Juhatuse liige", "PROK": "Prokurist", "LIKV": "Likvideerija", "PANKR": "Pankrotihaldur",
    "TOSAN": "Täisosanik", "FIE": "Füüsilisest isikust ettevõtja", "VALIT": "Valitseja",
    "VFILJ": "Filiaali juhataja", "ASES": "Asutuse esindusõiguslik isik", "KOAS": "Kõrgemalseisev asutus",
    "OSAN": "Osanik", "LIKVJ": "Juhatuse liikmest likvideerija",
    "AJPH": "Ajutine pankrotihaldur likvideerija ülesannetes", "JPNKR": "Järelevalveõiguslik pankrotihaldur",
    "MORAH": "Moratooriumihaldur", "ERIH": "Erirežiimihaldur", "HNKL": "Haldusnõukogu liige",
    "EUSOS2": "Esindama volitatud usaldusosanik", "EUSOS": "Esindama volitatud usaldusosanik",
    "ESIS2": "Esindama õigustatud isik", "ESIS": "Esindama õigustatud isik",
    "ETTEV": "Füüsilisest isikust ettevõtja", "JUHA": "Juhatuse ainuliige", "JUHE": "Juhatuse esimees",
    "JUHJ": "Juhataja", "UOSAN": "Usaldusosanik", "N": "Nõukogu liige", "A": "Asutaja",
    "W": "Tegelik kasusaaja", "KISIK": "Kontaktisik", "AJUTPH": "Ajutine pankrotihaldur",
    "MDKPI": "Menetlusdokumentide kättesaamiseks pädev isik",
}  # fmt: skip
ROLES_ENG = {"JUHL": "Management board member", "PROK": "Procurator", "PANKR": "Trustee in bankruptcy"}
STATUSES = {"R": "Registrisse kantud", "L": "Likvideerimisel", "N": "Pankrotis", "K": "Kustutatud"}
STATUSES_ENG = {"R": "Entered into the register", "L": "In liquidation", "N": "Bankrupt", "K": "Deleted"}
FORMS = {
    "OÜ": "Osaühing", "AS": "Aktsiaselts", "TÜ": "Täisühing", "FIE": "Füüsilisest isikust ettevõtja",
    "KÜ": "Korteriühistu", "MTÜ": "Mittetulundusühing", "SA": "Sihtasutus", "FIL": "Filiaal",
    "KOVAS": "Kohaliku omavalitsuse asutus", "TRAS": "Täidesaatva riigivõimu asutus",
    "UÜ": "Usaldusühing", "TÜH": "Tulundusühistu", "MPÜ": "Maaparandusühistu", "HÜ": "Hooneühistu",
    "AMETÜ": "Ametiühing", "ERAK": "Erakond", "EMÜ": "Euroopa majandushuviühing", "SE": "Euroopa äriühing",
    "SCE": "Euroopa ühistu", "TKR": "Euroopa territoriaalse koostöö rühmitus",
    "FA": "Välismaa äriühingu filiaal", "AVOIG": "Avalik-õiguslik juriidiline isik",
}  # fmt: skip
FIRST_DAY = "2012-01-26"  # since when rows are on the card that say nothing else
COUNTRIES = {"EST": "Eesti", "LVA": "Läti", "FIN": "Soome"}


@dataclass
class Person:
    first: str
    last: str
    code: str
    role: str = "JUHL"
    sole: str = "JAH"
    country: str = "EST"
    since: str = ""  # ISO day; empty: FIRST_DAY


@dataclass
class Ended:
    """A row that is no longer on the card: whose it was or its text, and its days."""

    row: Person | str
    since: str
    until: str


@dataclass
class Organisation:
    code: str
    name: str
    form: str = "OÜ"
    status: str = "R"
    persons: list[Person] = field(default_factory=list)
    groups: list[list[Person]] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)  # text of a condition -> since when
    ended: list[Ended] = field(default_factory=list)

    def move(
        self, on: str, persons: list[Person] | None = None, conditions: list[str] | None = None
    ) -> None:  # fmt: skip
        """The card changes on a day: who leaves it stays as a row with an end, who is new begins then."""
        if persons is not None:
            before = {(row.code, row.role): row for row in self.persons}
            for row in persons:
                known = before.pop((row.code, row.role), None)
                row.since = row.since or (known.since if known else on)
            self.ended += [Ended(row, row.since or FIRST_DAY, on) for row in before.values()]
            self.persons, self.groups = persons, []
        if conditions is not None:
            gone = [text for text in self.conditions if text not in conditions]
            self.ended += [Ended(text, self.written.get(text, FIRST_DAY), on) for text in gone]
            self.written |= {text: on for text in conditions if text not in self.conditions}
            self.conditions = conditions


def _people() -> dict[str, tuple[str, str, str]]:
    lines = """
        mari Mari Tamm 24503120016
        jaan Jaan Kask 14007050024
        liis Liis Saar 23809230033
        peeter Peeter Mägi 14201110044
        anna Anna Ivanova 24708300056
        karl Karl Rebane 13902140067
        oleg Oleg Smirnov 14303030098
        eva Eva Pärn 24604040108
    """
    return {key: (first, last, code) for key, first, last, code in map(str.split, lines.strip().splitlines())}


PEOPLE = _people()


def person(key: str, role: str = "JUHL", sole: str = "JAH") -> Person:
    first, last, code = PEOPLE[key]
    return Person(first, last, code, role, sole)


def legal(name: str, code: str, role: str, sole: str = "JAH") -> Person:
    return Person("", name, code, role, sole)


def organisations() -> dict[str, Organisation]:
    return {each.code: each for each in itertools.chain(_world(), _rules())}


def _world() -> Iterator[Organisation]:
    yield Organisation("10000001", "Tamme Puit OÜ", persons=[person("mari")])
    board = [person(key, sole="EI") for key in ("jaan", "liis", "peeter")]
    yield Organisation(
        "10000018", "Kaasiku Kaevandus AS", "AS", persons=board,
        groups=[list(pair) for pair in itertools.combinations(board, 2)],
        conditions=["Aktsiaseltsi võivad esindada kaks (2) juhatuse liiget ühiselt."],
    )  # fmt: skip
    yield Organisation(
        "10000024", "Soo Turvas OÜ", persons=[person("karl", sole="EI"), person("liis", sole="EI")],
        conditions=["Osaühingut esindavad juhatuse liikmed ühiselt."],
    )  # fmt: skip
    yield Organisation("10000047", "Kadunud Äri OÜ", status="K")
    yield Organisation(
        "10000062", "Pankrotis Metall OÜ", status="N", persons=[person("eva", "PANKR"), person("karl")]
    )
    yield Organisation("10000076", "Volga Veod OÜ", persons=[person("anna")])
    yield Organisation(
        "70000013", "Näidisvalla Valitsus", "KOVAS",
        persons=[person("oleg", "ASES"), legal("Rahandusministeerium", "70000272", "KOAS", "EI")],
    )  # fmt: skip
    yield Organisation("80000014", "Näidisala Külaselts MTÜ", "MTÜ", persons=[person("oleg")])
    yield Organisation("10000082", "Aeglane Vastus OÜ", persons=[person("mari")])


def _rules() -> Iterator[Organisation]:
    """One organisation for every line of the decision table that the demo world does not show."""
    yield Organisation(
        "10000389", "Kaks Kändu TÜ", "TÜ", persons=[legal("Tamme Puit OÜ", "10000001", "TOSAN")]
    )
    yield Organisation("10000395", "Liis Saar FIE", "FIE", persons=[person("liis", "FIE")])
    yield Organisation(
        "10000403", "Pärna tn 3 KÜ", "KÜ", persons=[legal("Volga Veod OÜ", "10000076", "VALIT")]
    )
    yield Organisation(
        "10000410", "Lõpetav OÜ", status="L", persons=[person("peeter", "LIKV"), person("karl")]
    )
    yield Organisation(
        "10000426", "Prokurist Üksi OÜ", persons=[person("karl", "PROK"), person("eva", sole="EI")]
    )
    yield Organisation(
        "10000432", "Tingimusega OÜ", persons=[person("mari"), person("jaan")],
        conditions=["Kinnisasju võivad võõrandada juhatuse liikmed ainult ühiselt."],
    )  # fmt: skip
    yield Organisation(
        "10000449", "Tekstireegel OÜ", persons=[person("jaan", "PROK", "EI")],
        conditions=["Osaühingut esindavad kaks (2) juhatuse liiget ühiselt.",
                    "Prokurist esindab äriühingut ühiselt koos juhatuse liikmega."],
    )  # fmt: skip
    yield Organisation("10000455", "Uus Roll OÜ", persons=[person("mari", "XUUS")])
    latvian = Person("Jānis", "Bērziņš", "110138-00001", country="LVA")
    yield Organisation("10000461", "Välisjuht OÜ", persons=[latvian])
    yield Organisation(
        "10000478", "Peegel Üks TÜ", "TÜ", persons=[legal("Peegel Kaks TÜ", "10000484", "TOSAN")]
    )
    yield Organisation(
        "10000484", "Peegel Kaks TÜ", "TÜ", persons=[legal("Peegel Üks TÜ", "10000478", "TOSAN")]
    )
    yield Organisation(
        "10000490", "Reeglita OÜ", persons=[person("mari", sole="EI"), person("jaan", sole="EI")]
    )
    yield Organisation("10000509", "Tühi Kaart OÜ")
    yield Organisation("10000515", "Kaks Rolli OÜ", persons=[person("mari", "PROK", "EI"), person("mari")])
