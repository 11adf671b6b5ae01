"""Invented names, and what people ask: tables of phrases. Nobody real is meant.

Codes are of people born 1801 to 1850; telephone numbers begin with 2, registry codes with 18, 19, 79, 89 and
99: none of these is given out in Estonia; e-mails end in `.example`.
"""

# ruff: noqa: E501, SIM905  (a table is read by rows)

from collections.abc import Mapping, Sequence
from random import Random

FRONT = (
    "Tamme Kase Soo Mere Kivi Põllu Metsa Jõe Õie Ääre Lõuna Põhja Kuuse Haava Pärna Rohe Sini Must Valge Kulla"
    " Raua Liiva Saare Laane Nurme Oru Mäe Järve Ranna Kalda Välja Küla Linna Tuule Paju Sarapuu Lepa Toominga"
).split()
MIDDLE = (
    "kalda karu kivi kotka kraavi kure lagendiku laane luha nõmme oja palu pihla pruuni rebase saare sepa soone"
    " sulu taguse tee ääre väina õue ülase niidu noole mõisa kõrve hunda hõbe helme harju"
).split()
TRADE = (
    "Puit Turvas Veod Ehitus Kaevandus Talu Mets Kala Energia Jäätmed Prügi Vesi Keemia Metall Agro Aed Seeme"
    " Liha Piim Leib Paber Trükk Tekstiil Klaas Betoon Asfalt Kütus Soojus Taara Rehv Värv Sadam Karjäär Tehnika"
).split()
PLACES = "Kaasiku Lehtse Oru Pikavere Rannu Soontaga Tammiku Vainu Võhma Õru Ääsmäe Järvepere Kuusalu Männiku".split()
FIRST = {
    "et": "Mari Jaan Liis Peeter Anna Toomas Kadri Eva Karl Ülo Ene Rein Tiiu Ants Külli Märt Kersti Heino Aino Endel Helena Reet Hans Ülle Andrus Tõnu Õie Age Villem Leida".split(),
    "ru": "Natalja Sergei Irina Oleg Žanna Šura Vera Boriss Galina Pavel Ljudmila Viktor Zoja Gleb".split(),
    "en": "Alice Edmund Clara George Edith Walter Harriet Oscar".split(),
}
LAST = {
    "et": "Kask Kuusk Tamm Saar Mägi Põld Oja Raud Kallas Rebane Hunt Ilves Luik Kotkas Nurm Laas Sild Paju Vaher Sarapuu Õunapuu Järv Kivi Rand Soosaar Metsaäär".split(),
    "ru": "Sokolova Belov Orlova Morozov Volkova Zaitsev Lebedeva Gromov Rogova Sizov".split(),
    "en": "Ashworth Blackwood Farrow Hartley Merrow Thorne".split(),
}
ROLES = ["juhatuse liige", "raamatupidaja", "keskkonnaspetsialist", "peakasutaja"]

OPENINGS = {
    "et": ("", "", "Soovin teada: ", "Palun abi. ", "Helistan ettevõtte nimel. ", "Teist päeva sama mure: "),
    "ru": ("", "Подскажите, пожалуйста: ", "Нужна помощь. "),
    "en": ("", "Could you please help: ", "We would like to know: "),
}
ENDINGS = {
    "et": (
        "",
        "",
        " Mida peaksin edasi tegema?",
        " Kas saate aidata?",
        " Tähtaeg on lähedal.",
        " Varem see töötas.",
        " Saatsin sama küsimuse ka kirjaga.",
    ),
    "ru": ("", " Что делать дальше?", " Срок скоро истекает."),
    "en": ("", " What should we do next?", " The deadline is close."),
}
# code of a topic or its group: what is asked
ASKED: Mapping[str, Sequence[str]] = {
    "access": (
        "Kuidas saab uus raamatupidaja portaali ligipääsu?",
        "Volitus on allkirjastatud, aga teenuseid ei ole näha.",
        "Kes peab volikirja allkirjastama?",
    ),
    "user-contract": (
        "Kuidas sõlmida kasutusleping ja kes selle allkirjastab?",
        "Kasutusleping on saadetud, millal see jõustub?",
    ),
    "rights-not-shown": (
        "Juhatuse liikme esindusõigust ei kuvata pärast sisselogimist.",
        "Portaal ütleb, et esindusõigust ei ole, kuigi äriregistris on.",
    ),
    "joint-rights": ("Meil on ühine esindusõigus, kas mõlemad juhatuse liikmed peavad allkirjastama?",),
    "main-user": (
        "Peakasutaja lahkus töölt, kuidas lisada uus peakasutaja?",
        "Peakasutaja vahetamise volikiri vajab parandamist.",
    ),
    "regular-user": ("Tavakasutaja ei näe jäätmearuande teenust.", "Soovime lisada kaks tavakasutajat."),
    "login-failure": (
        "Mobiil-ID-ga sisselogimine ei õnnestu, leht annab veateate.",
        "ID-kaardiga ei saa sisse logida, sertifikaati ei küsita.",
        "Smart-ID ekraan jääb tühjaks.",
    ),
    "charges": ("Kuidas arvutada keskkonnatasu?", "Deklaratsioonil on vale saasteaine kogus."),
    "declaration": (
        "Kuidas koostada keskkonnatasu deklaratsiooni selle kvartali kohta?",
        "Deklaratsiooni vorm ei lase reostuskoormust lisada.",
        "Kas deklaratsioon jõudis kohale?",
    ),
    "correction": ("Eelmise kvartali deklaratsioonis on viga, kuidas esitada parandus?",),
    "charge-deadline": ("Millal on deklaratsiooni tähtaeg ja kas hilinemisel arvestatakse viivist?",),
    "prepayment": ("Raha on ettemaksukontol, aga nõue on endiselt üleval.",),
    "zero-declaration": ("Kas peame esitama nulldeklaratsiooni, kui tegevust ei olnud?",),
    "reports": ("Aastaaruannet ei saa kinnitada.", "Kuidas aruannet pärast esitamist muuta?"),
    "waste-report": (
        "Jäätmearuandes ei ole meie jäätmekoodi valikus.",
        "Jäätmearuande kinnitamine annab vea koguste kohta.",
        "Kuidas lisada jäätmearuandesse veoautode rehvid?",
    ),
    "water-report": ("Veekasutuse aruande mõõtmistulemused ei salvestu.",),
    "air-report": ("Välisõhu aruandes puudub heiteallikas.",),
    "site-missing": ("Käitluskoht puudub aruande valikust.",),
    "partner-amounts": ("Partneri kogused ei ühti meie omadega, kes peab parandama?",),
    "permits": ("Milline on meie loa menetluse seis?", "Kuidas taotlust täiendada?"),
    "permit-apply": (
        "Taotluse esitamise nupp ei ole aktiivne.",
        "Millised lisad on vaja keskkonnaloa taotlusele?",
    ),
    "permit-change": ("Soovime muuta loa tingimusi, tootmismaht kasvab.",),
    "registers": ("Kuidas registreerida probleemtooteid?", "Pakendi kogused on vaja esitada."),
    "f-gases": ("Külmaseadme hooldust ei saa registrisse lisada.",),
    "fault": ("Leht ei avane, laadib lõputult.", "Portaal on väga aeglane."),
    "signing-failed": (
        "Allkirjastamine katkeb viimases sammus.",
        "Pärast PIN-koodi sisestamist kuvatakse tühi leht.",
    ),
    "upload-failed": ("Fail ei laadi üles, kuigi suurus on lubatud piires.",),
    "documents": ("Saatsin kirja kaks nädalat tagasi ja vastust ei ole.", "Soovin dokumendi koopiat."),
    "counter": ("Tõin dokumendid kohale, kas need on vastu võetud?",),
    "misdirected": ("Küsimus prügiveo arve kohta.", "Naaber põletab oksi, kelle poole pöörduda?"),
    "feedback": ("Aitäh kiire abi eest!", "Ettepanek: saatke meeldetuletus nädal varem."),
}
# The same by group, fewer.
ASKED_IN: Mapping[str, Mapping[str, Sequence[str]]] = {
    "ru": {
        "access": (
            "Как добавить нового пользователя?",
            "Не отображается право представительства.",
            "Как подписать договор пользования?",
        ),
        "charges": ("Как исправить декларацию за прошлый квартал?", "Когда срок подачи декларации?"),
        "reports": ("Не получается подтвердить отчёт об отходах.", "Где указать количество отходов?"),
        "permits": ("На каком этапе наше ходатайство?",),
        "fault": ("Страница не открывается.", "Не удаётся подписать документ."),
        "": ("Нужна консультация по работе с порталом.", "Когда придёт ответ на письмо?"),
    },
    "en": {
        "access": (
            "Our board member has no Estonian ID, how can we get access?",
            "How do we add a user from abroad?",
        ),
        "charges": ("When is the environmental charge declaration due?",),
        "reports": ("The waste report cannot be confirmed.",),
        "": ("Which form do we need for our permit?", "The page shows an error after login."),
    },
}
# What nobody asked before: a renewed form of the portal, some weeks before the end.
NEW_WORD = "Uus deklaratsiooniviisard ei lase edasi liikuda, viisard küsib tegevuskohta uuesti."
PROMISED = (
    "Uurime ja helistame tagasi",
    "Saadame juhised e-kirjaga",
    "Anname teada, kui viga on parandatud",
    "Kontrollime andmed ja vastame",
)
ANSWERED = (
    "Viga on parandatud, palun logige uuesti sisse.",
    "Andmed on õiged, aruanne tuleb uuesti kinnitada.",
    "Käitluskoht on lisatud.",
    "Menetlus on pooleli, otsus tehakse tähtajaks.",
)
MISSING = "Palun lisage kuvatõmmis ja ettevõtte registrikood."


def company(chance: Random, number: int) -> tuple[str, str]:
    """A name that nobody else here has, and its legal form."""
    front, middle = chance.choice(FRONT), chance.choice(MIDDLE)
    name = f"{front}{middle} {chance.choice(TRADE)}"
    if number >= 3000:  # so that the names of many clients differ too
        name += f" {number % 997 + 1}"
    form = chance.choices(("OÜ", "AS", "MTÜ", "SA"), (78, 9, 10, 3))[0]
    return (f"{form} {name}" if chance.random() < 0.1 else f"{name} {form}"), form


def person(chance: Random, language: str) -> tuple[str, str]:
    """First and last name."""
    last = chance.choice(LAST[language])
    if language == "et" and chance.random() < 0.4:
        last = chance.choice(FRONT) + chance.choice(
            ("saar", "mägi", "maa", "soo", "vere", "oja", "mets", "põld")
        )
    return chance.choice(FIRST[language]), last


def questions(code: str, group: str) -> Mapping[str, Sequence[str]]:
    """What is asked about a topic in each language, worded in every way that the tables give."""
    found = {}
    for language, openings in OPENINGS.items():
        if language == "et":
            asked = [*ASKED.get(code, ()), *ASKED.get(code, ASKED.get(group, ()))]
        else:
            asked = [*ASKED_IN[language].get(group, ASKED_IN[language][""])]
        found[language] = [
            f"{opening}{text}{ending}"
            for opening in openings
            for text in asked
            for ending in ENDINGS[language]
        ]
    return found


_FIRST_STEP, _SECOND_STEP = (1, 2, 3, 4, 5, 6, 7, 8, 9, 1), (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)


PEOPLE = 2 * 50 * 12 * 28 * 1000  # how many codes there are


def personal_code(number: int) -> str:
    """The code of somebody born 1801 to 1850, its last digit as it must be; another for every number."""
    number, serial = divmod(number * 7919 % PEOPLE, 1000)  # neighbours are not born on one day
    number, day = divmod(number, 28)
    number, month = divmod(number, 12)
    number, year = divmod(number, 50)
    digits = f"{1 + number % 2}{year + 1:02}{month + 1:02}{day + 1:02}{serial:03}"
    for weights in (_FIRST_STEP, _SECOND_STEP):
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return f"{digits}{rest}"
    return f"{digits}0"


RANGES = ("18", "19", "79", "89", "99")
MOST_CLIENTS = 100_000 * len(RANGES)


def registry_code(number: int) -> str:
    """A registry code of a range that nobody is given, its last digit as it must be."""
    digits = f"{RANGES[number // 100_000]}{number % 100_000:05}"
    for first in (1, 3):
        rest = sum(int(digit) * ((first + place - 1) % 9 + 1) for place, digit in enumerate(digits)) % 11
        if rest < 10:
            return f"{digits}{rest}"
    return f"{digits}0"


def telephone(number: int) -> str:
    """A number of seven digits that begins with 2, a group without subscribers."""
    return f"+3722{number % 1_000_000:06}"
